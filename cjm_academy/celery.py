"""For `celery -A cjm_academy worker` and `celery -A cjm_academy beat` of a real installation."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cjm_academy.settings.prod")

from apps.jobs.queue import app

__all__ = ["app"]
