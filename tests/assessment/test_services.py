from typing import Any

import pytest

from apps.assessment.models import (
    Assignment,
    Grading,
    GradingEvent,
    MapComment,
    RemarkAddressed,
)
from apps.assessment.services import (
    Edit,
    add_comment,
    address_remark,
    change_comment,
    complete_grading,
    delete_comment,
    mark_criterion,
    release_assignment,
    return_for_rework,
    write_summary,
)
from apps.common.errors import DomainError, Stale
from tests.factories.assessment import (
    CRITERIA,
    again,
    edit_of,
    handed_in,
    trained,
)
from tests.factories.organisations import actor_for

pytestmark = [pytest.mark.db, pytest.mark.django_db]


def mark_all(grading: Grading, trainer: Any, level: int = 2) -> None:
    for criterion in CRITERIA:
        mark_criterion(
            grading, actor=actor_for(trainer), edit=edit_of(grading), criterion=criterion, level=level
        )


def pin(grading: Grading, trainer: Any, text: str = "Who said so?", **options: Any) -> MapComment:
    add_comment(
        grading,
        actor=actor_for(trainer),
        edit=edit_of(grading),
        **({"object_id": "t2", "lane": "emotion", "text": text} | options),
    )
    return MapComment.unscoped.latest("position")


# Grading


def test_mark_and_log() -> None:
    assignment, trainer = trained()
    grading = handed_in(assignment)
    actor = actor_for(trainer)
    mark_criterion(grading, actor=actor, edit=edit_of(grading), criterion="emotions", level=2)
    mark_criterion(grading, actor=actor, edit=edit_of(grading), criterion="emotions", feedback="More voices")
    stored = again(grading)
    assert stored.marks == {"emotions": {"level": 2, "feedback": "More voices"}}
    assert (stored.points, stored.version, stored.grader) == (2, 2, trainer)
    events = GradingEvent.unscoped.values_list("version", "target", "detail")
    assert list(events) == [
        (1, "criterion:emotions", {"level": 2}),
        (2, "criterion:emotions", {"feedback": "More voices"}),
    ]


def test_a_stale_save_is_refused_and_changes_nothing() -> None:
    assignment, trainer = trained()
    grading = handed_in(assignment)
    mine, theirs = again(grading), again(grading)
    mark_criterion(
        theirs, actor=actor_for(trainer), edit=edit_of(theirs, client="b"), criterion="causes", level=3
    )
    with pytest.raises(Stale):
        mark_criterion(
            mine, actor=actor_for(trainer), edit=edit_of(mine, client="a"), criterion="causes", level=1
        )
    stored = again(grading)
    assert (stored.levels, stored.version) == ({"causes": 3}, 1)
    assert mine.levels == {"causes": 3}, "the newer content is at hand"


def test_another_part_is_no_conflict() -> None:
    assignment, trainer = trained()
    grading = handed_in(assignment)
    mine, theirs = again(grading), again(grading)
    mark_criterion(
        theirs, actor=actor_for(trainer), edit=edit_of(theirs, client="b"), criterion="causes", level=3
    )
    mark_criterion(
        mine, actor=actor_for(trainer), edit=edit_of(mine, client="a"), criterion="changes", level=1
    )
    assert again(grading).levels == {"causes": 3, "changes": 1}


def test_a_page_never_conflicts_with_itself() -> None:
    assignment, trainer = trained()
    grading = handed_in(assignment)
    for text in ("a", "ab", "a"):
        edit = Edit(version=0, key=f"key of {text}", client="page")
        write_summary(again(grading), actor=actor_for(trainer), edit=edit, text=text)
    assert (again(grading).summary, again(grading).version) == ("a", 3)


def test_a_repeated_request_changes_nothing() -> None:
    assignment, trainer = trained()
    grading = handed_in(assignment)
    for expected in (False, True):
        edited = mark_criterion(
            again(grading), actor=actor_for(trainer), edit=Edit(0, "k"), criterion="causes", level=2
        )
        assert edited.repeated is expected
    assert again(grading).version == 1


@pytest.mark.parametrize(
    ("criterion", "level", "code"), [("x", 1, "unknown_criterion"), ("causes", 9, "unknown_level")]
)
def test_mark_refuses(criterion: str, level: int, code: str) -> None:
    assignment, trainer = trained()
    grading = handed_in(assignment)
    with pytest.raises(DomainError, match=code):
        mark_criterion(
            grading, actor=actor_for(trainer), edit=edit_of(grading), criterion=criterion, level=level
        )


def test_comments() -> None:
    assignment, trainer = trained()
    grading = handed_in(assignment)
    actor = actor_for(trainer)
    first = pin(grading, trainer)
    second = pin(grading, trainer, "Well seen.", praise=True, lane="reactions")
    assert (first.position, second.position, second.praise) == (1, 2, True)
    change_comment(grading, actor=actor, edit=edit_of(grading), comment_id=first.pk, text="Which guest?")
    delete_comment(grading, actor=actor, edit=edit_of(grading), comment_id=second.pk)
    assert list(MapComment.unscoped.values_list("text", flat=True)) == ["Which guest?"]
    assert again(grading).version == 4


def test_a_repeated_comment_is_pinned_once() -> None:
    assignment, trainer = trained()
    grading = handed_in(assignment)
    for _ in range(2):
        edit = Edit(version=0, key="same")
        add_comment(
            again(grading), actor=actor_for(trainer), edit=edit, object_id="t1", lane="action", text="Once"
        )
    assert MapComment.unscoped.count() == 1


def test_words_for_a_deleted_comment_are_not_lost() -> None:
    assignment, trainer = trained()
    grading = handed_in(assignment)
    comment = pin(grading, trainer)
    actor = actor_for(trainer)
    mine = again(grading)
    delete_comment(grading, actor=actor, edit=edit_of(grading, client="b"), comment_id=comment.pk)
    with pytest.raises(Stale):
        change_comment(mine, actor=actor, edit=edit_of(mine, client="a"), comment_id=comment.pk, text="Words")
    with pytest.raises(Stale):
        change_comment(grading, actor=actor, edit=edit_of(grading), comment_id=comment.pk, text="Words")


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"text": "  "}, "comment_is_empty"),
        ({"object_id": "gone"}, "no_such_place"),
        ({"lane": "nonsense"}, "no_such_place"),
    ],
)
def test_comment_refuses(options: dict[str, str], code: str) -> None:
    assignment, trainer = trained()
    with pytest.raises(DomainError, match=code):
        pin(handed_in(assignment), trainer, **options)


def test_changing_a_comment_to_nothing_is_refused() -> None:
    assignment, trainer = trained()
    grading = handed_in(assignment)
    comment = pin(grading, trainer)
    with pytest.raises(DomainError, match="comment_is_empty"):
        change_comment(
            grading, actor=actor_for(trainer), edit=edit_of(grading), comment_id=comment.pk, text=" "
        )


# Completing


@pytest.mark.parametrize(("release", "seen"), [("at_once", True), ("together", False)])
def test_complete(release: str, *, seen: bool) -> None:
    assignment, trainer = trained(release=release)
    grading = handed_in(assignment)
    mark_all(grading, trainer)
    complete_grading(grading, actor=actor_for(trainer), edit=edit_of(grading), summary="Good.")
    stored = again(grading)
    assert (stored.state, stored.points, stored.summary) == ("completed", 12, "Good.")
    assert (stored.released_at is not None) is seen


def test_release_together() -> None:
    assignment, trainer = trained(release=Assignment.Release.TOGETHER)
    gradings = [handed_in(assignment) for _ in range(3)]
    for grading in gradings[:2]:
        mark_all(grading, trainer)
        complete_grading(grading, actor=actor_for(trainer), edit=edit_of(grading))
    assert release_assignment(assignment, actor=actor_for(trainer)) == 2
    assert release_assignment(assignment, actor=actor_for(trainer)) == 0
    assert Grading.unscoped.filter(released_at__isnull=True).get() == gradings[2]


def test_an_open_criterion_refuses_completion() -> None:
    assignment, trainer = trained()
    grading = handed_in(assignment)
    mark_all(grading, trainer)
    marks = dict(grading.marks)
    marks.pop("changes")
    Grading.unscoped.filter(pk=grading.pk).update(marks=marks)
    stored = again(grading)
    with pytest.raises(DomainError) as refusal:
        complete_grading(stored, actor=actor_for(trainer), edit=edit_of(stored))
    assert (refusal.value.code, refusal.value.params) == ("criteria_open", {"criteria": ["changes"]})


def test_return_needs_words_and_is_seen_at_once() -> None:
    assignment, trainer = trained(release="together")
    grading = handed_in(assignment)
    actor = actor_for(trainer)
    with pytest.raises(DomainError, match="rework_needs_words"):
        return_for_rework(grading, actor=actor, edit=edit_of(grading), summary=" ")
    pin(grading, trainer)
    return_for_rework(grading, actor=actor, edit=edit_of(grading))
    stored = again(grading)
    assert stored.state == "returned"
    assert stored.released_at is not None


def test_a_closed_grading_is_not_changed_but_a_repeat_is_answered() -> None:
    assignment, trainer = trained()
    grading = handed_in(assignment)
    mark_all(grading, trainer)
    actor = actor_for(trainer)
    sent = Edit(version=grading.version, key="send")
    complete_grading(grading, actor=actor, edit=sent)
    assert complete_grading(again(grading), actor=actor, edit=sent).repeated
    with pytest.raises(DomainError, match="grading_is_closed"):
        write_summary(grading, actor=actor, edit=edit_of(grading), text="More")
    with pytest.raises(Stale):
        write_summary(again(grading), actor=actor, edit=Edit(0, "other"), text="More")


# The learner answers


def test_addressed() -> None:
    assignment, trainer = trained()
    grading = handed_in(assignment)
    comment = pin(grading, trainer)
    learner = actor_for(grading.submission.submitted_by)
    with pytest.raises(DomainError, match="not_released"):
        address_remark(comment, actor=learner, addressed=True)
    return_for_rework(grading, actor=actor_for(trainer), edit=edit_of(grading))
    comment = MapComment.unscoped.get(pk=comment.pk)
    for _ in range(2):
        address_remark(comment, actor=learner, addressed=True)
    assert RemarkAddressed.unscoped.get().by_id == learner.user_id
    address_remark(comment, actor=learner, addressed=False)
    assert not RemarkAddressed.unscoped.exists()


def test_praise_asks_for_nothing() -> None:
    assignment, trainer = trained()
    grading = handed_in(assignment)
    comment = pin(grading, trainer, praise=True)
    return_for_rework(grading, actor=actor_for(trainer), edit=edit_of(grading))
    comment = MapComment.unscoped.get(pk=comment.pk)
    with pytest.raises(DomainError, match="praise_asks_for_nothing"):
        address_remark(comment, actor=actor_for(grading.submission.submitted_by), addressed=True)
