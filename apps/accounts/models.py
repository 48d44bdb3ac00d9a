from typing import Any

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _


class Theme(models.TextChoices):
    SYSTEM = "system", _("As the device")
    LIGHT = "light", _("Light")
    DARK = "dark", _("Dark")


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser, PermissionsMixin):
    """A person with an account. Guests have none: a key in their session stands for them."""

    # The sign-in name, kept in lower case.
    email = models.EmailField(_("Email"), unique=True)
    # As the person writes it; never split into first and last, never inflected.
    name = models.CharField(_("Name"), max_length=150)
    # Empty until chosen: the browser's wish holds.
    language = models.CharField(
        _("Language"), max_length=10, blank=True, default="", choices=settings.LANGUAGES
    )
    theme = models.CharField(_("Theme"), max_length=10, choices=Theme, default=Theme.SYSTEM)
    # WCAG 2.1.4: shortcuts of one letter must have a switch.
    single_key_shortcuts = models.BooleanField(_("Single-key shortcuts"), default=True)
    # Mails about maps handed in and feedback. What one needs to get in is sent in any case.
    mail_about_work = models.BooleanField(_("Mails about your work"), default=True)
    # May open the admin site; says nothing about organisations.
    is_staff = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="user_email_lower")
        ]

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def wants_mail(self) -> bool:
        """Mail about work: asked when a letter is written, and again when it is sent."""
        return self.is_active and self.mail_about_work

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name
