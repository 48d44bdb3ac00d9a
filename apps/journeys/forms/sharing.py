from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.journeys.forms.maps import SHOWABLE
from apps.journeys.services.sharing import Lasts


class CoAuthorForm(forms.Form):
    called = forms.CharField(
        label=_("Name or email address"),
        max_length=254,
        validators=[SHOWABLE],
        error_messages={"required": _("Type the name or the address of the person.")},
        widget=forms.TextInput(attrs={"class": "in", "autocomplete": "off", "dir": "auto"}),
    )


class LinkForm(forms.Form):
    lasts = forms.TypedChoiceField(
        label=_("How long it works"),
        choices=[
            (Lasts.WEEK, _("One week")),
            (Lasts.MONTH, _("30 days")),
            (Lasts.NEVER, _("Until you revoke it")),
        ],
        initial=Lasts.MONTH,
        coerce=Lasts,
        widget=forms.Select(attrs={"class": "in"}),
        error_messages={
            "required": _("Choose how long the link works."),
            "invalid_choice": _("Choose how long the link works."),
        },
    )
    embed = forms.BooleanField(label=_("Other sites may show the map in a frame"), required=False)
