import pytest

from apps.common.ids import ALPHABET, new_id, new_token

pytestmark = pytest.mark.unit


def test_ids_are_ten_readable_characters_and_differ() -> None:
    assert len(ALPHABET) == len(set(ALPHABET)) == 32
    made = {new_id() for _ in range(1000)}
    assert len(made) == 1000
    assert all(len(key) == 10 and set(key) <= set(ALPHABET) for key in made)


def test_tokens_are_longer() -> None:
    assert len(new_token()) == 32
