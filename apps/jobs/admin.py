from django.contrib import admin
from django.http import HttpRequest

from apps.jobs.models import Job


@admin.register(Job)
class JobAdmin(admin.ModelAdmin[Job]):
    """To look at: jobs change only through the services."""

    list_display = ("pk", "kind", "state", "progress", "attempt", "error", "created_at", "finished_at")
    list_filter = ("state", "kind")
    search_fields = ("pk",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Job | None = None) -> bool:
        return False
