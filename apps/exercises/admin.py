from django.contrib import admin

from apps.exercises.models import Attempt, Exercise, Submission


@admin.register(Exercise)
class ExerciseAdmin(admin.ModelAdmin[Exercise]):
    list_display = ("slug", "case", "kind", "rubric")


@admin.register(Attempt)
class AttemptAdmin(admin.ModelAdmin[Attempt]):
    list_display = ("id", "exercise", "learner", "created_at")
    raw_id_fields = ("organisation", "map", "learner")


@admin.register(Submission)
class SubmissionAdmin(admin.ModelAdmin[Submission]):
    list_display = ("id", "attempt", "number", "submitted_by", "submitted_at")
    raw_id_fields = ("organisation", "attempt", "snapshot", "submitted_by")
