import re
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.common.access import Role
from apps.common.forms import DressedForm, SeveralField
from apps.organisations import selectors
from apps.organisations.models import Cohort, Organisation, RoleChoice

MOST_EMAILS = 50
# Wrong addresses that a refusal names.
NAMED = 10
_BRACKETED = re.compile(r"^[^<>]*<([^<>]*)>$")


class NameForm(DressedForm):
    name = forms.CharField(label=_("Name of the cohort"), max_length=150)


class CohortForm(NameForm):
    trainers: SeveralField[User] = SeveralField(
        label=_("Trainers"),
        queryset=None,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["trainers"].queryset = selectors.trainers_of(organisation)  # type: ignore[attr-defined]


class AddForm(forms.Form):
    """People who have the role in the organisation. Whoever is in the cohort already stays: a form may come twice."""

    people: SeveralField[User] = SeveralField(
        queryset=None, error_messages={"required": _("Choose at least one person.")}
    )

    def __init__(self, data: QueryDict | None = None, *, cohort: Cohort, role: Role) -> None:
        super().__init__(data)
        self.role = role
        self.fields["people"].queryset = selectors.holders_of(cohort, role)  # type: ignore[attr-defined]


class PlaceForm(DressedForm):
    """Only cohorts of the organisation can be chosen."""

    role = forms.ChoiceField(label=_("Role"), choices=RoleChoice.choices, initial=Role.LEARNER)
    cohort: forms.ModelChoiceField[Cohort] = forms.ModelChoiceField(
        label=_("Cohort"), queryset=None, required=False, empty_label=_("No cohort")
    )
    days = forms.IntegerField(label=_("Valid for how many days?"), min_value=1, max_value=90, initial=14)

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cohort"].queryset = selectors.cohorts_by_name(organisation)  # type: ignore[attr-defined]

    @property
    def expires_at(self) -> datetime:
        return timezone.now() + timedelta(days=self.cleaned_data["days"])


class InvitationForm(PlaceForm):
    max_uses = forms.IntegerField(
        label=_("For how many people?"), min_value=1, max_value=10_000, required=False
    )


class MailInvitationForm(PlaceForm):
    """Everybody gets a link of their own."""

    prefix = "mail"
    emails = forms.CharField(
        label=_("Email addresses"),
        max_length=20_000,
        help_text=_("One per line or separated by commas, 50 at most."),
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false", "autocomplete": "off"}),
    )

    def clean_emails(self) -> list[str]:
        """Without the names that mail programs copy along; an address that stands twice counts once."""
        words = [part.strip() for part in re.split(r"[,;\r\n]+", self.cleaned_data["emails"])]
        found = [_BRACKETED.sub(r"\1", word).lower() for word in words if word]
        wrong = [word for word in found if not _is_email(word)]
        if wrong:
            named = ", ".join(Truncator(word).chars(80) for word in wrong[:NAMED])
            said = _("These are not email addresses: %(wrong)s")
            raise forms.ValidationError(said, params={"wrong": named})
        emails = list(dict.fromkeys(found))
        if len(emails) > MOST_EMAILS:
            said = _("At most %(most)s addresses at once; these are %(n)s.")
            raise forms.ValidationError(said, params={"most": MOST_EMAILS, "n": len(emails)})
        if not emails:
            raise forms.ValidationError(_("Type at least one address."))
        return emails


def _is_email(word: str) -> bool:
    try:
        forms.EmailField(max_length=254).clean(word)
    except forms.ValidationError:
        return False
    return True
