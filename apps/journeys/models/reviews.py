from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.journeys.models.maps import JourneyMap, PartOfMapManager


class ReviewRhythm(models.TextChoices):
    MONTH = "month", _("Every month")
    QUARTER = "quarter", _("Every three months")


class ReviewPlan(models.Model):
    """A living map is looked at again and again: how often, and when next."""

    map = models.OneToOneField(
        JourneyMap, primary_key=True, on_delete=models.CASCADE, related_name="review_plan"
    )
    rhythm = models.CharField(_("How often"), max_length=10, choices=ReviewRhythm)
    next_on = models.DateField(_("Next review"))
    # The `next_on` that a reminder has been sent for: once for each date.
    reminded_for = models.DateField(null=True, blank=True, editable=False)

    unscoped = models.Manager()
    objects = PartOfMapManager["ReviewPlan"]()

    class Meta:
        verbose_name = _("review plan")
        verbose_name_plural = _("review plans")
        indexes = [models.Index(fields=["next_on"], name="review_plan_due")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(rhythm__in=ReviewRhythm.values), name="review_plan_rhythm_known"
            )
        ]

    def __str__(self) -> str:
        return f"{self.map_id} {self.next_on}"
