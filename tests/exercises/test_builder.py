"""The builder page and its one POST: what was typed is saved, what cannot be is said beside the field."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client

from apps.common.access import Actor, Role
from apps.exercises.domain.entries import TYPED_AT
from apps.journeys.domain.document import Lane
from apps.journeys.models import JourneyMap
from apps.journeys.selectors import load_document
from apps.journeys.services import apply_operations
from tests.exercises.forms import read_form, send
from tests.factories.journeys import make_map
from tests.factories.maps import big_map, small_map
from tests.factories.organisations import OrganisationFactory, actor_for, person

pytestmark = [pytest.mark.web, pytest.mark.django_db]


@pytest.fixture
def author(client: Client) -> Actor:
    user = person(OrganisationFactory.create(), Role.LEARNER)
    client.force_login(user)
    return actor_for(user)


def drawn(author: Actor, document: dict[str, Any] | None = None) -> JourneyMap:
    return make_map(author, document=document or small_map())


def stored(map: JourneyMap) -> Any:
    return load_document(JourneyMap.unscoped.get(pk=map.pk))


@pytest.mark.parametrize("number", range(1, 8))
def test_every_step_opens_on_an_empty_and_on_a_large_map(client: Client, author: Actor, number: int) -> None:
    for document in ({"title": "Empty"}, big_map()):
        response = client.get(f"/en/maps/{drawn(author, document).pk}/step/{number}/")
        assert response.status_code == 200
        assert f"Step {number} of 7" in response.content.decode()


@pytest.mark.parametrize("number", range(3, 8))
def test_an_empty_cell_leads_to_an_input_of_its_lane(client: Client, author: Actor, number: int) -> None:
    channel = {"id": "c", "channel": "Web"}
    for channels in ([], [channel]):
        document = small_map() | {"lanes": list(Lane)}
        document["touchpoints"][2] |= {"channels": channels, "emotion": {}}
        html = client.get(f"/en/maps/{drawn(author, document).pk}/step/{number}/?tp=t2").content.decode()
        for lane, (step, place) in TYPED_AT.items():
            target = place.replace("{}", "t2")
            assert f'/step/{step.number}/?tp=t2#{target}"' in html or (channels and lane == Lane.CHANNELS), (
                lane
            )
            assert html.count(f' id="{target}"') == (step.number == number), lane


def test_every_lane_is_typed_somewhere() -> None:
    assert set(TYPED_AT) == set(Lane)


@pytest.mark.parametrize("number", [0, 8, 99])
def test_there_is_no_other_step(client: Client, author: Actor, number: int) -> None:
    assert client.get(f"/en/maps/{drawn(author).pk}/step/{number}/").status_code == 404


@pytest.mark.parametrize("document", [small_map(), big_map()], ids=["small", "large"])
def test_the_page_takes_four_queries_whatever_the_size(
    client: Client, author: Actor, django_assert_num_queries: Any, document: dict[str, Any]
) -> None:
    url = f"/en/maps/{drawn(author, document).pk}/step/4/?tp=t3"
    client.get(url)
    with django_assert_num_queries(4):
        client.get(url)


def test_an_autosave_takes_five_queries_and_answers_with_the_new_drawing(
    client: Client, author: Actor, django_assert_num_queries: Any
) -> None:
    map = drawn(author)
    form = read_form(client.get(f"/en/maps/{map.pk}/step/4/?tp=t3")).fill("action", "Meets a fee")
    with django_assert_num_queries(5):
        response = send(client, map.pk, form, live=True)
    text = response.content.decode()
    assert 'hx-target="#map"' in text
    assert "Meets a fee" in text
    assert 'name="revision" value="1"' in text
    assert stored(map).touchpoints[3].action == "Meets a fee"


def test_an_autosave_never_sends_the_fields_back(client: Client, author: Actor) -> None:
    map = drawn(author)
    form = read_form(client.get(f"/en/maps/{map.pk}/step/4/?tp=t3")).fill("action", "Meets a fee")
    text = send(client, map.pk, form, live=True).content.decode()
    assert "<textarea" not in text


def test_next_saves_and_leads_to_the_next_touchpoint(client: Client, author: Actor) -> None:
    map = drawn(author)
    form = read_form(client.get(f"/en/maps/{map.pk}/step/4/?tp=t3")).fill("expectation", "A final price")
    response = send(client, map.pk, form.press("go", "next"))
    assert response.status_code == 302
    assert response["Location"] == f"/en/maps/{map.pk}/step/4/?tp=t4"
    assert stored(map).touchpoints[3].expectation == "A final price"


def test_an_untouched_form_changes_nothing(client: Client, author: Actor) -> None:
    map = drawn(author, big_map())
    for number in range(1, 8):
        form = read_form(client.get(f"/en/maps/{map.pk}/step/{number}/"))
        assert send(client, map.pk, form).status_code == 302
    for number in (3, 4, 5, 6):
        form = read_form(client.get(f"/en/maps/{map.pk}/step/{number}/?tp=t7"))
        assert send(client, map.pk, form).status_code == 302
    assert JourneyMap.unscoped.get(pk=map.pk).revision == 0


def test_a_persona_is_made_by_the_first_field_and_changed_by_the_second(
    client: Client, author: Actor
) -> None:
    map = drawn(author, {"title": "Stay"})
    form = read_form(client.get(f"/en/maps/{map.pk}/step/1/")).fill("name", "Lin, 34")
    send(client, map.pk, form, live=True)
    send(client, map.pk, form.fill("needs", "Sleep"), live=True)
    assert [(persona.name, persona.needs) for persona in stored(map).personas] == [("Lin, 34", "Sleep")]


def test_a_ready_set_of_stages_is_put_in_once(client: Client, author: Actor) -> None:
    map = drawn(author, {"title": "Stay"})
    form = read_form(client.get(f"/en/maps/{map.pk}/step/3/")).press("do", "stages:hospitality")
    send(client, map.pk, form)
    count = len(stored(map).stages)
    assert count >= 5
    send(client, map.pk, read_form(client.get(f"/en/maps/{map.pk}/step/3/")).press("do", "stages:general"))
    assert len(stored(map).stages) == count


def test_touchpoints_move_and_go(client: Client, author: Actor) -> None:
    map = drawn(author)
    send(client, map.pk, read_form(client.get(f"/en/maps/{map.pk}/step/3/")).press("do", "down:t1"))
    assert [item.id for item in stored(map).touchpoints][:3] == ["t0", "t2", "t1"]
    send(client, map.pk, read_form(client.get(f"/en/maps/{map.pk}/step/3/")).press("do", "remove:t2"))
    assert "t2" not in [item.id for item in stored(map).touchpoints]


def test_a_quote_is_named_by_the_emotion_it_backs(client: Client, author: Actor) -> None:
    map = drawn(author)
    page = read_form(client.get(f"/en/maps/{map.pk}/step/4/?tp=t3"))
    nth = [name for name, _ in page.pairs if name.startswith("f:") and name.endswith(":text")]
    quote = next(i for i, name in enumerate(nth) if name.replace(":text", ":source") in dict(page.pairs))
    send(client, map.pk, page.fill("text", "I saw the fee on the last page", nth=quote))
    document = stored(map)
    assert document.touchpoints[3].emotion.evidence == (document.evidence[0].id,)


def test_five_whys_nest(client: Client, author: Actor) -> None:
    map = drawn(author, small_map() | {"pains": [{"id": "p1", "touchpoint": "t3", "text": "Hidden fee"}]})
    page = read_form(client.get(f"/en/maps/{map.pk}/step/6/?tp=t3"))
    births = {
        birth.split("=")[0]: birth.split("=")[1].split(":")[0] for name, birth in page.pairs if name == "new"
    }
    for number, text in ((1, "It is added late"), (2, "Another system knows it")):
        key = births[next(key for key in births if key.startswith(f"why-p1-{number}"))]
        page.pairs = [pair for pair in page.pairs if pair[0] != f"f:{key}:text"] + [(f"f:{key}:text", text)]
    send(client, map.pk, page)
    (first,) = stored(map).pains[0].causes
    assert [first.text, first.children[0].text] == ["It is added late", "Another system knows it"]


def test_a_waiver_needs_a_reason_and_can_be_seen(client: Client, author: Actor) -> None:
    map = drawn(author)
    url = f"/en/maps/{map.pk}/waive/"
    client.post(url, {"rule": "T1", "reason": " ", "step": "3"})
    assert stored(map).waivers == ()
    client.post(url, {"rule": "T1", "reason": "Channels come next week", "step": "3"})
    (waiver,) = stored(map).waivers
    assert (waiver.rule, waiver.reason) == ("T1", "Channels come next week")


def test_undo_and_redo(client: Client, author: Actor) -> None:
    map = drawn(author)
    send(client, map.pk, read_form(client.get(f"/en/maps/{map.pk}/step/2/")).fill("title", "Another"))
    client.post(f"/en/maps/{map.pk}/undo/", {"step": "2"})
    assert stored(map).title == "Buying a coffee machine online"
    client.post(f"/en/maps/{map.pk}/redo/", {"step": "2"})
    assert stored(map).title == "Another"
    assert client.post(f"/en/maps/{map.pk}/redo/", {"step": "2"}).status_code == 302


TEXTS = {
    "emoji": "Stay 🏨👩🏽‍💻",
    "arabic": "مرحبا بالضيف",
    "han": "旅客喆的入住体验",
    "script": "</textarea><script>alert(1)</script>",
    "quotes": "\"'`&lt;",
    "lines": "one\ntwo",
    "zalgo": "Z͑ͫ̓ͪ̂ͫ̽͏̴̙",
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
def test_any_script_is_stored_and_shown(client: Client, author: Actor, text: str) -> None:
    map = drawn(author)
    url = f"/en/maps/{map.pk}/step/4/?tp=t3"
    send(client, map.pk, read_form(client.get(url)).fill("action", text))
    assert stored(map).touchpoints[3].action == text
    page = client.get(url)
    assert "<script>alert" not in page.content.decode()
    assert read_form(page).value("action") == text


@pytest.mark.parametrize(
    ("text", "sentence"),
    [("x" * 100_000, "This is too long"), ("a\x00b", "cannot be shown"), ("a\x07b", "cannot be shown")],
    ids=["long", "nul", "bell"],
)
def test_what_cannot_be_saved_is_said_beside_the_field_and_kept(
    client: Client, author: Actor, text: str, sentence: str
) -> None:
    map = drawn(author)
    form = read_form(client.get(f"/en/maps/{map.pk}/step/4/?tp=t3"))
    response = send(client, map.pk, form.fill("action", text).fill("expectation", "A final price"))
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert read_form(response).value("action") == text
    assert stored(map).touchpoints[3].action == ""
    assert stored(map).touchpoints[3].expectation == "A final price"


def test_an_autosave_says_what_is_wrong_and_saves_the_rest(client: Client, author: Actor) -> None:
    map = drawn(author, small_map() | {"goals": [{"id": "g", "statement": "More"}]})
    form = (
        read_form(client.get(f"/en/maps/{map.pk}/step/2/")).fill("target", "many").fill("metric", "Bookings")
    )
    text = send(client, map.pk, form, live=True).content.decode()
    assert 'hx-target="#e-g-target"' in text
    assert "Write a number" in text
    assert stored(map).goals[0].metric == "Bookings"


def test_the_same_field_changed_by_another_shows_both_values(client: Client, author: Actor) -> None:
    map = drawn(author)
    form = read_form(client.get(f"/en/maps/{map.pk}/step/4/?tp=t3"))
    theirs = [{"op": "set", "id": "t3", "field": "action", "value": "Theirs"}]
    apply_operations(map, theirs, base_revision=0, actor=author, client="another-page", sequence=1)
    response = send(client, map.pk, form.fill("action", "Mine").fill("expectation", "Also mine"))
    text = response.content.decode()
    assert response.status_code == 409
    assert "Theirs" in text
    assert read_form(response).value("action") == "Mine"
    assert stored(map).touchpoints[3].action == "Theirs"
    assert stored(map).touchpoints[3].expectation == "Also mine"
    assert send(client, map.pk, read_form(response)).status_code == 302
    assert stored(map).touchpoints[3].action == "Mine"


def test_an_old_page_does_not_undo_what_another_changed_elsewhere(client: Client, author: Actor) -> None:
    map = drawn(author)
    form = read_form(client.get(f"/en/maps/{map.pk}/step/4/?tp=t3"))
    theirs = [{"op": "set", "id": "t3", "field": "expectation", "value": "Theirs"}]
    apply_operations(map, theirs, base_revision=0, actor=author, client="another-page", sequence=1)
    assert send(client, map.pk, form.fill("action", "Mine")).status_code == 302
    assert stored(map).touchpoints[3].expectation == "Theirs"
    assert stored(map).touchpoints[3].action == "Mine"


def test_a_form_sent_twice_is_saved_once(client: Client, author: Actor) -> None:
    map = drawn(author, {"title": "Stay"})
    form = read_form(client.get(f"/en/maps/{map.pk}/step/1/")).fill("name", "Lin")
    send(client, map.pk, form)
    send(client, map.pk, form)
    assert len(stored(map).personas) == 1
    assert JourneyMap.unscoped.get(pk=map.pk).revision == 1


def test_the_page_is_never_kept_in_a_cache(client: Client, author: Actor) -> None:
    """A kept copy, posted again, would empty what the same page has saved since."""
    response = client.get(f"/en/maps/{drawn(author).pk}/step/1/")
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("language", ["en", "ru", "zh-hans", "zh-hant"])
def test_numbers_come_back_as_they_were_shown(client: Client, author: Actor, language: str) -> None:
    goal = {"id": "g", "statement": "More", "baseline": 0.125, "target": 1234567.25}
    map = drawn(author, small_map() | {"goals": [goal]})
    form = read_form(client.get(f"/{language}/maps/{map.pk}/step/2/"))
    client.post(
        f"/{language}/maps/{map.pk}/edit/",
        urlencode(form.pairs),
        content_type="application/x-www-form-urlencoded",
    )
    assert JourneyMap.unscoped.get(pk=map.pk).revision == 0


@pytest.mark.parametrize(
    "broken",
    [
        {"revision": "x"}, {"revision": "99999999999"}, {"new": "a=b"}, {"new": "x=::::"}, {"do": "remove:nothing"},
        {"do": "up:nothing"}, {"do": "stages:nothing"}, {"step": "9"}, {"client": "<>"}, {"f:t3:stage": "nowhere"},
        {"f:t3:name.x": "x"}, {"f:t3:channels.0": "x"}, {"f:t3:emotion": "x"}, {"f:map:personas.0.name": "x"},
        {"new": "x=a:map:goals:due=soon:.", "f:a:statement": "x"},
        {"new": "x=a:map:evidence::t3.nope", "f:a:text": "x"},
        {"new": "x=a:map:evidence::t3.name", "f:a:text": "x", "f:t3:name": "x"},
        {"new": "x=a:map:touchpoints:stage=s2:.", "f:a:emotion": "x", "f:a:emotion.score": "1"},
        {"f:map:format": "cjm/9"}, {"f:t3:id": "t4"}, {"f:t3:channels": "x"}, {"f:t3:emotion.score": "9"},
    ],
)  # fmt: skip
def test_a_forged_form_is_never_a_server_error(client: Client, author: Actor, broken: dict[str, str]) -> None:
    map = drawn(author)
    data = {"revision": "0", "client": "page", "step": "4", "tp": "t3", **broken}
    if any(key.startswith("new") for key in broken):
        data["f:a:name"] = "x"
    assert client.post(f"/en/maps/{map.pk}/edit/", data).status_code in (302, 404, 422)
    document = stored(map)
    assert document.touchpoints[3].stage == "s2"
    assert document.format == "cjm/1"


def test_the_form_works_as_multipart_too(client: Client, author: Actor) -> None:
    map = drawn(author)
    data = {"revision": "0", "client": "page", "step": "4", "tp": "t3", "f:t3:action": "Typed"}
    assert client.post(f"/en/maps/{map.pk}/edit/", data).status_code == 302
    assert stored(map).touchpoints[3].action == "Typed"


def test_a_refused_autosave_says_so_and_keeps_the_page_on_its_revision(client: Client, author: Actor) -> None:
    """Else the next key in any field would overwrite, unseen, what somebody else wrote."""
    map = drawn(author)
    form = read_form(client.get(f"/en/maps/{map.pk}/step/4/?tp=t3"))
    theirs = [{"op": "set", "id": "t3", "field": "action", "value": "Theirs"}]
    apply_operations(map, theirs, base_revision=0, actor=author, client="another-page", sequence=1)
    response = send(client, map.pk, form.fill("action", "Mine"), live=True)
    assert response.status_code == 409
    assert 'name="revision"' not in response.content.decode()
    again = send(client, map.pk, form.fill("action", "Mine").fill("expectation", "A price"), live=True)
    assert again.status_code == 409
    assert stored(map).touchpoints[3].action == "Theirs"
    assert stored(map).touchpoints[3].expectation == "A price"
