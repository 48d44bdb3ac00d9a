from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.journeys.domain.combine import MOST, VARIANTS, Match, Place
from apps.journeys.domain.document import MAX_SHORT, Layer, LinkKind, Map
from apps.journeys.forms.maps import SHOWABLE
from apps.journeys.words import keyed, label

_VARIANTS = {
    LinkKind.PERSONA_VARIANT: _("For another persona: the persona is left empty"),
    LinkKind.MARKET_VARIANT: _("For another market: the market is left empty"),
    LinkKind.FUTURE_OF: _("The future of this map: what you want it to become"),
}
_RELATIONS = {
    LinkKind.COUNTERPART: _("Counterpart: customer and employee"),
    LinkKind.PERSONA_VARIANT: _("The same journey of another persona"),
    LinkKind.MARKET_VARIANT: _("The same journey in another market"),
    LinkKind.JOINT: _("A joint map and one of its parts"),
    LinkKind.FUTURE_OF: _("This map is the future of the other"),
    LinkKind.CURRENT_OF: _("The other map is the future of this one"),
}
# Layers in which a step of an employee can stand; what the customer sees of them is no step.
LAYERS = (Layer.FRONTSTAGE, Layer.BACKSTAGE, Layer.SUPPORT)


class NewMapForm(forms.Form):
    """Of every map that is made from others."""

    title = forms.CharField(
        label=_("Title of the new map"),
        max_length=MAX_SHORT,
        validators=[SHOWABLE],
        error_messages={"required": _("Write a title that tells this map from the others.")},
        widget=forms.TextInput(attrs={"class": "in", "autocomplete": "off", "dir": "auto"}),
    )


class VariantForm(NewMapForm):
    kind = forms.ChoiceField(
        label=_("What is the new map for?"),
        choices=[(kind.value, _VARIANTS[kind]) for kind in VARIANTS],
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose what the new map is for."),
            "invalid_choice": _("Choose what the new map is for."),
        },
    )
    field_order = ("kind", "title")

    def clean_kind(self) -> LinkKind:
        return LinkKind(self.cleaned_data["kind"])


class RelationForm(forms.Form):
    """``others``: (id, title) of the maps that can be named."""

    other = forms.ChoiceField(
        label=_("Map"),
        widget=forms.Select(attrs={"class": "in"}),
        error_messages={
            "required": _("Choose a map."),
            "invalid_choice": _("This map is not here any more. Choose another."),
        },
    )
    kind = forms.ChoiceField(
        label=_("How do the two belong together?"),
        choices=[(kind.value, text) for kind, text in _RELATIONS.items()],
        widget=forms.Select(attrs={"class": "in"}),
        error_messages={
            "required": _("Choose how the two belong together."),
            "invalid_choice": _("Choose how the two belong together."),
        },
    )

    def __init__(self, *args: Any, others: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["other"].choices = [("", _("Choose a map")), *others]  # type: ignore[attr-defined]

    def clean_kind(self) -> LinkKind:
        return LinkKind(self.cleaned_data["kind"])


class JointForm(forms.Form):
    """``others``: (id, title) of the maps that can be joined with the first one."""

    maps = forms.MultipleChoiceField(
        label=_("Join it with"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Choose at least one other map."),
            "invalid_choice": _("One of these maps is not here any more. Choose again."),
        },
    )

    def __init__(self, *args: Any, others: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["maps"].choices = others  # type: ignore[attr-defined]

    def clean_maps(self) -> list[str]:
        chosen: list[str] = self.cleaned_data["maps"]
        if len(chosen) >= MOST:
            raise forms.ValidationError(_("Up to five maps can be joined. Choose fewer."), code="too_many")
        return chosen


class EmployeeForm(forms.Form):
    """``others``: (id, title) of the maps that can stand behind the customer's."""

    employee = forms.ChoiceField(
        label=_("Map of the employee"),
        widget=forms.Select(attrs={"class": "in"}),
        error_messages={
            "required": _("Choose a map."),
            "invalid_choice": _("This map is not here any more. Choose another."),
        },
    )

    def __init__(self, *args: Any, others: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["employee"].choices = [("", _("Choose a map")), *others]  # type: ignore[attr-defined]


class SharedSelect(forms.Select):
    """One of many selects with the same long list: Django's own draws a template for each option."""

    def __init__(self, options: Sequence[tuple[str, str]], **attrs: str) -> None:
        """``options``: value and text, both escaped."""
        super().__init__(attrs)
        self.drawn = options

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        drawn = "".join(
            f'<option value="{key}"{" selected" if key == value else ""}>{text}</option>'
            for key, text in self.drawn
        )
        return format_html(
            '<select class="in" name="{}"{}>{}</select>',
            name,
            flatatt({**self.attrs, **(attrs or {})}),
            SafeString(drawn),
        )


class BlueprintForm(NewMapForm):
    """A touchpoint of the customer and a layer for each touchpoint of the employee; without one it is left out."""

    def __init__(self, *args: Any, found: tuple[Match, ...], customer: Map, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.found = found
        places = [("", _("Leave out")), *((item.id, item.name) for item in customer.touchpoints_in_order())]
        layers = [(layer.value, label(layer)) for layer in LAYERS]
        options = [(escape(value), escape(text)) for value, text in places]
        for match in found:
            self.fields[f"at-{match.employee.id}"] = forms.ChoiceField(
                label=match.employee.name,
                choices=places,
                required=False,
                widget=SharedSelect(options),
                initial=match.customer or "",
                error_messages={
                    "invalid_choice": _("This touchpoint is not in the map any more. Choose another.")
                },
            )
            self.fields[f"layer-{match.employee.id}"] = forms.ChoiceField(
                choices=layers,
                initial=match.layer.value,
                widget=SharedSelect(layers, **{"aria-label": keyed(gettext("Layer"), match.employee.name)}),
                error_messages={
                    "required": _("Choose a layer."),
                    "invalid_choice": _("Choose a layer."),
                },
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and not self.places():
            raise forms.ValidationError(
                _("Match at least one touchpoint, then there is a blueprint to make.")
            )
        return cleaned

    def rows(self) -> list[tuple[Match, forms.BoundField, forms.BoundField]]:
        return [
            (match, self[f"at-{match.employee.id}"], self[f"layer-{match.employee.id}"])
            for match in self.found
        ]

    def places(self) -> dict[str, Place]:
        """Where the steps go, by the employee's touchpoint."""
        return {
            match.employee.id: Place(at, Layer(self.cleaned_data[f"layer-{match.employee.id}"]))
            for match in self.found
            if (at := self.cleaned_data[f"at-{match.employee.id}"])
        }
