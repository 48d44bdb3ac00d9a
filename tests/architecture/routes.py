"""Every address of the product and who gets what there. A route without a row fails `test_permissions.py`.

``ids`` fills the address: parameter → name of a provider in `world.py`. The four columns are the answers to
anonymous, stranger (every role, in another organisation), member without the right, member with it; ``None``
means that the column makes no sense there. ``LOGIN`` is the redirect to the sign-in page.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

LOGIN = "login"
OK = (200, 204, 302, 303)
type Answer = int | str | tuple[int, ...] | None


@dataclass(frozen=True)
class Route:
    name: str
    ids: Mapping[str, str] = field(default_factory=dict)
    anonymous: Answer = LOGIN
    stranger: Answer = 404
    without: Answer = 403
    allowed: Answer = 200
    member_without: str = "learner"
    member_with: str = "manager"
    # A route that changes something: "post"; GET is then refused with 405.
    method: str = "get"
    data: Mapping[str, str] = field(default_factory=dict)

    @property
    def key(self) -> tuple[str, frozenset[str]]:
        return self.name, frozenset(self.ids)

    def __str__(self) -> str:
        return f"{self.name}({','.join(self.ids)})"


def public(
    name: str, ids: Mapping[str, str] | None = None, *, allowed: Answer = 200, method: str = "get"
) -> Route:
    """Open to everybody, with one answer."""
    return Route(name, ids or {}, allowed, allowed, None, allowed, method=method)


COMMON = [
    public("healthz"),
    public("readyz"),
    public("metrics"),
]

ACCOUNTS = [
    Route("accounts:preferences", anonymous=302, stranger=302, without=None, allowed=302, method="post"),
    Route("accounts:email", stranger=200, without=None),
    Route(
        "accounts:end_session",
        {"session_id": "session_id"},
        without=404,
        allowed=302,
        method="post",
        member_without="classmate",
        member_with="learner",
    ),
]

COHORT = {"slug": "organisation_slug", "cohort_id": "cohort_id"}
ORGANISATIONS = [
    Route(
        "organisations:switch",
        stranger=404,
        without=None,
        allowed=302,
        method="post",
        data={"organisation": "organisation_id"},
    ),
    public("organisations:join", {"token": "invitation_token"}),
    Route("organisations:people", stranger=302, allowed=302),
    Route("organisations:people", {"slug": "organisation_slug"}),
    # Without addresses: what counts here is who gets as far as the form.
    Route("organisations:invite_by_mail", {"slug": "organisation_slug"}, allowed=422, method="post"),
    Route("organisations:cohorts", {"slug": "organisation_slug"}),
    Route("organisations:cohort", COHORT),
    Route("organisations:archive", COHORT, allowed=302, method="post"),
    Route("organisations:reopen", COHORT, allowed=302, method="post"),
    # Without a form: what counts here is who gets as far as it.
    Route("organisations:add_to_cohort", COHORT | {"role": "=learner"}, allowed=422, method="post"),
    Route(
        "organisations:remove_from_cohort",
        COHORT | {"role": "=learner"},
        allowed=302,
        method="post",
        data={"user": "learner_id"},
    ),
    Route(
        "organisations:remove_role",
        {"slug": "organisation_slug", "user_id": "learner_id"},
        allowed=302,
        method="post",
        data={"role": "=learner"},
    ),
    Route(
        "organisations:undo_removal",
        {"slug": "organisation_slug", "removal_id": "removal_id"},
        allowed=302,
        method="post",
    ),
    Route(
        "organisations:withdraw",
        {"slug": "organisation_slug", "invitation_id": "invitation_id"},
        allowed=302,
        method="post",
    ),
]

PORTAL = [
    public("portal:landing"),
    Route("portal:home", stranger=200, without=None),
    Route("portal:settings", stranger=200, without=None),
    Route("portal:export", stranger=200, without=None, method="post"),
    Route("portal:erase", stranger=200, without=None),
    public("portal:privacy"),
    public("portal:accessibility"),
]

MAP = {"map_id": "map_id"}
CHANGE = {"map_id": "map_id", "change_id": "change_id"}
SNAPSHOT = {"map_id": "map_id", "snapshot_id": "snapshot_id"}


def own_map(name: str, ids: Mapping[str, str] = MAP, **rest: Any) -> Route:
    """A draft is its author's: for everybody else it does not exist."""
    return Route(name, ids, without=404, member_without="trainer", member_with="learner", **rest)


JOURNEYS = [
    public("journeys:try", allowed=422, method="post"),
    public("journeys:examples"),
    public("journeys:example", {"slug": "=hotel-stay"}),
    public("journeys:start_example", {"slug": "=hotel-stay"}, allowed=302, method="post"),
    public("journeys:example_svg", {"slug": "=hotel-stay"}),
    public("journeys:coach"),
    public("journeys:rule", {"code": "=T2"}),
    public("journeys:maps"),
    public("journeys:new"),
    public("journeys:import"),
    public("journeys:import_text"),
    own_map("journeys:upload", {"upload_id": "upload_id"}),
    own_map("journeys:drop", {"upload_id": "upload_id"}, anonymous=404, allowed=302, method="post"),
    public("journeys:schema"),
    own_map("journeys:map"),
    own_map("journeys:copy", anonymous=404, allowed=302, method="post"),
    own_map("journeys:empathy"),
    own_map("journeys:list"),
    own_map("journeys:json"),
    own_map("journeys:download"),
    own_map("journeys:mermaid"),
    own_map("journeys:markdown"),
    own_map("journeys:svg"),
    own_map("journeys:xlsx"),
    own_map("journeys:csv"),
    own_map("journeys:bring"),
    own_map("journeys:changes"),
    own_map("journeys:change", CHANGE),
    own_map(
        "journeys:move_change", CHANGE, anonymous=404, allowed=302, method="post", data={"state": "=live"}
    ),
    own_map(
        "journeys:review_change",
        CHANGE,
        anonymous=404,
        allowed=302,
        method="post",
        data={"day": "=2026-01-31"},
    ),
    own_map("journeys:undo_change", anonymous=404, allowed=302, method="post"),
    own_map("journeys:plan_reviews", anonymous=404, allowed=302, method="post", data={"rhythm": "="}),
    own_map("journeys:reviewed", anonymous=404, allowed=302, method="post", data={"planned": "planned_day"}),
    own_map("journeys:priorities"),
    own_map("journeys:trace"),
    own_map("journeys:effect"),
    own_map("journeys:analysis"),
    own_map("journeys:images"),
    own_map("journeys:image", MAP | {"image_id": "image_id"}),
    own_map(
        "journeys:remove_image", MAP | {"image_id": "image_id"}, anonymous=404, allowed=302, method="post"
    ),
    own_map("journeys:picture", anonymous=404, allowed=302, method="post", data={"form": "=png"}),
    public("journeys:compare"),
    public("journeys:average"),
    own_map("journeys:variant"),
    own_map("journeys:joint"),
    own_map("journeys:blueprint"),
    own_map("journeys:related"),
    own_map(
        "journeys:unrelate",
        anonymous=404,
        allowed=302,
        method="post",
        data={"kind": "=joint", "other": "=zzzzzzzzzz"},
    ),
    own_map("journeys:channels"),
    own_map("journeys:curve"),
    own_map("journeys:life_cycle"),
    own_map("journeys:short_list"),
    own_map("journeys:present"),
    own_map("journeys:zoom", MAP | {"touchpoint_id": "touchpoint_id"}),
    own_map("journeys:versions"),
    own_map("journeys:keep", anonymous=404, allowed=OK, method="post", data={"name": "=First draft"}),
    own_map("journeys:version", SNAPSHOT),
    own_map("journeys:restore", SNAPSHOT, anonymous=404, allowed=302, method="post"),
    own_map("live_map", allowed=204),
    own_map("journeys:replay"),
    own_map("journeys:restore_moment", anonymous=404, allowed=422, method="post", data={"at": "=9"}),
    own_map("journeys:share"),
    # Without a form: what counts here is who gets as far as it.
    own_map("journeys:add_coauthor", allowed=422, method="post"),
    own_map("journeys:remove_coauthor", MAP | {"user_id": "manager_id"}, allowed=302, method="post"),
    # Nobody was given such an undo.
    own_map("journeys:bring_back", MAP | {"removed": "=x"}, allowed=422, method="post"),
    # The owner stays.
    own_map("journeys:leave", allowed=302, method="post"),
    own_map("journeys:add_link", allowed=422, method="post"),
    own_map("journeys:revoke", MAP | {"link_id": "link_id"}, allowed=302, method="post"),
    own_map("journeys:delete"),
    public("journeys:shared", {"token": "link_token"}),
    public("journeys:embed", {"token": "link_token"}),
]

JOB = {"job_id": "job_id"}
JOBS = [
    own_map("jobs:job", JOB),
    own_map("jobs:file", JOB),
    # It has ended: too late to cancel, and nothing to try again.
    own_map("jobs:cancel", JOB, anonymous=404, allowed=422, method="post"),
    own_map("jobs:retry", JOB, anonymous=404, allowed=422, method="post"),
]

EXERCISES = [
    Route(
        "exercises:start",
        {"slug": "exercise_slug"},
        stranger=302,
        without=None,
        allowed=302,
        method="post",
    ),
    own_map("exercises:step", MAP | {"number": "=1"}),
    own_map("exercises:settings"),
    own_map("exercises:flow"),
    own_map("exercises:walk"),
    own_map("exercises:edit", anonymous=404, allowed=OK, method="post"),
    own_map("exercises:undo", anonymous=404, allowed=302, method="post"),
    own_map("exercises:redo", anonymous=404, allowed=302, method="post"),
    own_map("exercises:waive", anonymous=404, allowed=302, method="post"),
]

ASSIGNMENT = {"assignment_id": "assignment_id"}
GRADING = ASSIGNMENT | {"submission_id": "submission_id"}
# The rows send no form: what counts here is who gets as far as the form.
ANSWERED = (*OK, 409, 422)


def trainers_only(name: str, ids: Mapping[str, str], **rest: Any) -> Route:
    return Route(name, ids, member_with="trainer", **rest)


ASSESSMENT = [
    own_map("assessment:submit"),
    own_map("assessment:feedback"),
    Route("assessment:desk", stranger=200, member_with="trainer"),
    Route("assessment:new", stranger=200, member_with="trainer"),
    trainers_only("assessment:edit", ASSIGNMENT),
    trainers_only("assessment:table", ASSIGNMENT),
    trainers_only("assessment:release", ASSIGNMENT, allowed=OK, method="post"),
    trainers_only("assessment:grade", GRADING),
    trainers_only(
        "assessment:mark",
        GRADING | {"criterion": "=persona_goal"},
        allowed=ANSWERED,
        method="post",
    ),
    trainers_only("assessment:summary", GRADING, allowed=ANSWERED, method="post"),
    trainers_only("assessment:comment", GRADING, allowed=ANSWERED, method="post"),
    trainers_only("assessment:send", GRADING, allowed=ANSWERED, method="post"),
    trainers_only(
        "assessment:edit_comment",
        GRADING | {"comment_id": "=zzzzzzzzzz"},
        allowed=ANSWERED,
        method="post",
    ),
    # No such remark, hence 404 for everybody; who may tick a real one: tests/assessment/test_learner.py.
    Route(
        "assessment:address",
        {"map_id": "map_id", "comment_id": "=zzzzzzzzzz"},
        without=404,
        allowed=404,
        member_with="learner",
        method="post",
    ),
]

COURSE = {"course": "=your-first-map", "lesson": "=what-a-journey-is"}
LEARNING = [
    public("learning:courses"),
    public("learning:course", {"slug": "=your-first-map"}),
    public("learning:case", {"slug": "=hotel-stay"}),
    public("learning:lesson", COURSE),
    Route(
        "learning:enrol",
        {"slug": "=your-first-map"},
        stranger=302,
        without=None,
        allowed=302,
        method="post",
    ),
    Route("learning:finish", COURSE, stranger=302, without=None, allowed=302, method="post"),
]

ROUTES: list[Route] = [
    *COMMON,
    *ACCOUNTS,
    *ORGANISATIONS,
    *PORTAL,
    *JOURNEYS,
    *JOBS,
    *EXERCISES,
    *ASSESSMENT,
    *LEARNING,
]

# Routes of others, with their own tests: the admin site asks for is_staff, allauth marks its pages itself.
FOREIGN_PREFIXES = ("admin:", "account_", "mfa_", "usersessions_")
