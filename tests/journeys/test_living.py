"""The pages of a living map: changes, reviews, states, chains, priorities, effect, analysis."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from apps.common.access import Actor, Role
from apps.journeys.domain.document import Map
from apps.journeys.insights import insights
from apps.journeys.living import figure
from apps.journeys.models import JourneyMap, MapEdit, ReviewPlan, ReviewRhythm, Snapshot
from apps.journeys.moved import effect_page
from apps.journeys.selectors import load_document
from apps.journeys.services import apply_operations, plan_reviews, take_snapshot
from tests.factories.journeys import draw_change, guest, make_map
from tests.factories.maps import big_map, small_map
from tests.factories.organisations import OrganisationFactory, actor_for, person

pytestmark = [pytest.mark.web, pytest.mark.django_db]

HOTEL = json.loads((Path(__file__).parents[2] / "fixtures/maps/hotel-stay.en.cjm.json").read_text())
PAGES = ("changes", "priorities", "trace", "effect", "analysis")
REVIEW = {
    "day": "2026-05-01",
    "before": "16",
    "after": "9.5",
    "verdict": "keep",
    "note": "Fewer people wait.",
}


@pytest.fixture
def author(client: Client) -> Actor:
    user = person(OrganisationFactory.create(), Role.LEARNER)
    client.force_login(user)
    return actor_for(user)


@pytest.fixture
def map(author: Actor) -> JourneyMap:
    drawn = make_map(author, document=small_map())
    draw_change(drawn, author)
    return drawn


@pytest.fixture
def hotel(author: Actor) -> JourneyMap:
    return make_map(author, document=HOTEL)


def url(map: JourneyMap, rest: str = "changes/") -> str:
    return f"/en/maps/{map.pk}/{rest}"


def page(client: Client, map: JourneyMap, rest: str = "changes/") -> str:
    answer = client.get(url(map, rest))
    assert answer.status_code == 200
    return answer.content.decode()


def fresh(map: JourneyMap) -> JourneyMap:
    return JourneyMap.unscoped.get(pk=map.pk)


def changes_of(map: JourneyMap) -> dict[str, Any]:
    return {change.id: change for change in load_document(fresh(map)).changes}


def set_state(map: JourneyMap, actor: Actor, state: str, client: str) -> None:
    operation = {"op": "set", "id": "shorter-queue", "field": "state", "value": state}
    now = fresh(map)
    apply_operations(now, [operation], base_revision=now.revision, actor=actor, client=client, sequence=1)


@pytest.mark.parametrize("name", PAGES)
def test_a_map_that_has_nothing_yet_says_where_to_begin(client: Client, author: Actor, name: str) -> None:
    empty = make_map(author)
    html = page(client, empty, f"{name}/")
    if name != "analysis":
        assert re.search(r"/step/[567]/|/versions/", html.split('id="main"')[1])


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("rows", [1, 3])
def test_the_pages_take_the_same_queries_whatever_their_rows(
    client: Client, hotel: JourneyMap, django_assert_num_queries: Any, name: str, rows: int
) -> None:
    for number in range(rows):
        take_snapshot(hotel, kind="named", name=f"Draft {number}", actor=Actor(user_id=hotel.owner_id))
    plan_reviews(hotel, rhythm=ReviewRhythm.MONTH, next_on=timezone.localdate())
    client.get(url(hotel, f"{name}/"))
    with django_assert_num_queries({"changes": 5, "effect": 4}.get(name, 3)):
        client.get(url(hotel, f"{name}/"))


def test_changes_stand_by_state_with_what_they_need(client: Client, hotel: JourneyMap) -> None:
    html = page(client, hotel)
    heads = re.findall(r'<h2 id="st-(\w+)">', html)
    assert heads == ["proposed", "approved", "in_progress", "live"]
    for text in ("Head of building services", "30 Nov 2025", "I cannot find the entrance in the dark"):
        assert text in html
    assert "26 → 9 calls a week" in html
    assert 'aria-label="Calls “Where is the door?”: 26, 9; target 5 calls a week"' in html
    assert "3 changes are overdue" in html
    assert html.count("Overdue") == 3


def test_a_change_without_anything_says_what_is_missing(client: Client, author: Actor) -> None:
    bare = make_map(author, document={"title": "x", "changes": [{"id": "c", "title": "Warm the cups"}]})
    html = page(client, bare)
    for text in ("No owner", "No date", "No measure"):
        assert text in html


def test_a_review_is_recorded_shown_and_undone(client: Client, map: JourneyMap) -> None:
    answer = client.post(url(map, "changes/shorter-queue/review/"), {**REVIEW, "key": "form-1"})
    assert answer.status_code == 302
    (_old, review) = changes_of(map)["shorter-queue"].reviews
    assert (str(review.day), review.before, review.after, review.verdict, review.note) == (
        "2026-05-01",
        16.0,
        9.5,
        "keep",
        "Fewer people wait.",
    )
    html = client.get(answer["Location"]).content.decode()
    assert "Fewer people wait." in html
    assert url(map, "changes-undo/") in html
    assert client.post(url(map, "changes-undo/"))["Location"] == url(map)
    assert len(changes_of(map)["shorter-queue"].reviews) == 1


def test_a_review_sent_twice_is_kept_once(client: Client, map: JourneyMap) -> None:
    data = {**REVIEW, "key": "form-1", "revision": str(map.revision)}
    for _time in range(2):
        assert client.post(url(map, "changes/shorter-queue/review/"), data).status_code == 302
    assert len(changes_of(map)["shorter-queue"].reviews) == 2


def test_whoever_goes_back_and_says_something_else_is_heard(client: Client, map: JourneyMap) -> None:
    """The page before, out of the browser's memory, has the key of what was sent from it."""
    for note in ("First thought", "Second thought"):
        data = {**REVIEW, "note": note, "key": "form-1", "revision": str(map.revision)}
        assert client.post(url(map, "changes/shorter-queue/review/"), data).status_code == 302
    notes = [review.note for review in changes_of(map)["shorter-queue"].reviews]
    assert notes[-2:] == ["First thought", "Second thought"]
    for state in ("approved", "stopped"):
        data = {"state": state, "key": "form-2", "revision": str(map.revision)}
        assert client.post(url(map, "changes/shorter-queue/state/"), data).status_code == 302
    assert changes_of(map)["shorter-queue"].state == "stopped"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        pytest.param({"day": ""}, "Say when the review was or will be.", id="no day"),
        pytest.param({"day": "soon"}, "Write a date.", id="no date"),
        pytest.param({"after": "less"}, "Write a number.", id="no number"),
        pytest.param({"after": "1e999"}, "Write a number.", id="no finite number"),
        pytest.param({"verdict": "perfect"}, "Choose one of the verdicts.", id="no verdict"),
        pytest.param({"note": "a\x07b"}, "This text holds a character that cannot be shown.", id="control"),
        pytest.param({"note": "x" * 5001}, "at most 5000 characters", id="too long"),
    ],
)
def test_a_wrong_review_keeps_what_was_typed(
    client: Client, map: JourneyMap, wrong: dict[str, str], said: str
) -> None:
    answer = client.post(url(map, "changes/shorter-queue/review/"), REVIEW | wrong)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert said in html
    assert f'id="id_{next(iter(wrong))}_error"' in html
    assert 'value="16"' in html
    assert len(changes_of(map)["shorter-queue"].reviews) == 1


def test_more_reviews_than_a_map_holds_are_refused_in_words(client: Client, author: Actor) -> None:
    reviews = [{"id": f"r{number}"} for number in range(200)]
    full = make_map(
        author, document={"title": "x", "changes": [{"id": "c", "title": "c", "reviews": reviews}]}
    )
    answer = client.post(url(full, "changes/c/review/"), REVIEW)
    assert answer.status_code == 422
    assert "There are too many entries here." in answer.content.decode()


def test_numbers_are_read_as_the_reader_writes_them(client: Client, map: JourneyMap) -> None:
    where = f"/ru/maps/{map.pk}/changes/shorter-queue/review/"
    assert client.post(where, REVIEW | {"after": "9,5"}).status_code == 302
    assert changes_of(map)["shorter-queue"].reviews[-1].after == 9.5


def test_the_state_moves_and_can_be_undone(client: Client, map: JourneyMap) -> None:
    answer = client.post(url(map, "changes/shorter-queue/state/"), {"state": "live", "key": "a"})
    assert answer["Location"] == url(map, "changes/shorter-queue/")
    assert changes_of(map)["shorter-queue"].state == "live"
    assert MapEdit.unscoped.filter(map=map).count() == 2
    client.post(url(map, "changes-undo/"))
    assert changes_of(map)["shorter-queue"].state == "proposed"


def test_a_state_on_an_old_page_is_a_conflict_with_both_values(
    client: Client, author: Actor, map: JourneyMap
) -> None:
    seen = map.revision
    set_state(map, author, "live", "somebody")
    data = {"state": "stopped", "key": "mine", "revision": str(seen)}
    answer = client.post(url(map, "changes/shorter-queue/state/"), data)
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "set the state to Live" in html
    assert "You chose Stopped" in html
    assert changes_of(map)["shorter-queue"].state == "live"
    assert '<option value="stopped" selected>' in html
    newest = re.findall(r'name="revision" value="(\d+)"', html)
    assert set(newest) == {str(fresh(map).revision)}
    assert (
        client.post(url(map, "changes/shorter-queue/state/"), {**data, "revision": newest[0]}).status_code
        == 302
    )
    assert changes_of(map)["shorter-queue"].state == "stopped"


@pytest.mark.parametrize("state", ["", "done"])
def test_an_unknown_state_is_refused(client: Client, map: JourneyMap, state: str) -> None:
    answer = client.post(url(map, "changes/shorter-queue/state/"), {"state": state})
    assert answer.status_code == 422
    assert changes_of(map)["shorter-queue"].state == "proposed"


@pytest.mark.parametrize("rest", ["", "state/", "review/"])
def test_a_change_that_is_gone_is_not_found(client: Client, map: JourneyMap, rest: str) -> None:
    where = url(map, f"changes/gone/{rest}")
    answer = client.post(where, REVIEW | {"state": "live"}) if rest else client.get(where)
    assert answer.status_code == 404


@pytest.mark.parametrize("revision", ["x", "-1", "99999999999999999999", "7000000"])
def test_a_strange_revision_is_read_as_the_newest(client: Client, map: JourneyMap, revision: str) -> None:
    data = {"state": "live", "key": "<script>", "revision": revision}
    assert client.post(url(map, "changes/shorter-queue/state/"), data).status_code == 302


def test_nothing_to_undo_is_said(client: Client, author: Actor) -> None:
    untouched = make_map(author, document=small_map())
    answer = client.post(url(untouched, "changes-undo/"), follow=True)
    assert "Nothing to undo." in answer.content.decode()


def test_the_rhythm_is_set_reviewed_and_ended(client: Client, map: JourneyMap) -> None:
    today = timezone.localdate()
    assert "When do you look at this map again?" in page(client, map)
    sent = client.post(url(map, "reviews/"), {"rhythm": "quarter", "next_on": today.isoformat()})
    assert sent.status_code == 302
    html = page(client, map)
    assert "It is time to look at this map again" in html
    for _time in range(2):
        client.post(url(map, "reviews/done/"), {"planned": today.isoformat()})
    plan = ReviewPlan.unscoped.get()
    assert plan.next_on > today + timedelta(days=80)
    assert plan.next_on < today + timedelta(days=100)
    assert "Next review:" in page(client, map)
    client.post(url(map, "reviews/"), {"rhythm": "", "next_on": ""})
    assert not ReviewPlan.unscoped.exists()


def test_a_review_of_another_date_is_409(client: Client, map: JourneyMap) -> None:
    plan_reviews(map, rhythm=ReviewRhythm.MONTH, next_on=timezone.localdate())
    for planned in ("2026-01-01", "", "x"):
        assert client.post(url(map, "reviews/done/"), {"planned": planned}).status_code == 409
    assert ReviewPlan.unscoped.get().next_on == timezone.localdate()


@pytest.mark.parametrize(
    ("rhythm", "days", "said"),
    [
        pytest.param("month", None, "Say when you look at the map next.", id="no date"),
        pytest.param("month", -1, "Choose today or a later day.", id="yesterday"),
        pytest.param("month", 4000, "Choose a day within the next five years.", id="too far"),
        pytest.param("week", 1, "Choose how often.", id="no such rhythm"),
    ],
)
def test_a_wrong_plan_is_said_beside_its_field(
    client: Client, map: JourneyMap, rhythm: str, days: int | None, said: str
) -> None:
    day = "" if days is None else (timezone.localdate() + timedelta(days=days)).isoformat()
    answer = client.post(url(map, "reviews/"), {"rhythm": rhythm, "next_on": day})
    html = answer.content.decode()
    assert answer.status_code == 422
    assert said in html
    assert f'value="{day}"' in html or not day
    assert '<details class="set" open>' in html
    assert not ReviewPlan.unscoped.exists()


def test_a_guest_plans_reviews_and_is_told_that_no_mail_comes(client: Client) -> None:
    client.post("/en/try/", {"title": "Buying a coffee machine"})
    drawn = JourneyMap.unscoped.get()
    client.post(url(drawn, "reviews/"), {"rhythm": "month", "next_on": timezone.localdate().isoformat()})
    html = page(client, drawn)
    assert "It is time to look at this map again" in html
    assert "no mail is sent" in html


def test_a_stranger_finds_nothing(client: Client, author: Actor) -> None:
    foreign = make_map(guest(), document=small_map())
    for name in PAGES:
        assert client.get(url(foreign, f"{name}/")).status_code == 404
    assert client.post(url(foreign, "reviews/"), {"rhythm": ""}).status_code == 404


def test_the_trace_marks_gaps_and_leads_to_where_they_are_typed(client: Client, author: Actor) -> None:
    document = {
        **HOTEL,
        "pains": [*HOTEL["pains"], {"id": "tea", "text": "Cold tea", "touchpoint": "t-chat"}],
    }
    drawn = make_map(author, document=document)
    html = page(client, drawn, "trace/")
    assert "2 of 6 chains lead to a measured effect without a gap" not in html
    assert "1 of 6 chains lead to a measured effect without a gap" in html
    assert "Missing: Root cause, Opportunity, Change" in html
    assert f'href="{url(drawn, "step/6/")}?tp=t-chat#s-pains"' in html
    assert f'href="{url(drawn, "step/7/")}#s-changes"' in html
    assert "19 → 16 minutes" in html
    assert "Comes when the change is live." in html


def test_what_leads_to_nothing_is_listed_even_without_a_chain(client: Client, map: JourneyMap) -> None:
    html = page(client, map, "trace/")
    assert "No chain begins yet" in html
    assert "These lead back to no pain and no delight" in html
    assert "A shorter queue" in html


def test_priorities_show_a_quick_win_and_decide_nothing(client: Client, hotel: JourneyMap) -> None:
    html = page(client, hotel, "priorities/")
    assert "not a decision" in html
    assert html.count("<g><circle") == 4
    assert re.search(r"Ask for company data while booking</th>.*?<td>Quick win</td>", html, re.DOTALL)
    assert ">2, 3</text>" in html


def test_resources_show_gap_cost_plan_and_sums(client: Client, hotel: JourneyMap) -> None:
    html = page(client, hotel, "priorities/")
    assert "3 resources fall short" in html
    assert re.search(r"Receptionists 21:00–23:00</th>.*?<b>1 people</b>.*?14000.*?No plan", html, re.DOTALL)
    assert "Online check-in the day before" in html
    assert re.search(
        r"People</th><td class=\"num\">1</td><td class=\"num\">1</td><td class=\"num\">14000", html
    )
    assert '<li dir="auto">260 guests</li>' in html


def test_effect_lays_versions_over_today(client: Client, author: Actor, hotel: JourneyMap) -> None:
    first = take_snapshot(hotel, kind="named", name="First draft", actor=author)
    Snapshot.unscoped.filter(pk=first.pk).update(created_at="2025-11-01T10:00Z")
    for name, score in (("t-way", 1), ("t-checkin", 0)):
        operation = {"op": "set", "id": name, "field": "emotion.score", "value": score}
        apply_operations(
            hotel, [operation], base_revision=hotel.revision, actor=author, client=name, sequence=1
        )
    html = page(client, hotel, "effect/")
    assert "Compared with “First draft”, the mood is 0.33 higher on average" in html
    assert re.search(r'Way to the door</th><td class="num">−1</td><td class="num">\+1</td>', html)
    assert re.search(r"Light line and sign.*?Better.*?Way to the door.*?−1.*?\+1.*?Keep", html, re.DOTALL)
    assert "Ease of arrival: 5.4 → 6.2 points of 7" in html
    assert "Read only once so far" in html


@pytest.mark.parametrize(
    ("scores", "said"),
    [
        ((1, 1, 1), "higher on average"),
        ((-2, -2, -2), "lower on average"),
        ((0, 0, 0), "the same on average"),
        ((None, None, None), "share no feeling to compare"),
    ],
)
def test_the_heading_of_the_curves_states_the_finding(
    author: Actor, scores: tuple[Any, ...], said: str
) -> None:
    def document(values: tuple[Any, ...]) -> dict[str, Any]:
        places = [
            {"id": f"t{n}", "stage": "s", "name": "x", "emotion": {"score": value}}
            for n, value in enumerate(values)
        ]
        return {"title": "x", "stages": [{"id": "s", "name": "s"}], "touchpoints": places}

    before = take_snapshot(
        make_map(author, document=document((0, 0, 0))), kind="named", name="One", actor=author
    )
    found = effect_page(Map.model_validate(document(scores)), [before])
    assert said in found.curve


def test_only_named_versions_and_submissions_are_compared_and_the_newest_three(
    client: Client, author: Actor, hotel: JourneyMap
) -> None:
    for name in ("A", "B", "C", "D"):
        take_snapshot(hotel, kind="named", name=name, actor=author)
    take_snapshot(hotel, kind="restore", actor=author)
    shown = client.get(url(hotel, "effect/")).context["effect"].versions
    assert [version.name for version in shown] == ["B", "C", "D", "Today"]


def test_analysis_headings_state_the_findings(client: Client, hotel: JourneyMap) -> None:
    html = page(client, hotel, "analysis/")
    for heading in (
        "Highest: Breakfast. Lowest: Check-in at the desk.",
        "The steepest rise: Check-in at the desk → The room, 3 levels",
        "The gravest pain: I wait twenty minutes for my key",
        "The strongest delight: Somebody remembers what I like",
        "Weak link: Check-in at the desk",
        "4 of 4 wow tasks are done somewhere on the way",
        "Praise and complaint are even: 12 to 12",
        "100% of the feelings rest on evidence",
        "0 of 11 measures have reached their targets",
    ):
        assert f">{heading}</h2>" in html


def headings(**more: Any) -> dict[str, str]:
    places = [
        {"id": f"t{n}", "stage": "s", "name": f"T{n}", "emotion": {"score": score}} | more.pop(f"t{n}", {})
        for n, score in enumerate(more.pop("scores", ()))
    ]
    base = {"title": "x", "stages": [{"id": "s", "name": "s"}], "touchpoints": places}
    return {insight.id: insight.heading for insight in insights(Map.model_validate(base | more))}


@pytest.mark.parametrize(
    ("document", "key", "heading"),
    [
        pytest.param({}, "weak", "No figure points to a weak link", id="nothing points"),
        pytest.param(
            {"no_weak_link": True, "scores": (-2,)}, "weak", "The author says: no weak link", id="none"
        ),
        pytest.param(
            {"scores": (-2, 1)},
            "weak",
            "Nobody has marked a weak link; the figures point to: T0",
            id="suggested",
        ),
        pytest.param({"scores": (-2, 1)}, "jumps", "The steepest rise: T0 → T1, 3 levels", id="rise"),
        pytest.param({"scores": (1, -2)}, "jumps", "The deepest fall: T0 → T1, 3 levels", id="fall"),
        pytest.param({"scores": (0, 1)}, "jumps", "The mood never changes by two levels at once", id="calm"),
        pytest.param({}, "pains", "No pain is noted yet", id="no pain"),
        pytest.param({}, "delights", "No delight is noted yet", id="no delight"),
        pytest.param({}, "reactions", "No reactions are noted yet", id="no reaction"),
        pytest.param({}, "evidence", "No feeling is noted that evidence could back", id="no feeling"),
        pytest.param({"scores": (1,)}, "evidence", "0% of the feelings rest on evidence", id="a hypothesis"),
        pytest.param(
            {"scores": (1,), "t0": {"reactions": [{"id": "r", "polarity": "negative", "text": "x"}]}},
            "reactions",
            "Complaint outweighs praise: 1 to 0",
            id="complaint",
        ),
        pytest.param(
            {"scores": (1,), "t0": {"reactions": [{"id": "r", "polarity": "positive", "text": "x"}]}},
            "reactions",
            "Praise outweighs complaint: 1 to 0",
            id="praise",
        ),
        pytest.param(
            {"kpis": [{"id": "k", "name": "x"}]},
            "measures",
            "No measure can be judged yet: it takes a target and a reading",
            id="unread",
        ),
    ],
)
def test_each_finding_has_its_sentence(document: dict[str, Any], key: str, heading: str) -> None:
    assert headings(**document)[key] == heading


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "–"),
        (5.0, "5"),
        (5.456, "5.46"),
        (-2.0, "−2"),
        (float("inf"), "–"),
        (1e300, "1e+300"),
    ],
)
def test_figures(value: float | None, text: str) -> None:
    assert figure(value) == text


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("language", ["en", "zh-hans", "zh-hant", "ru"])
def test_extreme_numbers_and_hostile_texts_do_not_break_a_page(
    client: Client, author: Actor, name: str, language: str
) -> None:
    huge, text = 1.7e308, "<script>alert(1)</script> %(n)s {{ 7 }}"
    readings = [{"id": "r1", "value": -huge}, {"id": "r2", "day": "0001-01-01", "value": huge}]
    document = {
        "title": text,
        "kpis": [{"id": "k", "name": text, "unit": "%", "baseline": -huge, "target": huge, "readings": readings}],
        "changes": [
            {"id": "c", "title": text, "kpi": "k", "state": "live", "due": "9999-12-31", "pains": ["p"],
             "touchpoint": "gone", "reviews": [{"id": "v", "before": -huge, "after": huge, "note": text}]}
        ],
        "pains": [{"id": "p", "text": text, "touchpoint": "gone"}],
        "resources": [{"id": f"r-{n}", "name": text, "need": huge, "unit": text, "cost": huge} for n in range(2)],
        "opportunities": [{"id": "o", "text": text, "pains": ["gone"], "impact": 5, "effort": 1}],
    }  # fmt: skip
    drawn = make_map(author, document=document)
    answer = client.get(f"/{language}/maps/{drawn.pk}/{name}/")
    assert answer.status_code == 200
    assert "<script>alert" not in answer.content.decode()


def test_a_large_map_is_drawn(client: Client, author: Actor) -> None:
    large = make_map(author, document=big_map())
    for name in PAGES:
        page(client, large, f"{name}/")
