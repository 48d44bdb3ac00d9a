from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.common.forms import DressedForm
from apps.common.spreadsheets import ENCODINGS
from apps.journeys.forms.maps import FileForm


class TableForm(FileForm):
    file = forms.FileField(
        label=_("A table as .xlsx, .csv or .tsv, up to 5 MB"),
        widget=forms.FileInput(attrs={"class": "in", "accept": ".xlsx,.csv,.tsv"}),
        error_messages={"required": _("Choose a file."), "empty": _("This file is empty.")},
    )


class SheetForm(DressedForm):
    """How a file is to be read; sheets and encodings are asked for where there is a choice."""

    sheet = forms.ChoiceField(label=_("Sheet with the touchpoints"), required=False)
    encoding = forms.ChoiceField(label=_("Encoding of the text"), required=False)
    scale = forms.ChoiceField(
        label=_("Scale of the feelings in the file"),
        required=False,
        choices=[
            ("own", "−2…+2"),
            ("1-5", "1…5"),
            ("1-7", "1…7"),
            ("1-10", "1…10"),
            ("0-10", "0…10"),
            ("0-100", "0…100"),
            ("3", "−3…+3"),
            ("5", "−5…+5"),
            ("10", "−10…+10"),
            ("100", "−100…+100"),
        ],
        help_text=_(
            "Other scales are moved onto −2…+2 in proportion; the number of the file is kept beside it."
        ),
    )

    def __init__(self, *args: Any, sheets: tuple[str, ...], text: bool, **kwargs: Any) -> None:
        """``text``: the file is CSV or TSV."""
        super().__init__(*args, **kwargs)
        self._offer("sheet", [(name, name) for name in sheets] if len(sheets) > 1 else [])
        guess = pgettext_lazy("encoding of a file", "Find out")
        self._offer("encoding", [("", guess), *((name, name.upper()) for name in ENCODINGS)] if text else [])

    def _offer(self, name: str, choices: list[tuple[str, Any]]) -> None:
        field = self.fields[name]
        if choices and isinstance(field, forms.ChoiceField):
            field.choices = choices
        else:
            del self.fields[name]
