"""Rows are read with their organisation in mind; who reads across all of them stands here with the reason."""

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

from apps.common.tenancy import TenantManager, UnscopedError
from apps.organisations.models import Organisation

pytestmark = pytest.mark.unit

ROOT = Path(__file__).resolve().parents[2]
OURS = [model for model in apps.get_models() if model.__module__.startswith("apps.")]

# Models that belong to no organisation.
GLOBAL = {
    "accounts.User": "a person may belong to several organisations",
    "organisations.Organisation": "the tenant itself",
    "exercises.Exercise": "shipped with the curriculum, the same for all",
    "assessment.Rubric": "shipped, serves every organisation",
    "assessment.RubricVersion": "shipped, serves every organisation",
}

# File → why it reads across organisations, and how often the word stands there.
UNSCOPED = {
    "apps/journeys/selectors/sharing.py": (1, "a link to a map is opened by people who are no members"),
    "apps/journeys/services/reviews.py": (1, "authors in every organisation are reminded of their reviews"),
    "apps/journeys/services/images.py": (1, "files in the storage belong to maps of everybody"),
    "apps/journeys/services/uploads.py": (2, "old files of everybody go"),
    "apps/journeys/services/guests.py": (1, "guests belong to no organisation; old maps of all of them go"),
    "apps/organisations/actors.py": (1, "the memberships that say which organisations a person belongs to"),
    "apps/organisations/selectors.py": (1, "an invitation is opened by people who are no members yet"),
    "apps/organisations/privacy.py": (15, "a person's own rows, wherever they are or once were a member"),
    "apps/organisations/services.py": (1, "old addresses of invitations of all organisations go"),
    "apps/jobs/services/running.py": (3, "a worker does jobs of everybody"),
    "apps/jobs/services/keeping.py": (5, "the sweeper and the clean-up look after jobs of everybody"),
    "apps/operate/selectors.py": (1, "whoever runs the installation sees how many jobs wait, not whose"),
    "apps/jobs/privacy.py": (1, "the same"),
    "apps/journeys/privacy.py": (9, "the same; edits on maps of others too"),
    "apps/exercises/privacy.py": (2, "the same"),
    "apps/assessment/privacy.py": (8, "the same; results given in any organisation"),
    "apps/learning/privacy.py": (4, "the same"),
}


def belongs_to_an_organisation(model: type[models.Model]) -> bool:
    return any(
        field.is_relation and field.many_to_one and field.related_model is Organisation
        for field in model._meta.fields
    )


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_model_is_guarded(model: type[models.Model]) -> None:
    if model._meta.label in GLOBAL:
        assert not belongs_to_an_organisation(model)
        return
    assert model._default_manager.name == "unscoped"
    assert type(model._default_manager) is models.Manager
    assert isinstance(model.objects, TenantManager)
    for method in ("all", "filter", "get", "exclude", "count", "exists", "first"):
        with pytest.raises(UnscopedError):
            getattr(model.objects, method)()
    assert isinstance(model.objects.for_org("x"), models.QuerySet)


def test_global_models_exist() -> None:
    assert set(GLOBAL) <= {model._meta.label for model in OURS}


def test_reading_across_organisations_is_named() -> None:
    found: dict[str, int] = {}
    for path in sorted((ROOT / "apps").rglob("*.py")):
        if path.name == "admin.py" or "migrations" in path.parts:
            continue
        count = len(
            re.findall(
                r"\.(?:unscoped|_default_manager|_base_manager)\b(?!\.(?:bulk_)?create\()", path.read_text()
            )
        )
        if count:
            found[path.relative_to(ROOT).as_posix()] = count
    assert found == {name: count for name, (count, _reason) in UNSCOPED.items()}
