from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class JobsConfig(AppConfig):
    name = "apps.jobs"
    label = "jobs"

    def ready(self) -> None:
        """Every process knows every kind: the page that asks for a job as well as the worker that does it."""
        autodiscover_modules("tasks")
