from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

MAX_PASTED = 200_000
THEME_NAMES = (
    ("light", pgettext_lazy("colours of a picture", "Light")),
    ("dark", pgettext_lazy("colours of a picture", "Dark")),
    ("print", pgettext_lazy("colours of a picture", "To print")),
    ("contrast", pgettext_lazy("colours of a picture", "High contrast")),
)


class DownloadForm(forms.Form):
    """How a picture looks; what is left open is chosen by the kind of picture."""

    theme = forms.ChoiceField(
        label=_("Colours"),
        required=False,
        choices=[("", _("As fits the format")), *THEME_NAMES],
        widget=forms.Select(attrs={"class": "in"}),
    )
    paper = forms.ChoiceField(
        label=_("Paper of the PDF"),
        required=False,
        choices=[("", _("As the map needs")), ("a4", "A4"), ("a3", "A3")],
        widget=forms.Select(attrs={"class": "in"}),
    )


class PasteForm(forms.Form):
    text = forms.CharField(
        label=_("A Mermaid journey, or the text of a .cjm.json file"),
        max_length=MAX_PASTED,
        strip=False,
        error_messages={"required": _("Paste the text here.")},
        widget=forms.Textarea(attrs={"class": "in", "rows": 8, "spellcheck": "false", "dir": "auto"}),
    )
