from django.conf import settings
from django.db import models

from apps.common.ids import new_id
from apps.common.tenancy import TenantManager


class Enrolment(models.Model):
    """A person takes a course; the course itself is text, named by its slug."""

    id = models.CharField(primary_key=True, max_length=10, default=new_id, editable=False)
    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.CASCADE, related_name="+")
    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="enrolments")
    course = models.CharField(max_length=60)
    created_at = models.DateTimeField(auto_now_add=True)

    unscoped = models.Manager()
    objects = TenantManager()

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(fields=["learner", "organisation", "course"], name="enrolled_once")
        ]

    def __str__(self) -> str:
        return f"{self.course} {self.pk}"


class LessonProgress(models.Model):
    """A lesson that the learner has finished."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="progress")
    lesson = models.CharField(max_length=60)
    done_at = models.DateTimeField(auto_now_add=True)

    unscoped = models.Manager()
    objects = TenantManager("enrolment__organisation")

    class Meta:
        ordering = ["done_at"]
        constraints = [models.UniqueConstraint(fields=["enrolment", "lesson"], name="lesson_done_once")]

    def __str__(self) -> str:
        return self.lesson
