"""What is typed on the pages of a living map: the state of a change, a review, and how often one looks again."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.journeys import words
from apps.journeys.domain.document import MAX_TEXT, ChangeState, Verdict
from apps.journeys.domain.rhythm import add_months
from apps.journeys.forms.maps import SHOWABLE
from apps.journeys.models import ReviewRhythm

FARTHEST_MONTHS = 60


def _day(label: Any, *, required: bool, missing: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=required,
        input_formats=["%Y-%m-%d"],
        error_messages={"required": missing, "invalid": _("Write a date.")},
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"class": "in", "type": "date"}),
    )


def _figure(label: Any) -> forms.FloatField:
    return forms.FloatField(
        label=label,
        required=False,
        localize=True,
        error_messages={"invalid": _("Write a number.")},
        widget=forms.TextInput(attrs={"class": "in", "inputmode": "decimal", "autocomplete": "off"}),
    )


class StateForm(forms.Form):
    state = forms.ChoiceField(
        label=_("State"),
        error_messages={"invalid_choice": _("Choose one of the states.")},
        widget=forms.Select(attrs={"class": "in"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["state"]
        field.choices = [(state.value, words.label(state)) for state in ChangeState]  # type: ignore[attr-defined]

    def clean_state(self) -> ChangeState:
        return ChangeState(self.cleaned_data["state"])


class ReviewForm(forms.Form):
    day = _day(_("Review on"), required=True, missing=_("Say when the review was or will be."))
    before = _figure(_("Before"))
    after = _figure(_("After"))
    verdict = forms.ChoiceField(
        label=_("Verdict"),
        required=False,
        error_messages={"invalid_choice": _("Choose one of the verdicts.")},
        widget=forms.Select(attrs={"class": "in"}),
    )
    note = forms.CharField(
        label=_("Remark"),
        required=False,
        max_length=MAX_TEXT,
        validators=[SHOWABLE],
        widget=forms.Textarea(attrs={"class": "in", "rows": 3, "dir": "auto"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["verdict"]
        field.choices = [("", "—"), *((item.value, words.label(item)) for item in Verdict)]  # type: ignore[attr-defined]

    @property
    def review(self) -> dict[str, Any]:
        """The fields of the review as JSON holds them."""
        return {**self.cleaned_data, "day": self.cleaned_data["day"].isoformat()}


class RhythmForm(forms.Form):
    rhythm = forms.ChoiceField(
        label=_("How often"),
        required=False,
        error_messages={"invalid_choice": _("Choose how often.")},
        widget=forms.Select(attrs={"class": "in"}),
    )
    next_on = _day(_("Next review"), required=False, missing="")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["rhythm"]
        field.choices = [("", _("No reviews planned")), *ReviewRhythm.choices]  # type: ignore[attr-defined]

    def clean_rhythm(self) -> ReviewRhythm | None:
        chosen = self.cleaned_data["rhythm"]
        return ReviewRhythm(chosen) if chosen else None

    def clean_next_on(self) -> date | None:
        """Not in the past, and near enough to be a plan; without a rhythm no date is asked for."""
        day: date | None = self.cleaned_data["next_on"]
        today = timezone.localdate()
        if not self.cleaned_data.get("rhythm"):
            return None
        if day is None:
            raise forms.ValidationError(_("Say when you look at the map next."), code="required")
        if day < today:
            raise forms.ValidationError(_("Choose today or a later day."), code="past")
        if day > add_months(today, FARTHEST_MONTHS):
            raise forms.ValidationError(_("Choose a day within the next five years."), code="far")
        return day
