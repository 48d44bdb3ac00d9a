"""Writes of the room: rubrics and assignments, handing in, grading, answering remarks."""

from apps.assessment.services.assignments import (
    change_assignment,
    create_assignment,
    load_rubrics,
    release_assignment,
)
from apps.assessment.services.edits import Edit, Edited
from apps.assessment.services.grading import (
    add_comment,
    change_comment,
    complete_grading,
    delete_comment,
    mark_criterion,
    return_for_rework,
    write_summary,
)
from apps.assessment.services.learner import address_remark, hand_in, hand_in_map

__all__ = [
    "Edit",
    "Edited",
    "add_comment",
    "address_remark",
    "change_assignment",
    "change_comment",
    "complete_grading",
    "create_assignment",
    "delete_comment",
    "hand_in",
    "hand_in_map",
    "load_rubrics",
    "mark_criterion",
    "release_assignment",
    "return_for_rework",
    "write_summary",
]
