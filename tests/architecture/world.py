"""A small world for the route table: an organisation, its people, a stranger, objects made when asked for.

An app adds its objects as providers: `@provides("map_id")` above a function of the world.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from apps.accounts.models import User
from apps.assessment.models import Grading
from apps.common.access import Actor, Role
from apps.journeys.models import JourneyMap, ReviewRhythm, ShareLink
from apps.journeys.selectors import load_document, map_by_id
from apps.journeys.services import Lasts, apply_operations, make_link, plan_reviews, take_snapshot
from apps.organisations.models import Cohort, Invitation, Organisation, Removal
from apps.organisations.services import remove_role
from tests.factories.accounts import session_of
from tests.factories.assessment import AssignmentFactory, ExerciseFactory, handed_in
from tests.factories.jobs import done_job
from tests.factories.journeys import draw_change, make_map, sketch_of, upload_of
from tests.factories.organisations import (
    CohortFactory,
    InvitationFactory,
    OrganisationFactory,
    actor_for,
    person,
)

PROVIDERS: dict[str, Callable[["World"], Any]] = {}


def provides(name: str) -> Callable[[Callable[["World"], Any]], Callable[["World"], Any]]:
    def register(make: Callable[["World"], Any]) -> Callable[["World"], Any]:
        PROVIDERS[name] = make
        return make

    return register


def map_of(world: "World") -> JourneyMap:
    return make_map(world.actor("learner"), organisation_id=world.organisation.pk)


def removal_of(world: "World") -> Removal:
    manager, gone = world.actor("manager"), person(world.organisation, Role.LEARNER)
    removal = remove_role(world.organisation, gone, role=Role.LEARNER, actor=manager)
    assert removal is not None
    return removal


def snapshot_of(world: "World") -> str:
    """A version of the learner's map."""
    actor = world.actor("learner")
    map = map_by_id(actor, map_id=world.get("map_id"))
    assert map is not None
    return str(take_snapshot(map, kind="named", name="First draft", actor=actor).pk)


def change_of(world: "World") -> str:
    """A change on the learner's map, measured and reviewed."""
    actor = world.actor("learner")
    map = map_by_id(actor, map_id=world.get("map_id"))
    assert map is not None
    draw_change(map, actor)
    return "shorter-queue"


def planned_day_of(world: "World") -> str:
    """The day on which the learner looks at the map again."""
    map = map_by_id(world.actor("learner"), map_id=world.get("map_id"))
    assert map is not None
    plan_reviews(map, rhythm=ReviewRhythm.MONTH, next_on=date(2026, 1, 31))
    return "2026-01-31"


def link_of(world: "World") -> ShareLink:
    """To the learner's map, for readers and frames."""
    map = map_by_id(world.actor("learner"), map_id=world.get("map_id"))
    assert map is not None
    return make_link(map, actor=world.actor("learner"), lasts=Lasts.NEVER, embed=True)


def touchpoint_of(world: "World") -> str:
    """A touchpoint of the learner's map, added where it has none."""
    actor = world.actor("learner")
    map = map_by_id(actor, map_id=world.get("map_id"))
    assert map is not None
    if not load_document(map).touchpoints:
        stage = {"op": "add", "parent": "map", "field": "stages", "value": {"id": "sx", "name": "Stay"}}
        place = {"id": "tx", "stage": "sx", "name": "Check-in"}
        added = [stage, {"op": "add", "parent": "map", "field": "touchpoints", "value": place}]
        apply_operations(map, added, base_revision=map.revision, actor=actor, client="world", sequence=1)
    return load_document(map).touchpoints[0].id


@dataclass
class World:
    organisation: Organisation = field(default_factory=OrganisationFactory.create)
    made: dict[str, Any] = field(default_factory=dict)

    def get(self, name: str) -> Any:
        """The object of that name; `=word` is the word itself."""
        if name.startswith("="):
            return name[1:]
        if name not in self.made:
            self.made[name] = PROVIDERS[name](self)
        return self.made[name]

    def actor(self, name: str) -> Actor:
        return actor_for(getattr(self, name))

    @cached_property
    def learner(self) -> User:
        """Owns what learners own."""
        return person(self.organisation, Role.LEARNER)

    @cached_property
    def classmate(self) -> User:
        """Another learner of the organisation, in the same cohort."""
        user = person(self.organisation, Role.LEARNER)
        self.cohort.members.add(user)
        return user

    @cached_property
    def trainer(self) -> User:
        """Trains the cohort."""
        return self.cohort.trainers.get()

    @cached_property
    def other_trainer(self) -> User:
        """A trainer of the organisation who does not train the cohort."""
        return person(self.organisation, Role.TRAINER)

    @cached_property
    def manager(self) -> User:
        person(self.organisation, Role.MANAGER)
        return person(self.organisation, Role.MANAGER)

    @cached_property
    def stranger(self) -> User:
        return person(OrganisationFactory.create(), *Role)

    @cached_property
    def cohort(self) -> Cohort:
        cohort = CohortFactory.create(organisation=self.organisation)
        cohort.members.add(self.learner)
        cohort.trainers.add(person(self.organisation, Role.TRAINER))
        return cohort

    @cached_property
    def grading(self) -> Grading:
        """Of the learner's submission to the cohort's assignment."""
        return handed_in(AssignmentFactory.create(cohort=self.cohort), learner=self.learner)

    @cached_property
    def invitation(self) -> Invitation:
        return InvitationFactory.create(organisation=self.organisation)


provides("organisation_id")(lambda world: world.organisation.pk)
provides("organisation_slug")(lambda world: world.organisation.slug)
provides("cohort_id")(lambda world: world.cohort.pk)
provides("learner_id")(lambda world: world.learner.pk)
provides("invitation_id")(lambda world: world.invitation.pk)
provides("removal_id")(lambda world: removal_of(world).pk)
provides("invitation_token")(lambda world: world.invitation.token)
provides("map_id")(lambda world: map_of(world).pk)
provides("snapshot_id")(snapshot_of)
provides("touchpoint_id")(touchpoint_of)
provides("change_id")(change_of)
provides("planned_day")(planned_day_of)
provides("upload_id")(lambda world: upload_of(world.actor("learner")).pk)
provides("image_id")(lambda world: sketch_of(JourneyMap.unscoped.get(pk=world.get("map_id"))).pk)
provides("job_id")(lambda world: done_job(world.actor("learner")).pk)
provides("assignment_id")(lambda world: world.grading.assignment_id)
provides("submission_id")(lambda world: world.grading.submission_id)
provides("manager_id")(lambda world: world.manager.pk)
provides("link_id")(lambda world: link_of(world).pk)
provides("link_token")(lambda world: link_of(world).token)
provides("session_id")(lambda world: session_of(world.learner).pk)
provides("exercise_slug")(lambda world: ExerciseFactory.create().pk)
