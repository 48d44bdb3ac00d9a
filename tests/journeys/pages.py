"""Pages that edit a map, as the tests of the write path need them."""

from typing import Any

from apps.common.access import Actor, Role
from apps.journeys.models import JourneyMap
from apps.journeys.selectors import load_document
from apps.journeys.services import Applied, apply_operations
from tests.factories.journeys import guest, make_map
from tests.factories.organisations import OrganisationFactory, actor_for, person
from tests.journeys.domain.documents import HOTEL


def set_(name: str, field: str, value: Any) -> dict[str, Any]:
    return {"op": "set", "id": name, "field": field, "value": value}


class Page:
    """One open page: counts its edits and remembers the newest revision it was told."""

    def __init__(self, map_id: str, client: str, actor: Actor | None = None) -> None:
        self.map_id, self.client, self.actor = map_id, client, actor or guest()
        self.revision = self.read().revision
        self.sequence = 0

    def read(self) -> JourneyMap:
        return JourneyMap.unscoped.get(pk=self.map_id)

    def edit(
        self, *operations: dict[str, Any], sequence: int | None = None, base: int | None = None
    ) -> Applied:
        self.sequence += sequence is None
        done = apply_operations(
            self.read(),
            list(operations),
            base_revision=self.revision if base is None else base,
            actor=self.actor,
            client=self.client,
            sequence=self.sequence if sequence is None else sequence,
        )
        if base is None:
            self.revision = done.revision
        return done


def learner_page(client: str = "a") -> tuple[Page, Actor]:
    actor = actor_for(person(OrganisationFactory(), Role.LEARNER))
    return Page(make_map(actor, document=HOTEL).pk, client, actor), actor


def value(page: Page, name: str) -> Any:
    return next(node for node in load_document(page.read()).nodes() if node.id == name)
