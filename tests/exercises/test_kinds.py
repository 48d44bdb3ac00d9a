"""What the builder asks for each kind of map, and what it tells when one switches."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from apps.common.access import Role
from apps.exercises.domain.steps import ORDER
from apps.journeys.domain.coach.examples import GOOD
from apps.journeys.domain.document import Kind, Lane, Layer, Map
from apps.journeys.examples import example_called
from apps.journeys.models import JourneyMap
from apps.journeys.reference import kind_guides
from apps.journeys.selectors import load_document
from tests.exercises.forms import Form, read_form, send
from tests.factories.journeys import make_map
from tests.factories.organisations import OrganisationFactory, actor_for, person

pytestmark = [pytest.mark.web, pytest.mark.django_db]


def drawn(client: Client, **edits: Any) -> JourneyMap:
    learner = person(OrganisationFactory.create(), Role.LEARNER)
    client.force_login(learner)
    return make_map(actor_for(learner), document={**GOOD, "lanes": [], **edits})


def stored(map: JourneyMap) -> Map:
    return load_document(JourneyMap.unscoped.get(pk=map.pk))


def page(client: Client, map: JourneyMap, place: str, language: str = "en") -> str:
    return client.get(f"/{language}/maps/{map.pk}/step/{place}").content.decode()


def form_of(client: Client, map: JourneyMap, place: str) -> Form:
    return read_form(client.get(f"/en/maps/{map.pk}/step/{place}"))


@pytest.mark.parametrize("language", ["en", "zh-hans", "zh-hant", "ru"])
@pytest.mark.parametrize("kind", Kind)
def test_every_kind_has_a_prompt_in_every_step(client: Client, kind: Kind, language: str) -> None:
    map = drawn(client, kind=kind.value)
    prompts = kind_guides(language)[kind].prompts
    assert set(prompts) == {step.value for step in ORDER}
    text = page(client, map, "2/", language)
    assert prompts["goals"].replace("'", "&#39;") in text


def test_switching_keeps_everything_and_lists_what_is_lacking(client: Client) -> None:
    map = drawn(client, backstage=[])
    before = stored(map)
    form = form_of(client, map, "4/")
    response = send(client, map.pk, form.fill("kind", "blueprint"), live=True)
    assert stored(map).model_copy(update={"kind": before.kind}) == before
    text = response.content.decode()
    assert 'hx-target="#kind"' in text
    assert "What this kind still lacks" in text
    assert f'href="/en/maps/{map.pk}/step/5/?tp=t1#s-behind"' in text
    assert "Show all lanes of this kind" not in text


def test_lanes_of_ones_own_stay_and_the_kinds_can_be_shown_beside_them(client: Client) -> None:
    map = drawn(client, kind="blueprint", lanes=["time", "frontstage"])
    text = page(client, map, "4/")
    assert "not shown yet" in text
    send(client, map.pk, form_of(client, map, "4/").press("do", "lanes:kind"))
    lanes = [Lane.TIME, Lane.FRONTSTAGE, Lane.PHYSICAL_EVIDENCE, Lane.ACTION, Lane.BACKSTAGE, Lane.SUPPORT]
    assert list(stored(map).lanes) == lanes
    assert "not shown yet" not in page(client, map, "4/")


def test_without_a_kind_nothing_is_lacking_and_nothing_changes(client: Client) -> None:
    map = drawn(client, kind=None)
    assert 'class="lacks"' not in page(client, map, "4/")
    send(client, map.pk, form_of(client, map, "4/").press("do", "lanes:kind"))
    assert stored(map).lanes == ()


def test_the_map_page_lists_the_same_with_links_to_the_inputs(client: Client) -> None:
    map = drawn(client, kind="day_in_life")
    text = client.get(f"/en/maps/{map.pk}/").content.decode()
    assert "What a map of this kind still lacks: Day in the life" in text
    assert f'href="/en/maps/{map.pk}/step/4/?tp=t1#t1-context"' in text


def test_a_day_in_the_life_asks_for_context_thoughts_and_needs_in_front(client: Client) -> None:
    fields = ("t1-context", "t1-thoughts", "t1-needs")
    text = page(client, drawn(client, kind="day_in_life"), "4/?tp=t1")
    assert all(text.count(f'id="{name}"') == 1 for name in fields)
    assert max(text.index(f'id="{name}"') for name in fields) < text.index('id="s-reactions"')
    text = page(client, drawn(client), "4/?tp=t1")
    assert all(text.count(f'id="{name}"') == 1 for name in fields)
    assert min(text.index(f'id="{name}"') for name in fields) > text.index('id="s-quotes"')


def test_an_employee_is_asked_for_role_and_process_first(client: Client) -> None:
    map = drawn(client, kind="employee")
    text = page(client, map, "1/")
    assert text.index('id="p1-role"') < text.index('id="p1-context"')
    assert text.count('id="p1-segment"') == text.count('id="p1-role"') == 1
    assert 'id="p1-is_most_common"' not in text
    form = form_of(client, map, "1/").fill("p1:role", "Support agent").fill("p1:segment", "Solve a case")
    send(client, map.pk, form)
    assert (stored(map).personas[0].role, stored(map).personas[0].segment) == (
        "Support agent",
        "Solve a case",
    )
    assert page(client, drawn(client), "1/").count('id="p1-role"') == 1


def test_a_blueprint_waits_for_a_step_of_every_layer(client: Client) -> None:
    map = drawn(client, kind="blueprint", backstage=[])
    form = form_of(client, map, "5/?tp=t2")
    layers = [value for name, value in form.pairs if name.endswith(":layer")]
    assert layers == [layer.value for layer in Layer]
    for number, layer in enumerate(Layer):
        form = form.fill("actor", f"Doer {layer}", number)
        number_of_text = [name for name, _ in form.pairs if name.startswith("f:") and name.endswith(":layer")]
        form = form.fill(f"{number_of_text[number].split(':')[1]}:text", f"Deed {layer}")
    send(client, map.pk, form)
    steps = {step.layer: (step.text, step.actor, step.touchpoint) for step in stored(map).backstage}
    assert set(steps) == set(Layer)
    assert all(text.startswith("Deed") and place == "t2" for text, _actor, place in steps.values())


def test_elsewhere_one_empty_step_is_enough(client: Client) -> None:
    form = form_of(client, drawn(client, backstage=[]), "5/?tp=t2")
    assert [value for name, value in form.pairs if name.endswith(":layer")] == ["backstage"]


def test_a_step_names_the_policy_that_the_map_lists(client: Client) -> None:
    step = {"id": "b1", "layer": "backstage", "text": "Keys", "touchpoint": "t2"}
    map = drawn(client, kind="blueprint", backstage=[step])
    form = form_of(client, map, "5/?tp=t2")
    new = next(value for name, value in form.pairs if name == "new" and ":policies:" in value)
    send(client, map.pk, form.fill(f"{new.split('=')[1].split(':')[0]}:name", "Two keys a room"))
    (policy,) = stored(map).policies
    form = form_of(client, map, "5/?tp=t2")
    send(client, map.pk, form.press("f:b1:policies", policy.id))
    assert stored(map).backstage[0].policies == (policy.id,)


def test_gaps_are_told_with_their_sign_and_how_alike_the_channels_feel(client: Client) -> None:
    text = page(client, drawn(client, kind="experience"), "6/?tp=t2")
    assert '<b class="t-negative">−2</b> <span class="muted">below the goal: improve</span>' in text
    assert '<b class="t-neutral">0</b> <span class="muted">on the goal</span>' in text
    assert "Levels between the best and the worst channel: 2. They feel alike." in text
    assert text.index('id="s-gaps"') < text.index('id="s-pains"')
    text = page(client, drawn(client, kind="experience"), "6/?tp=t4")
    assert '<b class="t-positive">+1</b> <span class="muted">above the goal</span>' in text


def test_where_gaps_are_no_lane_nothing_is_told_of_them(client: Client) -> None:
    text = page(client, drawn(client), "6/?tp=t2")
    assert "below the goal" not in text
    assert text.index('id="s-gaps"') > text.index('id="s-pains"')


def test_feelings_of_the_future_are_marked_as_a_hypothesis(client: Client) -> None:
    future, today = drawn(client, kind="future"), None
    text = page(client, future, "4/?tp=t2")
    assert "How shall Lin feel here? A hypothesis" in text
    assert ">Hypothesis<" in text
    assert "Hypothesis" in client.get(f"/en/maps/{future.pk}/map.svg").content.decode()
    today = drawn(client)
    assert "ypothesis" not in client.get(f"/en/maps/{today.pk}/").content.decode()


@pytest.mark.parametrize(
    "slug", ["day-in-life", "future", "blueprint", "employee", "experience", "hotel-stay"]
)
def test_a_worked_map_lacks_hardly_anything_of_its_kind(client: Client, slug: str) -> None:
    example = example_called(slug, "en")
    raw = example.document.model_dump(mode="json", exclude_defaults=True)
    map = drawn(client)
    JourneyMap.unscoped.filter(pk=map.pk).update(document_json=make_map(document=raw).document_json)
    assert page(client, map, "4/").count("nothing yet") == 0
