"""Which models lead to a person, asked of Django itself."""

from collections.abc import Iterator

from django.apps import apps
from django.db.models import Model

from apps.accounts.models import User

# Holds what belongs to a browser, hence to a person, without a relation.
WITHOUT_A_RELATION = frozenset({"sessions.Session"})


def neighbours(model: type[Model]) -> Iterator[type[Model]]:
    """Over every relation in both directions, the hidden ones too."""
    for field in model._meta.get_fields(include_hidden=True):
        related = getattr(field, "related_model", None)
        if isinstance(related, type) and issubclass(related, Model):
            yield related
        through = getattr(getattr(field, "remote_field", None), "through", None)
        if through is not None:
            yield through


def about_people() -> frozenset[str]:
    """Labels of all models that can be reached from a person, or hold a guest's key.

    A table that Django makes by itself for a many-to-many field goes with the rows on both its sides.
    """
    found: set[type[Model]] = set()
    open_ends: list[type[Model]] = [
        User,
        *(model for model in apps.get_models() if any(f.name == "guest_key" for f in model._meta.fields)),
    ]
    while open_ends:
        model = open_ends.pop()
        if model not in found:
            found.add(model)
            open_ends += neighbours(model)
    return frozenset(m._meta.label for m in found if not m._meta.auto_created) | WITHOUT_A_RELATION
