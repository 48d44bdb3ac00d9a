from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import UTC, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.assessment.models import Assignment
from apps.assessment.selectors import Choice
from apps.assessment.services import Edit
from apps.common.denials import sentence_for
from apps.common.forms import DressedForm
from apps.common.ids import new_id
from apps.exercises.models import Exercise
from apps.exercises.texts import exercise_title
from apps.organisations.models import Cohort

MAX_REMARK, MAX_MESSAGE, MAX_ATTEMPTS = 5_000, 2_000, 99
YEARS = (2000, 2100)


class EditForm(forms.Form):
    """What every change of a grading carries along: the version that the page showed, and the page itself."""

    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    client = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)

    def edit(self) -> Edit:
        """The key is made of what was sent, so that a repeat has the same and a second thought another."""
        client: str = self.cleaned_data["client"]
        sent = {key: value for key, value in self.cleaned_data.items() if key != "client"}
        text = f"{client or new_id()} {sorted(sent.items())!r}"
        return Edit(
            version=self.cleaned_data["version"],
            client=client,
            key=hashlib.blake2b(text.encode(), digest_size=16).hexdigest(),
        )

    def sent(self, name: str) -> Any:
        """The value, or None when the request did not bring this field."""
        return self.cleaned_data[name] if name in self.data else None


class MarkForm(EditForm):
    level = forms.IntegerField(required=False, min_value=0, max_value=100)
    feedback = forms.CharField(required=False, max_length=MAX_REMARK, strip=False)


class SummaryForm(EditForm):
    summary = forms.CharField(required=False, max_length=MAX_REMARK, strip=False)


class CommentForm(EditForm):
    text = forms.CharField(required=False, max_length=MAX_REMARK)
    praise = forms.BooleanField(required=False)
    object = forms.CharField(required=False, max_length=40)
    lane = forms.CharField(required=False, max_length=40)
    snippet = forms.CharField(required=False, max_length=60)


class SubmitForm(forms.Form):
    assignment = forms.ChoiceField(
        label=_("Assignment"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose one of your assignments."),
            # Open no more, since the page was drawn.
            "invalid_choice": _("This assignment takes no submissions now."),
        },
    )
    message = forms.CharField(
        label=_("Message to the trainer"),
        required=False,
        max_length=MAX_MESSAGE,
        widget=forms.Textarea(attrs={"class": "in", "rows": 3, "maxlength": MAX_MESSAGE}),
    )
    key = forms.CharField(max_length=40, widget=forms.HiddenInput)

    def __init__(self, *args: Any, choices: list[Choice], **options: Any) -> None:
        super().__init__(*args, **options)
        self._choices = {choice.assignment.pk: choice for choice in choices}
        field = self.fields["assignment"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type checker
        field.choices = [(pk, choice.assignment.title) for pk, choice in self._choices.items()]

    @property
    def chosen(self) -> Choice:
        return self._choices[self.cleaned_data["assignment"]]


def _zone(name: str) -> tuple[tzinfo, bool]:
    """The zone of that name, and whether the name is unknown: then the times are UTC."""
    if not name:
        return UTC, False
    try:
        return ZoneInfo(name), False
    except (KeyError, ValueError, OSError):
        return UTC, True


class _Moment(forms.DateTimeInput):
    input_type = "datetime-local"

    def __init__(self) -> None:
        # What a browser kept from before a reload would be shifted a second time.
        super().__init__({"autocomplete": "off"}, format="%Y-%m-%dT%H:%M")


class AssignmentForm(DressedForm):
    """An exercise for a cohort. Times are read in the time zone that the page sends along, else as UTC."""

    title = forms.CharField(
        label=_("Title"), max_length=120, help_text=_("As the cohort will know it, for example “Final map”.")
    )
    cohort = forms.ChoiceField(label=_("Cohort"))
    exercise = forms.ChoiceField(label=_("Exercise"))
    opens = forms.DateTimeField(label=_("Opens"), widget=_Moment)
    due = forms.DateTimeField(
        label=_("Closes"),
        widget=_Moment,
        required=False,
        help_text=_("After this moment nothing is taken in. Leave it empty for no end."),
    )
    attempts = forms.IntegerField(
        label=_("Attempts of each learner"), min_value=1, max_value=MAX_ATTEMPTS, initial=3
    )
    release = forms.ChoiceField(
        label=_("Results"),
        choices=[
            (Assignment.Release.AT_ONCE, _("Each learner sees the result as soon as it is complete")),
            (Assignment.Release.TOGETHER, _("Everybody sees the results when you release them")),
        ],
        widget=forms.RadioSelect,
        initial=Assignment.Release.AT_ONCE,
    )
    hide_names = forms.BooleanField(
        label=_("Grade without names"),
        required=False,
        help_text=_("The names are hidden at first; you can show them while grading."),
    )
    key = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)
    version = forms.IntegerField(min_value=0, required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        cohorts: Sequence[Cohort],
        exercises: Sequence[Exercise],
        language: str,
        **options: Any,
    ) -> None:
        super().__init__(data, **options)
        self._cohorts = {cohort.pk: cohort for cohort in cohorts}
        self._exercises = {exercise.pk: exercise for exercise in exercises}
        named = [(cohort.pk, cohort.name) for cohort in cohorts]
        self.fields["cohort"].choices = named  # type: ignore[attr-defined]
        titles = [(exercise.pk, exercise_title(exercise.pk, language)) for exercise in exercises]
        self.fields["exercise"].choices = titles  # type: ignore[attr-defined]
        self.zone, self.unknown_zone = _zone(data.get("zone", "") if data else "")
        for name in ("opens", "due"):
            if data is None:
                self.fields[name].widget.attrs["data-utc"] = ""

    def settle(self) -> None:
        """Cohort and exercise stay what they are, whatever is sent."""
        for name in ("cohort", "exercise"):
            self.fields[name].disabled = True
        self.fields["exercise"].help_text = sentence_for("assignment_is_taken")

    def full_clean(self) -> None:
        with timezone.override(self.zone):
            super().full_clean()

    def clean(self) -> None:
        if self.unknown_zone:
            text = _("This server does not know your time zone. Enter the times as UTC.")
            self.add_error(None, text)
        for name in ("opens", "due"):
            at = self.cleaned_data.get(name)
            if at is not None and not YEARS[0] <= at.year <= YEARS[1]:
                text = _("Choose a year from %(first)s to %(last)s.")
                self.add_error(name, text % {"first": YEARS[0], "last": YEARS[1]})
        opens, due = (self.cleaned_data.get(name) for name in ("opens", "due"))
        if opens and due and due <= opens:
            self.refuse("due_before_opening")

    def given(self) -> dict[str, Any]:
        """What the services take."""
        sent = self.cleaned_data
        names = ("title", "opens", "due", "attempts", "hide_names")
        return {name: sent[name] for name in names} | {
            "cohort": self._cohorts[sent["cohort"]],
            "exercise": self._exercises[sent["exercise"]],
            "release": Assignment.Release(sent["release"]),
        }

    def refuse(self, code: str) -> None:
        """A service's refusal, beside the field that it is about."""
        fields = {"due_before_opening": "due", "no_rubric": "exercise", "assignment_is_taken": "exercise"}
        self.add_error(fields.get(code), sentence_for(code))
