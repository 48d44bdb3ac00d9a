"""Form fields look alike whoever made the form."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models

PLAIN = (
    forms.CheckboxInput,
    forms.RadioSelect,
    forms.CheckboxSelectMultiple,
    forms.HiddenInput,
    forms.FileInput,
)


def dress(form: forms.BaseForm) -> None:
    """Give every text-like widget the class that `ui.css` draws as a field."""
    for field in form.fields.values():
        if not isinstance(field.widget, PLAIN):
            field.widget.attrs["class"] = f"in {field.widget.attrs.get('class', '')}".strip()


class DressedForm(forms.Form):
    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        dress(self)


class SeveralField[M: models.Model](forms.ModelMultipleChoiceField[M]):
    """Several rows. Whatever is no choice is refused in one sentence; a number that no column can hold is no choice.

    SQLite would answer such a number with `OverflowError`.
    """

    default_error_messages = dict.fromkeys(
        ("invalid_choice", "invalid_pk_value", "invalid_list"),
        forms.ModelChoiceField.default_error_messages["invalid_choice"],
    )

    def clean(self, value: Any) -> models.QuerySet[M]:
        try:
            return super().clean(value)
        except OverflowError:
            raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice") from None
