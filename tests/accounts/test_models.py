import pytest
from django.db import IntegrityError

from apps.accounts import services
from apps.accounts.models import User

pytestmark = [pytest.mark.db, pytest.mark.django_db]


def test_address_is_kept_in_lower_case() -> None:
    user = services.create_user(email=" Lina@Example.ORG ", name="Lina", password="a-long-password")
    assert user.email == "lina@example.org"
    assert User.objects.get_by_natural_key("LINA@example.org") == user
    assert str(user) == user.get_short_name() == user.get_full_name() == "Lina"


def test_database_refuses_another_case() -> None:
    with pytest.raises(IntegrityError):
        User(email="Lina@example.org", name="Lina").save()


def test_superuser() -> None:
    user = User.objects.create_superuser("root@example.org", "a-long-password", name="Root")
    assert user.is_staff
    assert user.is_superuser
