from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.common.ids import new_id, new_token
from apps.common.tenancy import TenantManager


class RoleChoice(models.TextChoices):
    """`apps.common.access.Role` with the words people read."""

    LEARNER = "learner", _("Learner")
    TRAINER = "trainer", _("Trainer")
    MANAGER = "manager", _("Manager")


class Organisation(models.Model):
    """A tenant: a company that trains its people, or the open academy of everybody who learns alone."""

    id = models.CharField(primary_key=True, max_length=10, default=new_id, editable=False)
    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(_("Name"), max_length=150)
    # The open academy: everybody who signs up learns here.
    is_open = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name"]
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        constraints = [
            models.UniqueConstraint(
                fields=["is_open"], condition=models.Q(is_open=True), name="one_open_academy"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def tenant_id(self) -> str:
        return self.pk


class Membership(models.Model):
    """One role of one person in one organisation; a trainer who also learns has two rows."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(_("Role"), max_length=10, choices=RoleChoice)
    created_at = models.DateTimeField(auto_now_add=True)

    unscoped = models.Manager()
    objects = TenantManager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint(fields=["user", "organisation", "role"], name="membership_unique"),
            models.CheckConstraint(
                condition=models.Q(role__in=RoleChoice.values), name="membership_role_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role} {self.organisation_id}"


class Removal(models.Model):
    """What was taken from a person: while the row stands, an invitation made before it does not give it back."""

    id = models.CharField(primary_key=True, max_length=10, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="removals")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="removals")
    role = models.CharField(_("Role"), max_length=10, choices=RoleChoice)
    # Null: the role in the organisation, with all its places. Else only the place in this cohort.
    cohort = models.ForeignKey(
        "Cohort", null=True, blank=True, on_delete=models.CASCADE, related_name="removals"
    )
    # To undo that a role was taken: {"since": when it was given, "cohorts": {id: when the person came into it}}.
    taken = models.JSONField(default=dict)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(auto_now_add=True)

    unscoped = models.Manager()
    objects = TenantManager()

    class Meta:
        verbose_name = _("removal")
        verbose_name_plural = _("removals")
        constraints = [
            models.CheckConstraint(condition=models.Q(role__in=RoleChoice.values), name="removal_role_known")
        ]

    def __str__(self) -> str:
        return f"{self.user_id} no {self.role} {self.organisation_id}"


class Cohort(models.Model):
    """People of one organisation who learn together."""

    id = models.CharField(primary_key=True, max_length=10, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="cohorts")
    name = models.CharField(_("Name"), max_length=150)
    members = models.ManyToManyField(settings.AUTH_USER_MODEL, through="CohortMember", related_name="cohorts")
    trainers = models.ManyToManyField(
        settings.AUTH_USER_MODEL, through="CohortTrainer", related_name="trained_cohorts"
    )
    # Of the form that made it: sent again, it is answered with this cohort.
    request_key = models.CharField(max_length=64, null=True, editable=False)
    # Null: people learn in it. Archived, it takes nobody in and keeps what was done in it.
    archived_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    unscoped = models.Manager()
    objects = TenantManager()

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("cohort")
        verbose_name_plural = _("cohorts")
        constraints = [
            models.UniqueConstraint(fields=["organisation", "name"], name="cohort_name_unique"),
            models.UniqueConstraint(fields=["organisation", "request_key"], name="cohort_made_once"),
        ]

    def __str__(self) -> str:
        return self.name


class CohortMember(models.Model):
    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="member_rows")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="cohort_member_rows"
    )
    joined_at = models.DateTimeField(auto_now_add=True)

    unscoped = models.Manager()
    objects = TenantManager("cohort__organisation")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["cohort", "user"], name="cohort_member_unique")]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.cohort_id}"


class CohortTrainer(models.Model):
    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="trainer_rows")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="cohort_trainer_rows"
    )
    since = models.DateTimeField(auto_now_add=True)

    unscoped = models.Manager()
    objects = TenantManager("cohort__organisation")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["cohort", "user"], name="cohort_trainer_unique")]

    def __str__(self) -> str:
        return f"{self.user_id} trains {self.cohort_id}"


class Invitation(models.Model):
    """A link that makes whoever opens it a member. The token is the secret."""

    id = models.CharField(primary_key=True, max_length=10, default=new_id, editable=False)
    token = models.CharField(max_length=40, unique=True, default=new_token, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="invitations")
    # Joining also puts the person into this cohort, as member or, with the role trainer, as its trainer.
    cohort = models.ForeignKey(
        Cohort, null=True, blank=True, on_delete=models.CASCADE, related_name="invitations"
    )
    role = models.CharField(_("Role"), max_length=10, choices=RoleChoice, default=RoleChoice.LEARNER)
    # Where the link was mailed to, in lower case. Empty for a link that is passed on by hand, and a month after the
    # end.
    email = models.EmailField(_("Email"), blank=True, default="")
    expires_at = models.DateTimeField()
    # Null: as many as come before it expires.
    max_uses = models.PositiveIntegerField(null=True, blank=True)
    # People it has let in; opening the link twice counts once.
    used_count = models.PositiveIntegerField(default=0)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    # Of the form that made it: sent again, it is answered with this invitation.
    request_key = models.CharField(max_length=64, null=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    unscoped = models.Manager()
    objects = TenantManager()

    class Meta:
        ordering = ["-created_at"]
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(max_uses=None) | models.Q(used_count__lte=models.F("max_uses")),
                name="invitation_not_overused",
            ),
            models.CheckConstraint(
                condition=models.Q(role__in=RoleChoice.values), name="invitation_role_known"
            ),
            models.UniqueConstraint(fields=["organisation", "request_key"], name="invitation_made_once"),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.organisation_id} {self.pk}"

    @property
    def is_expired(self) -> bool:
        return self.expires_at <= timezone.now()

    @property
    def is_used_up(self) -> bool:
        return self.max_uses is not None and self.used_count >= self.max_uses

    @property
    def is_usable(self) -> bool:
        ended = self.cohort is not None and self.cohort.archived_at is not None
        return not (self.is_expired or self.is_used_up or ended)
