from django.contrib import admin

from apps.assessment.models import Assignment, Grading, GradingEvent, MapComment, Rubric, RubricVersion


class ReadOnly:
    """The log and the wordings are history: nothing is written here."""

    def has_add_permission(self, *args: object) -> bool:
        return False

    def has_change_permission(self, *args: object) -> bool:
        return False

    def has_delete_permission(self, *args: object) -> bool:
        return False


admin.site.register(Rubric)


@admin.register(RubricVersion)
class RubricVersionAdmin(ReadOnly, admin.ModelAdmin[RubricVersion]):
    list_display = ("rubric", "number", "created_at")


@admin.register(Assignment)
class AssignmentAdmin(admin.ModelAdmin[Assignment]):
    list_display = ("title", "organisation", "cohort", "opens", "due", "release")
    list_select_related = ("organisation", "cohort")
    autocomplete_fields = ()
    raw_id_fields = ("organisation", "cohort", "exercise", "rubric_version")


@admin.register(Grading)
class GradingAdmin(ReadOnly, admin.ModelAdmin[Grading]):
    list_display = ("submission_id", "assignment", "state", "points", "version", "completed_at")
    list_filter = ("state",)
    list_select_related = ("assignment",)


@admin.register(MapComment)
class MapCommentAdmin(ReadOnly, admin.ModelAdmin[MapComment]):
    list_display = ("grading_id", "object_id", "lane", "praise")


@admin.register(GradingEvent)
class GradingEventAdmin(ReadOnly, admin.ModelAdmin[GradingEvent]):
    list_display = ("grading_id", "version", "target", "actor", "at")
    list_select_related = ("actor",)
