"""The grading bench over HTTP: what it shows, what it asks of the database, what a stale save gets."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.accounts.models import User
from apps.assessment.models import Assignment, Grading, MapComment
from apps.assessment.services import add_comment, address_remark, mark_criterion, return_for_rework
from apps.common.access import Role
from apps.journeys.domain.coach.examples import broken
from apps.journeys.services import apply_operations
from tests.factories.assessment import CRITERIA, drawn, edit_of, handed_in, submitted, trained
from tests.factories.organisations import actor_for, person

pytestmark = [pytest.mark.web, pytest.mark.django_db]

HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def url(grading: Grading, name: str = "grade", *ids: str, **query: Any) -> str:
    return reverse(
        f"assessment:{name}", args=[grading.assignment_id, grading.submission_id, *ids], query=query or None
    )


def again(grading: Grading) -> Grading:
    return Grading.unscoped.select_related("assignment__rubric_version", "submission__snapshot").get(
        pk=grading.pk
    )


def asked(captured: CaptureQueriesContext) -> int:
    """Queries without the savepoints that only a test's own transaction makes."""
    return sum("SAVEPOINT" not in query["sql"] for query in captured.captured_queries)


def sent(browser: Client, grading: Grading, name: str, *ids: str, htmx: bool = False, **data: Any) -> Any:
    given = {"version": again(grading).version, "client": "page"} | data
    return browser.post(url(grading, name, *ids), given, headers=HTMX if htmx else None)


@pytest.mark.parametrize("others", [0, 2, 8])
def test_page_and_its_queries(others: int, assert_no_writes: Any) -> None:
    assignment, trainer = trained()
    grading = handed_in(assignment)
    for _ in range(others):
        handed_in(assignment)
    client = signed_in(trainer)
    with assert_no_writes(), CaptureQueriesContext(connection) as queries:
        page = client.get(url(grading))
    assert page.status_code == 200
    assert asked(queries) == 5
    text = page.content.decode()
    for shown in ("Mei Lin", "Check-in", "Persona_Goal", "persona_goal Solid", "0 of", "Ask for evidence"):
        assert shown in text


def test_comparing_costs_two_more_queries() -> None:
    assignment, trainer = trained()
    attempt = drawn(assignment, **broken("touchpoints.1.emotion.score", -1))
    first = submitted(assignment, attempt)
    actor = actor_for(trainer)
    add_comment(first, actor=actor, edit=edit_of(first), object_id="t2", lane="emotion", text="Why so mild?")
    return_for_rework(first, actor=actor, edit=edit_of(first))
    comment = MapComment.unscoped.get()
    assert attempt.learner is not None
    learner = actor_for(attempt.learner)
    address_remark(comment, actor=learner, addressed=True)
    change = {"op": "set", "id": "t2", "field": "emotion.score", "value": -2}
    applied = apply_operations(attempt.map, [change], base_revision=0, actor=learner, client="c", sequence=1)
    attempt.map = applied.map
    second = submitted(assignment, attempt)
    client = signed_in(trainer)
    with CaptureQueriesContext(connection) as queries:
        text = client.get(url(second, since=1)).content.decode()
    assert asked(queries) == 7
    assert text.count('class="chb"') == 1
    assert "Why so mild?" in text
    assert "Addressed" in text


@pytest.mark.parametrize("others", [0, 2])
def test_mark_and_the_next_page_ask_little(others: int) -> None:
    assignment, trainer = trained()
    grading = handed_in(assignment)
    for _ in range(others):
        handed_in(assignment)
    client = signed_in(trainer)
    form = {"version": 0, "client": "page", "level": 2, "feedback": "More voices"}
    with CaptureQueriesContext(connection) as queries:
        page = client.post(url(grading, "mark", "emotions"), form, follow=True)
    assert page.status_code == 200
    assert asked(queries) == 10
    assert again(grading).marks == {"emotions": {"level": 2, "feedback": "More voices"}}
    assert page.redirect_chain[0][0].endswith("?c=pains_delights")
    form = {"version": 1, "client": "page", "level": 3}
    with CaptureQueriesContext(connection) as queries:
        piece = client.post(url(grading, "mark", "causes"), form, headers=HTMX)
    assert asked(queries) == 6
    assert 'hx-target="#rubric"' in piece.content.decode()
    assert "<html" not in piece.content.decode()


@pytest.mark.parametrize("others", [1, 3])
def test_send_and_the_next_map_ask_little(others: int) -> None:
    assignment, trainer = trained()
    grading = handed_in(assignment)
    waiting = [handed_in(assignment) for _ in range(others)]
    for criterion in CRITERIA:
        mark_criterion(grading, actor=actor_for(trainer), edit=edit_of(grading), criterion=criterion, level=3)
    client = signed_in(trainer)
    shown = client.get(url(grading)).content.decode()
    following = re.search(r'name="next" value="(\w+)"', shown)
    assert following is not None
    form = {"version": 6, "outcome": "send", "summary": "Well done.", "next": following[1]}
    with CaptureQueriesContext(connection) as queries:
        page = client.post(url(grading, "send"), form, follow=True)
    assert asked(queries) == 11
    assert page.redirect_chain[0][0] in {url(other) for other in waiting}
    stored = again(grading)
    assert (stored.state, stored.summary, stored.points) == ("completed", "Well done.", 18)


def test_the_last_map_leads_to_the_table() -> None:
    assignment, trainer = trained()
    grading = handed_in(assignment)
    answer = sent(signed_in(trainer), grading, "send", outcome="return", summary="Add voices.", next="")
    assert answer["Location"] == reverse("assessment:table", args=[assignment.pk])
    assert again(grading).state == "returned"


def test_sending_too_early_keeps_the_words() -> None:
    assignment, trainer = trained()
    grading = handed_in(assignment)
    answer = sent(signed_in(trainer), grading, "send", summary="Long summary", next="")
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Set a level for each criterion first." in text
    assert "Long summary" in text
    assert again(grading).state == "draft"


def test_a_stale_level_shows_both() -> None:
    assignment, trainer = trained()
    grading = handed_in(assignment)
    other = person(assignment.organisation, Role.TRAINER)
    assignment.cohort.trainers.add(other)
    client = signed_in(trainer)
    sent(signed_in(other), grading, "mark", "emotions", level=3, feedback="Theirs", client="b")
    for headers in (None, HTMX):
        form = {"version": 0, "client": "a", "level": 1, "feedback": "Mine"}
        answer = client.post(url(grading, "mark", "emotions"), form, headers=headers)
        text = answer.content.decode()
        assert answer.status_code == 409
        assert re.search(r"Excellent 3.*Theirs", text, re.DOTALL)
        assert "Partly 1" in text
        assert ">Mine</textarea>" in text
    assert again(grading).marks["emotions"] == {"level": 3, "feedback": "Theirs"}
    sent(client, grading, "mark", "emotions", level=1, feedback="Mine", client="a")
    assert again(grading).marks["emotions"] == {"level": 1, "feedback": "Mine"}


@pytest.mark.parametrize("name", ["summary", "comment", "edit_comment"])
def test_stale_words_are_shown(name: str) -> None:
    assignment, trainer = trained()
    grading = handed_in(assignment)
    client = signed_in(trainer)
    sent(client, grading, "comment", object="t2", lane="emotion", text="First", client="b")
    comment = MapComment.unscoped.get()
    ids = (comment.pk,) if name == "edit_comment" else ()
    sent(client, grading, "edit_comment", comment.pk, text="Theirs", client="b")
    sent(client, grading, "summary", summary="Theirs", client="b")
    if name == "comment":
        sent(client, grading, "send", outcome="return", client="b")
    fields = {"object": "t2", "lane": "emotion", "text": "My words", "summary": "My words"}
    answer = client.post(url(grading, name, *ids), {"version": 1, "client": "a"} | fields)
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "My words" in text
    assert name == "comment" or "Theirs" in text


def test_fields_save_by_themselves_without_a_swap() -> None:
    assignment, trainer = trained()
    grading = handed_in(assignment)
    client = signed_in(trainer)
    for name, ids, field in (("mark", ("causes",), "feedback"), ("summary", (), "summary")):
        for text in ("T", "Tw", "Two whys so far.", ""):
            form = {"version": 0, "client": "page", field: text}
            answer = client.post(url(grading, name, *ids), form, headers=HTMX)
            assert (answer.status_code, answer.content) == (204, b"")
    assert again(grading).version == 8
    assert again(grading).marks["causes"] == {"level": None, "feedback": ""}


def test_snippets_and_editing() -> None:
    assignment, trainer = trained()
    grading = handed_in(assignment)
    client = signed_in(trainer)
    answer = sent(client, grading, "comment", object="t2", lane="emotion", text="The queue?", snippet="ask")
    assert answer.status_code == 302
    sent(client, grading, "comment", object="t4", lane="emotion", text="", snippet="well")
    first, second = MapComment.unscoped.all()
    assert (first.text, first.praise) == ("The queue?\nWho said so?", False)
    assert (second.text, second.praise) == ("Well seen.", True)
    plain = client.get(url(grading)).content.decode()
    assert f'id="cmt-{second.pk}"' in plain, "the field for the next comment starts empty"
    text = client.get(url(grading, cm=first.pk)).content.decode()
    assert text.count('class="pin') == 4
    assert f'id="cm-{first.pk}"' in text
    sent(client, grading, "edit_comment", first.pk, text="Which guest?", htmx=True)
    sent(client, grading, "edit_comment", second.pk, delete="1", htmx=True)
    assert list(MapComment.unscoped.values_list("text", flat=True)) == ["Which guest?"]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"text": ""}, "Write the comment first."),
        ({"text": "a\x00b"}, "Null characters are not allowed."),
        ({"text": "x" * 5001}, "at most 5000 characters"),
        ({"text": "Words", "object": "gone"}, "Choose a place on the map."),
        ({"text": "Words", "version": "x"}, "Enter a whole number."),
    ],
)
def test_refused_comments_keep_their_words(data: dict[str, str], said: str) -> None:
    assignment, trainer = trained()
    grading = handed_in(assignment)
    answer = sent(signed_in(trainer), grading, "comment", **({"object": "t2", "lane": "emotion"} | data))
    text = answer.content.decode()
    assert answer.status_code == 422
    assert said in text
    assert data["text"].replace("\x00", "") in text.replace("\x00", "")
    assert not MapComment.unscoped.exists()


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "مرحبا بالعالم", "🛎️ 接触点", "строка\nвторая"])
def test_any_script_is_stored_and_shown(text: str) -> None:
    assignment, trainer = trained()
    grading = handed_in(assignment)
    client = signed_in(trainer)
    sent(client, grading, "comment", object="t2", lane="emotion", text=text)
    assert MapComment.unscoped.get().text == text
    shown = client.get(url(grading)).content.decode()
    assert "<script>alert" not in shown


def test_unknown_levels_and_criteria_are_refused() -> None:
    assignment, trainer = trained()
    grading = handed_in(assignment)
    client = signed_in(trainer)
    assert sent(client, grading, "mark", "nothing", level=1).status_code == 422
    assert sent(client, grading, "mark", "causes", level=9).status_code == 422
    assert sent(client, grading, "mark", "causes", level=-1).status_code == 422
    assert again(grading).version == 0


def test_names_can_be_hidden() -> None:
    assignment, trainer = trained(hide_names=True)
    grading = handed_in(assignment)
    client = signed_in(trainer)
    assert "Mei Lin" not in client.get(url(grading)).content.decode()
    assert "Mei Lin" not in client.get(url(grading, names=0)).content.decode()
    assert "Mei Lin" in client.get(url(grading, names=1)).content.decode()


def test_evidence_of_the_criterion_and_what_the_author_set_aside() -> None:
    waiver = {"id": "w1", "rule": "A3", "where": [], "reason": "The walk showed none."}
    document = broken("touchpoints.1.weak_link", False)
    document["touchpoints"][1]["weak_link_reason"] = ""
    assignment, trainer = trained()
    grading = handed_in(assignment, **(document | {"waivers": [waiver]}))
    text = signed_in(trainer).get(url(grading, c="pains_delights")).content.decode()
    assert "What the coach finds" in text
    assert "The walk showed none." in text
    assert "nothing to mend" in signed_in(trainer).get(url(grading, c="changes")).content.decode()


def test_list_view_touchpoints_and_strange_addresses() -> None:
    assignment, trainer = trained()
    grading = handed_in(assignment)
    client = signed_in(trainer)
    assert "<table" not in client.get(url(grading, view="list")).content.decode()
    selected = client.get(url(grading, tp="t3", c="causes")).content.decode()
    assert "The room ·" in selected
    for query in (
        {"tp": "gone"},
        {"c": "gone"},
        {"cm": "gone"},
        {"since": "x"},
        {"since": 7},
        {"names": "x"},
    ):
        assert client.get(url(grading, **query)).status_code == 200


@pytest.mark.parametrize("view", ["", "list"])
def test_remarks_are_pinned_in_the_table_and_in_the_list(view: str) -> None:
    assignment, trainer = trained()
    grading = handed_in(assignment)
    add_comment(
        grading, actor=actor_for(trainer), edit=edit_of(grading), object_id="t2", lane="emotion", text="Why?"
    )
    html = signed_in(trainer).get(url(grading, view=view)).content.decode()
    assert len(re.findall(r'<a class="pin[^"]*" href="#c1" id="p1">', html)) == 1


def test_an_empty_map_can_be_graded() -> None:
    assignment, trainer = trained()
    grading = handed_in(assignment)
    snapshot = grading.submission.snapshot
    snapshot.document = {"title": "Only a title"}
    snapshot.save()
    client = signed_in(trainer)
    assert client.get(url(grading)).status_code == 200
    assert sent(client, grading, "comment", object="map", lane="title", text="Say more.").status_code == 302


def test_a_closed_grading_is_read_only() -> None:
    assignment, trainer = trained()
    grading = handed_in(assignment)
    client = signed_in(trainer)
    sent(client, grading, "mark", "causes", level=1, feedback="Dig deeper")
    sent(client, grading, "send", outcome="return", summary="Add voices.", next="")
    text = client.get(url(grading)).content.decode()
    assert "Returned for rework" in text
    assert "Dig deeper" in text
    assert 'method="post" action="/en/teach/' not in text


def test_who_may_grade() -> None:
    assignment, _ = trained()
    grading = handed_in(assignment)
    manager = person(assignment.organisation, Role.MANAGER, name="Ann Manager")
    other = person(assignment.organisation, Role.TRAINER)
    foreign = trained()[1]
    answer = signed_in(other).get(url(grading))
    assert answer.status_code == 403
    assert "This cohort belongs to another trainer." in answer.content.decode()
    assert "Ann Manager" in answer.content.decode()
    assert signed_in(manager).get(url(grading)).status_code == 403
    assert signed_in(grading.submission.submitted_by).get(url(grading)).status_code == 403
    assert signed_in(foreign).get(url(grading)).status_code == 404
    assert sent(signed_in(other), grading, "mark", "causes", level=1).status_code == 403
    assert sent(signed_in(foreign), grading, "mark", "causes", level=1).status_code == 404


def test_a_submission_belongs_to_its_assignment() -> None:
    assignment, trainer = trained()
    grading = handed_in(assignment)
    second: Assignment = trained(cohort=assignment.cohort)[0]
    address = reverse("assessment:grade", args=[second.pk, grading.submission_id])
    assert signed_in(trainer).get(address).status_code == 404
