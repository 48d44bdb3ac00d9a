"""Rows belong to organisations. ``objects`` has one door and it asks whose rows are meant.

A model with an organisation has ``unscoped = models.Manager()`` first (Django's own machinery, forms, admin
and factories take the first manager) and ``objects = TenantManager()`` second.
"""

from collections.abc import Iterable
from typing import Any, NoReturn

from django.db import models

from apps.common.access import Actor


class UnscopedError(RuntimeError):
    """A query that does not say whose rows it wants."""


class TenantManager[M: models.Model](models.Manager[M]):
    def __init__(self, path: str = "organisation") -> None:
        """``path`` leads from the row to its organisation, e.g. ``cohort__organisation``."""
        super().__init__()
        self.path = path

    def get_queryset(self) -> NoReturn:
        raise UnscopedError(f"{self.model.__name__}.objects: say .for_org(organisation) or .for_actor(actor)")

    def for_org(self, organisation: models.Model | str) -> models.QuerySet[M]:
        key = organisation.pk if isinstance(organisation, models.Model) else organisation
        return super().get_queryset().filter(**{self.path: key})

    def for_actor(self, actor: Actor) -> models.QuerySet[M]:
        """Rows of every organisation the actor belongs to, whatever the role there."""
        return super().get_queryset().filter(**{f"{self.path}__in": sorted(actor.org_ids)})

    def create(self, **values: Any) -> M:
        return super().get_queryset().create(**values)

    def bulk_create(self, objs: Iterable[M], *args: Any, **options: Any) -> list[M]:
        return super().get_queryset().bulk_create(objs, *args, **options)
