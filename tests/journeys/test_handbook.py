"""The help about the coach: a page for every rule, made from the registry, open to everybody."""

from html import escape

import pytest
from django.test import Client
from django.utils.translation import override

from apps.common.access import Role
from apps.journeys import handbook
from apps.journeys.coaching import LANGUAGES, rule_text
from apps.journeys.domain.coach import RULES, Severity
from apps.journeys.services import create_map
from tests.curriculum.shipped import reference
from tests.factories.organisations import OrganisationFactory, actor_for, person

pytestmark = [pytest.mark.web, pytest.mark.django_db]


def text_of(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_rule_stands_on_the_list_with_its_reason(client: Client, language: str) -> None:
    text = text_of(client, f"/{language}/coach/")
    for code in RULES:
        rule = rule_text(code, language)
        assert f'href="/{language}/coach/{code}/"' in text
        assert escape(rule.title, quote=True) in text
        assert escape(rule.why, quote=True) in text


@pytest.mark.parametrize("code", RULES)
def test_every_rule_has_a_page_with_both_examples(client: Client, code: str) -> None:
    text = text_of(client, f"/en/coach/{code}/")
    rule = rule_text(code, "en")
    for part in (rule.title, rule.why, rule.good, rule.bad):
        assert escape(part, quote=True) in text
    assert ("never holds a submission back" in text) == (RULES[code].severity is not Severity.ERROR)
    assert f"in step {RULES[code].step}:" in text


def test_the_pages_ask_the_database_nothing(client: Client, django_assert_num_queries: object) -> None:
    with django_assert_num_queries(0):  # type: ignore[operator]
        text_of(client, "/en/coach/")
        text_of(client, "/en/coach/F1/")


@pytest.mark.parametrize("code", ["X1", "f1", "F", "F1%00", "%F0%9F%98%80"])
def test_a_rule_that_does_not_exist_has_no_page(client: Client, code: str) -> None:
    assert client.get(f"/en/coach/{code}/").status_code == 404


def test_what_a_rule_may_say_is_listed_case_by_case(client: Client) -> None:
    text = text_of(client, "/en/coach/F8/")
    for said in ("Few stages so far", "Many stages", "Part of the journey is not covered"):
        assert f"<li>{said}</li>" in text
    assert "<li>" not in text_of(client, "/en/coach/F5/").split('id="when"')[1].split("</section>")[0]


def test_the_lanes_that_must_be_declared_are_named_as_the_language_lists_them() -> None:
    for language, lanes in (
        ("en", "Emotion, Delights"),
        ("zh-hans", "情绪、爽点"),
        ("ru", "Эмоции, Радости"),
    ):
        with override(language):
            page = handbook.page("E10", language)
        assert page is not None
        assert page.rule.lanes == lanes


def test_one_goes_from_rule_to_rule_in_the_order_of_the_registry(client: Client) -> None:
    codes = list(RULES)
    first, last = text_of(client, f"/en/coach/{codes[0]}/"), text_of(client, f"/en/coach/{codes[-1]}/")
    assert 'rel="prev"' not in first
    assert f'rel="next" href="/en/coach/{codes[1]}/"' in first
    assert f'rel="prev" href="/en/coach/{codes[-2]}/"' in last
    assert 'rel="next"' not in last


def test_groups_follow_the_specification() -> None:
    names = [(chapter.name, len(chapter.rules)) for chapter in handbook.chapters("en")]
    assert names == [
        ("Frame", 9), ("Touchpoints", 12), ("Emotion", 11), ("Analysis", 9), ("Blueprint", 5),
        ("Changes", 6), ("Flow", 4),
    ]  # fmt: skip


def test_a_hint_leads_to_the_page_of_its_rule(client: Client) -> None:
    learner = person(OrganisationFactory.create(), Role.LEARNER)
    client.force_login(learner)
    actor = actor_for(learner)
    map = create_map(actor=actor, organisation_id=actor.active_org_id or "", title="Stay", language="en")
    text = text_of(client, f"/en/maps/{map.pk}/step/1/")
    assert '<a class="link" href="/en/coach/F1/">More about this rule</a>' in text


def test_every_rule_speaks_to_one_criterion_of_the_rubric() -> None:
    criteria = reference()["rubrics/default.yaml"]["criteria"]
    assert sorted(code for criterion in criteria for code in criterion["rules"]) == sorted(RULES)
