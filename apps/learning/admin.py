from django.contrib import admin

from apps.learning.models import Enrolment


@admin.register(Enrolment)
class EnrolmentAdmin(admin.ModelAdmin[Enrolment]):
    list_display = ("course", "learner", "organisation", "created_at")
    list_filter = ("course",)
    raw_id_fields = ("learner", "organisation")
