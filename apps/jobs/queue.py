"""The one Celery application; settings named CELERY_… are its own."""

from celery import Celery

app = Celery("cjm_academy")
app.config_from_object("django.conf:settings", namespace="CELERY")
