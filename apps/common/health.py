"""What a load balancer asks: does the process answer, and can it do its work."""

from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from apps.common.access import public


@public("asked by a load balancer, which has no account")
@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """Asks nothing of the database: a slow one must not have every process restarted."""
    return HttpResponse("ok\n", content_type="text/plain")


@public("asked by a load balancer, which has no account")
@require_safe
@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    trouble = what_is_missing()
    if trouble:
        return HttpResponse(f"{trouble}\n", content_type="text/plain", status=503)
    return HttpResponse("ok\n", content_type="text/plain")


def what_is_missing() -> str:
    """The first thing without which no page can be answered; empty where all is well."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        if not tables_fit():
            return "the tables are older than the program: type  python3 manage.py upgrade"
    except DatabaseError:
        return "the database does not answer"
    return "" if cache_answers() else "Redis does not answer"


def cache_answers() -> bool:
    if not settings.CACHES["default"]["BACKEND"].endswith("RedisCache"):
        return True
    from redis.exceptions import RedisError  # noqa: PLC0415 - heavy, and not needed without Redis

    try:
        cache.get("readyz")
    except RedisError:
        return False
    return True


def tables_fit() -> bool:
    """Once they do, they do for the life of the process: reading all migrations takes a tenth of a second."""
    if not _fitting:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return False
        _fitting.add(connection.alias)
    return True


_fitting: set[str] = set()
