"""Where in the builder the entries of a lane are typed."""

from __future__ import annotations

from collections.abc import Mapping

from apps.exercises.domain.steps import Step
from apps.journeys.domain.document import Lane

# The step, and the id of the input or of the group of inputs; {} stands for the touchpoint's id.
TYPED_AT: Mapping[Lane, tuple[Step, str]] = {
    Lane.ACTION: (Step.MAP_TYPE, "{}-action"),
    Lane.CONTEXT: (Step.MAP_TYPE, "{}-context"),
    Lane.THOUGHTS: (Step.MAP_TYPE, "{}-thoughts"),
    Lane.EMOTION: (Step.MAP_TYPE, "{}-emotion-score"),
    Lane.EVIDENCE: (Step.MAP_TYPE, "s-quotes"),
    Lane.REACTIONS: (Step.MAP_TYPE, "s-reactions"),
    Lane.EXPECTATION: (Step.MAP_TYPE, "{}-expectation"),
    Lane.NEEDS: (Step.MAP_TYPE, "{}-needs"),
    Lane.CHANNELS: (Step.TOUCHPOINTS, "s-channels"),
    Lane.PURPOSE: (Step.TOUCHPOINTS, "s-channels"),
    Lane.GOAL_VALUE: (Step.ANALYSIS, "s-gaps"),
    Lane.EXPERIENCE_VALUE: (Step.ANALYSIS, "s-gaps"),
    Lane.GAP: (Step.ANALYSIS, "s-gaps"),
    Lane.PAINS: (Step.ANALYSIS, "s-pains"),
    Lane.DELIGHTS: (Step.ANALYSIS, "s-delights"),
    Lane.CAUSES: (Step.ANALYSIS, "s-pains"),
    Lane.OPPORTUNITIES: (Step.ANALYSIS, "s-opportunities"),
    Lane.RISKS: (Step.MAP_TYPE, "s-more"),
    Lane.STAKEHOLDERS: (Step.MAP_TYPE, "s-more"),
    Lane.KPIS: (Step.MAP_TYPE, "s-more"),
    Lane.PHYSICAL_EVIDENCE: (Step.RESOURCES, "s-behind"),
    Lane.FRONTSTAGE: (Step.RESOURCES, "s-behind"),
    Lane.BACKSTAGE: (Step.RESOURCES, "s-behind"),
    Lane.SUPPORT: (Step.RESOURCES, "s-behind"),
    Lane.RESOURCES: (Step.RESOURCES, "s-resources"),
    Lane.CHANGES: (Step.CHANGES, "s-changes"),
    Lane.TIME: (Step.TOUCHPOINTS, "{}-time"),
}
