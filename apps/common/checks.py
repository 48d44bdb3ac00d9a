"""`manage.py check --deploy`: what must not reach a real installation."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register


@register(Tags.security, deploy=True)
def check_production(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    found: list[CheckMessage] = []
    if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        found.append(Error("Production needs PostgreSQL.", hint="Set CJM_DATABASE_URL.", id="cjm.E001"))
    if "*" in settings.ALLOWED_HOSTS:
        found.append(Error("ALLOWED_HOSTS lets every name in.", hint="Set CJM_ALLOWED_HOSTS.", id="cjm.E002"))
    if settings.CELERY_BROKER_URL.partition(":")[0] in {"filesystem", "memory"}:
        found.append(Error("Jobs need Redis.", hint="Set CJM_REDIS_URL.", id="cjm.E003"))
    if not settings.SECURE_CSP or "'none'" not in settings.SECURE_CSP.get("default-src", ()):
        found.append(Error("The content security policy is off.", hint="Set SECURE_CSP.", id="cjm.E004"))
    return found
