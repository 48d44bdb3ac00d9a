from typing import Any

from allauth.account import forms as allauth
from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Theme, User
from apps.common.forms import DressedForm, dress


class Dressed:
    """For allauth's forms: our look, and no placeholders, which vanish when one starts to type."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dress(self)  # type: ignore[arg-type]
        for field in self.fields.values():  # type: ignore[attr-defined]
            field.widget.attrs.pop("placeholder", None)


class LoginForm(Dressed, allauth.LoginForm):  # type: ignore[misc]
    pass


class SignupForm(Dressed, allauth.SignupForm):  # type: ignore[misc]
    name = forms.CharField(
        label=_("Name"),
        max_length=150,
        help_text=_("Trainers and fellow learners see it."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    field_order = ["name", "email", "password1"]


class ResetPasswordForm(Dressed, allauth.ResetPasswordForm):  # type: ignore[misc]
    pass


class ResetPasswordKeyForm(Dressed, allauth.ResetPasswordKeyForm):  # type: ignore[misc]
    pass


class ChangePasswordForm(Dressed, allauth.ChangePasswordForm):  # type: ignore[misc]
    pass


class SetPasswordForm(Dressed, allauth.SetPasswordForm):  # type: ignore[misc]
    pass


class ReauthenticateForm(Dressed, allauth.ReauthenticateForm):  # type: ignore[misc]
    pass


class ChangeEmailForm(Dressed, allauth.AddEmailForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("New email address")

    def clean_email(self) -> str:
        """Signing up tells as well that an address is taken; the sign-in name must stay one person's."""
        value: str = super().clean_email()
        if User.objects.filter(email=value).exclude(pk=self.user.pk).exists():
            raise forms.ValidationError(_("Somebody else signs in with this address."))
        return value


class ProfileForm(DressedForm):
    """The settings page: everything that the menus send one by one, and the name."""

    name = forms.CharField(
        label=_("Name"),
        max_length=150,
        help_text=_("Trainers and fellow learners see it."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    theme = forms.ChoiceField(label=_("Theme"), choices=Theme.choices)
    single_key_shortcuts = forms.BooleanField(
        label=_("Single-key shortcuts"),
        required=False,
        help_text=_(
            "Keys such as 1 to 4 or J and K on the grading page. They never work inside a text field."
        ),
    )
    mail_about_work = forms.BooleanField(
        label=_("Mails about your work"),
        required=False,
        help_text=_("When feedback is ready, and for trainers when a map was handed in."),
    )


class EraseForm(DressedForm):
    """The password; whoever signs in without one types the address."""

    password = forms.CharField(
        label=_("Your password"), widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )
    email = forms.CharField(
        label=_("Your email address"),
        help_text=_("Type it to confirm."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "email"}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        del self.fields["email" if user.has_usable_password() else "password"]

    def clean_password(self) -> str:
        given: str = self.cleaned_data["password"]
        if not self.user.check_password(given):
            raise forms.ValidationError(_("This is not your password."))
        return given

    def clean_email(self) -> str:
        given: str = self.cleaned_data["email"]
        if given.strip().lower() != self.user.email:
            raise forms.ValidationError(_("This is not the address of your account."))
        return given


class PreferencesForm(DressedForm):
    """Each button of the menus sends one field, the settings page sends all."""

    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES, required=False)
    theme = forms.ChoiceField(label=_("Theme"), choices=Theme.choices, required=False)
    single_key_shortcuts = forms.TypedChoiceField(
        label=_("Single-key shortcuts"),
        choices=[("on", _("On")), ("off", _("Off"))],
        coerce=lambda value: value == "on",
        empty_value=None,
        required=False,
    )
