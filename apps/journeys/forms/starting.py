from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from apps.journeys import words
from apps.journeys.domain.document import Kind
from apps.journeys.domain.starting import StartStage, start_document
from apps.journeys.forms.maps import TitleForm
from apps.journeys.reference import stage_sets

Choice = tuple[str, str]


def _kinds() -> list[Choice]:
    return [("", str(_("I choose later, in step 4"))), *((kind.value, words.label(kind)) for kind in Kind)]


def _sets() -> list[Choice]:
    ready = stage_sets(get_language() or "en")
    return [("", str(_("No stages yet"))), *((item.id, item.name) for item in ready)]


class StartForm(TitleForm):
    """A title is enough; everything else gives the map something to begin with."""

    kind = forms.ChoiceField(
        label=_("Kind of map"), required=False, widget=forms.Select(attrs={"class": "in"})
    )
    stages = forms.ChoiceField(
        label=_("Stages of an industry"), required=False, widget=forms.Select(attrs={"class": "in"})
    )
    light = forms.BooleanField(label=_("Light template: touchpoints and an empathy map"), required=False)
    sketch = forms.BooleanField(
        label=_("I have a sketch on paper: put its photo beside the map"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, offered in (("kind", _kinds), ("stages", _sets)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type checker
            field.choices = offered()

    @property
    def document(self) -> dict[str, Any]:
        """What the map begins with, after `is_valid`."""
        data = self.cleaned_data
        ready = next((item for item in stage_sets(get_language() or "en") if item.id == data["stages"]), None)
        stages = [
            StartStage(f"s-{item.id}", item.name, item.moment) for item in (ready.stages if ready else ())
        ]
        return start_document(
            kind=Kind(data["kind"]) if data["kind"] else None, stages=stages, light=data["light"]
        )
