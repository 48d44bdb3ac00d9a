"""Every member of every vocabulary that a person sees has a word."""

from __future__ import annotations

from enum import Enum

import pytest
from django.utils.translation import override

from apps.journeys import words
from apps.journeys.domain import document
from apps.journeys.domain.document import EvidenceKind, Kind, KpiKind, Lane, Mood, Purpose

pytestmark = pytest.mark.unit

# These steer the product and stand nowhere as words.
UNSEEN = {"Direction", "Join", "IdeaMethod", "TransitionKind", "LinkKind"}
VOCABULARIES = [
    found
    for name, found in vars(document).items()
    if isinstance(found, type) and issubclass(found, Enum) and name not in UNSEEN
]
MEMBERS = [member for vocabulary in VOCABULARIES for member in vocabulary]


@pytest.mark.parametrize("member", MEMBERS, ids=lambda member: f"{type(member).__name__}.{member.name}")
def test_every_value_has_a_word(member: Enum) -> None:
    with override("en"):
        text = words.label(member)
    assert text
    assert text != str(member.value)
    assert "_" not in text


@pytest.mark.parametrize("language", ["zh-hans", "zh-hant", "ru"])
def test_the_words_are_translated(language: str) -> None:
    same = {"PR", "NPS", "CSAT", "CES", "CLV"}
    with override("en"):
        english = {member: words.label(member) for member in (*Kind, *Mood)}
    with override(language):
        assert not [
            member for member, text in english.items() if words.label(member) == text and text not in same
        ]


def test_equal_values_of_two_vocabularies_keep_their_own_words() -> None:
    with override("en"):
        assert words.label(Lane.TIME) == "Time"
        assert words.label(KpiKind.NPS) == "NPS"
        assert words.label(EvidenceKind.REVIEW) != words.label(Purpose.PROOF)


def test_names_in_heads() -> None:
    with override("en"):
        assert words.customer("Lin, 34") == "Lin"
        assert words.customer("林，34 岁") == "林"
        assert words.customer(" ") == "the customer"
        assert words.lane_label(Lane.ACTION, "Lin") == "What Lin does"
        assert words.lane_label(Lane.ACTION) == "Action"
        assert words.kind_label(None) == "Kind not chosen"
        assert words.kind_label(Kind.FUTURE) == "Future state"
        assert words.mood_label(-2) == "Frustrated"
        assert words.key_label("purpose.service") == "Service"
        assert words.key_label("evidence.assumption") == "Assumption"


@pytest.mark.parametrize("persona", ["Lin, 34", ""])
def test_a_picture_gets_all_its_words(persona: str) -> None:
    with override("ru"):
        picture = words.svg_words(persona)
    assert set(picture.lanes) == set(Lane)
    assert set(picture.moods) == {mood.value for mood in Mood}
    assert set(picture.keys) == {f"purpose.{purpose}" for purpose in Purpose}
    assert all((*picture.reactions, *picture.marks.values(), *picture.lanes.values()))
