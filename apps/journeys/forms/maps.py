from __future__ import annotations

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from apps.journeys.domain.document import MAX_SHORT

MAX_IMPORT_BYTES = 5 * 1024 * 1024


SHOWABLE = RegexValidator(
    r"[\x01-\x08\x0b\x0c\x0e-\x1f]",
    _("This text holds a character that cannot be shown. Remove it."),
    inverse_match=True,
)


class TitleForm(forms.Form):
    title = forms.CharField(
        label=_("What does your customer want to do?"),
        max_length=MAX_SHORT,
        validators=[SHOWABLE],
        error_messages={"required": _("Write in a few words what the customer wants to do.")},
        widget=forms.TextInput(attrs={"class": "in", "autocomplete": "off"}),
    )


class VersionForm(forms.Form):
    name = forms.CharField(
        label=_("Name of this version"),
        max_length=150,
        validators=[SHOWABLE],
        error_messages={"required": _("Write a name that tells this version from the others.")},
        widget=forms.TextInput(attrs={"class": "in", "autocomplete": "off", "dir": "auto"}),
    )


class FileForm(forms.Form):
    """With a field ``file``, which is read whole."""

    def clean_file(self) -> bytes:
        """The bytes of the file; too large a file is refused before it is read."""
        upload = self.cleaned_data["file"]
        if upload.size > MAX_IMPORT_BYTES:
            raise forms.ValidationError(_("This file is larger than 5 MB."), code="too_large")
        content: bytes = upload.read()
        return content


class ImportForm(FileForm):
    file = forms.FileField(
        label=_(
            "A map as a .cjm.json file, a table (.xlsx, .csv, .tsv) or a Mermaid journey (.mmd, .mermaid, .md), "
            "up to 5 MB"
        ),
        widget=forms.FileInput(attrs={"class": "in", "accept": ".json,.xlsx,.csv,.tsv,.mmd,.mermaid,.md"}),
        error_messages={"required": _("Choose a file."), "empty": _("This file is empty.")},
    )


class ImageForm(forms.Form):
    """``prefix`` is the picture's place."""

    file = forms.FileField(
        label=_("A PNG, JPEG or WebP picture, up to 10 MB"),
        widget=forms.FileInput(attrs={"class": "in", "accept": "image/png,image/jpeg,image/webp"}),
        error_messages={"required": _("Choose a file."), "empty": _("This file is empty.")},
    )
    alt = forms.CharField(
        label=_("What can be seen, for people who do not see it"),
        max_length=MAX_SHORT,
        validators=[SHOWABLE],
        error_messages={"required": _("Write in a few words what the picture shows.")},
        widget=forms.TextInput(attrs={"class": "in", "autocomplete": "off", "dir": "auto"}),
    )
