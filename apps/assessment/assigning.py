"""What the form of an assignment starts with, and what somebody else has changed in it meanwhile."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from apps.assessment.forms import AssignmentForm
from apps.assessment.models import Assignment
from apps.common.ids import new_id
from apps.common.ui import moment


def blank(cohort: str) -> dict[str, Any]:
    """A new assignment, open from now on."""
    return {"cohort": cohort, "opens": timezone.now(), "key": new_id()}


def stored(assignment: Assignment) -> dict[str, Any]:
    return {
        "title": assignment.title,
        "cohort": assignment.cohort_id,
        "exercise": assignment.exercise_id,
        "opens": assignment.opens,
        "due": assignment.due,
        "attempts": assignment.attempts,
        "release": assignment.release,
        "hide_names": assignment.hide_names,
        "version": assignment.version,
    }


def newer(form: AssignmentForm, assignment: Assignment) -> list[tuple[Any, Any]]:
    """Label and present value of each field that is stored otherwise than it was typed."""
    found = []
    for name, value in stored(assignment).items():
        typed = form.cleaned_data.get(name)
        if name != "version" and _to_the_minute(typed) != _to_the_minute(value):
            found.append((form.fields[name].label, _shown(form, name, value)))
    return found


def _to_the_minute(value: Any) -> Any:
    return value.replace(second=0, microsecond=0) if isinstance(value, datetime) else value


def _shown(form: AssignmentForm, name: str, value: Any) -> Any:
    if isinstance(value, datetime):
        return moment(value)
    if name == "due":
        return _("No end")
    if name == "hide_names":
        return _("Yes") if value else _("No")
    choices = dict(getattr(form.fields[name], "choices", ()))
    return choices.get(value, value)
