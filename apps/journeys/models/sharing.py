from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.common.ids import new_id, new_token
from apps.journeys.models.maps import JourneyMap, PartOfMapManager


class CoAuthor(models.Model):
    """A person who draws on somebody else's map: sees and edits it, but neither shares nor hands it in."""

    map = models.ForeignKey(JourneyMap, on_delete=models.CASCADE, related_name="coauthors")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    unscoped = models.Manager()
    objects = PartOfMapManager["CoAuthor"]()

    class Meta:
        ordering = ["created_at", "pk"]
        verbose_name = _("co-author")
        verbose_name_plural = _("co-authors")
        constraints = [models.UniqueConstraint(fields=["map", "user"], name="coauthor_once")]

    def __str__(self) -> str:
        return f"{self.map_id} {self.user_id}"


class ShareLink(models.Model):
    """A link by which everybody who has it reads the map. The token is the secret."""

    id = models.CharField(primary_key=True, max_length=10, default=new_id, editable=False)
    map = models.ForeignKey(JourneyMap, on_delete=models.CASCADE, related_name="share_links")
    token = models.CharField(max_length=40, unique=True, default=new_token, editable=False)
    # Other sites may show the map in a frame.
    embed = models.BooleanField(default=False)
    # Null: until it is revoked.
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    # Of the form that made it: sent again, it is answered with this link.
    request_key = models.CharField(max_length=64, null=True, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    unscoped = models.Manager()
    objects = PartOfMapManager["ShareLink"]()

    class Meta:
        ordering = ["-created_at", "pk"]
        verbose_name = _("link to a map")
        verbose_name_plural = _("links to maps")
        constraints = [models.UniqueConstraint(fields=["map", "request_key"], name="share_link_made_once")]

    def __str__(self) -> str:
        return f"{self.map_id} {self.pk}"

    @property
    def is_expired(self) -> bool:
        return self.expires_at is not None and self.expires_at <= timezone.now()

    @property
    def is_working(self) -> bool:
        return self.revoked_at is None and not self.is_expired
