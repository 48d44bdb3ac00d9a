from __future__ import annotations

from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.journeys.domain.document import MAX_SHORT
from apps.journeys.forms.maps import SHOWABLE
from apps.journeys.models import JourneyMap


class ZoomForm(forms.Form):
    title = forms.CharField(
        label=_("Title of the sub-journey"),
        max_length=MAX_SHORT,
        validators=[SHOWABLE],
        error_messages={"required": _("Write a title that tells this map from the others.")},
        widget=forms.TextInput(attrs={"class": "in", "autocomplete": "off", "dir": "auto"}),
    )


class ZoomLinkForm(forms.Form):
    map = forms.ChoiceField(
        label=_("One of your maps"),
        error_messages={"required": _("Choose a map."), "invalid_choice": _("Choose a map.")},
        widget=forms.Select(attrs={"class": "in"}),
    )

    def __init__(self, data: object, maps: Iterable[JourneyMap]) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        self.fields["map"].choices = [("", "—"), *((row.pk, row.title) for row in maps)]  # type: ignore[attr-defined]
