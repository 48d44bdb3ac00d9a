from django.contrib import admin
from django.http import HttpRequest

from apps.journeys.models import JourneyMap, MapEdit, Snapshot


class _ReadOnly:
    """Maps change through their log only, and the log and the snapshots are never rewritten."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


@admin.register(JourneyMap)
class JourneyMapAdmin(_ReadOnly, admin.ModelAdmin[JourneyMap]):
    list_display = (
        "title",
        "organisation",
        "owner",
        "kind",
        "touchpoint_count",
        "errors",
        "revision",
        "updated_at",
    )
    list_filter = ("kind",)
    search_fields = ("=id", "title")
    list_select_related = ("organisation", "owner")


@admin.register(MapEdit)
class MapEditAdmin(_ReadOnly, admin.ModelAdmin[MapEdit]):
    list_display = ("map_id", "revision", "kind", "actor", "client", "at")
    list_filter = ("kind",)
    search_fields = ("=map__id",)
    list_select_related = ("actor",)


@admin.register(Snapshot)
class SnapshotAdmin(_ReadOnly, admin.ModelAdmin[Snapshot]):
    list_display = ("map_id", "revision", "kind", "name", "created_by", "created_at")
    list_filter = ("kind",)
    search_fields = ("=map__id", "name")
    list_select_related = ("created_by",)
