from django.db.models import F, QuerySet
from django.utils import timezone

from apps.common.access import Actor
from apps.jobs.models import Job
from apps.journeys.domain.coach import Finding, review
from apps.journeys.domain.document import Kind, LinkKind, Map
from apps.journeys.domain.grid import Grid
from apps.journeys.domain.operations import apply, rebase
from apps.journeys.domain.problems import read_map
from apps.journeys.domain.stored import recall
from apps.journeys.models import ImagePlace, JourneyMap, MapEdit, MapImage, Snapshot

_TODAY_AND_TOMORROW = frozenset({LinkKind.CURRENT_OF, LinkKind.FUTURE_OF})


def map_by_id(actor: Actor, *, map_id: str) -> JourneyMap | None:
    """The own map is asked for first: an author waits for one query, only a co-author for a second."""
    own = JourneyMap.objects.own(actor).filter(pk=map_id).first()
    return own or JourneyMap.objects.shared_with(actor).filter(pk=map_id).first()


def map_of_job(job: Job) -> JourneyMap | None:
    """The map that a job speaks of, while it is still seen by whoever asked."""
    rows = JourneyMap.objects.for_org(job.organisation_id or "").filter(pk=job.args["map"])
    own = rows.filter(owner=job.owner_id, guest_key=job.guest_key).first()
    if own is not None or job.owner_id is None:
        return own
    here = {"organisation__memberships__user": job.owner_id}
    return rows.filter(coauthors__user=job.owner_id, **here).first()


def maps_of(actor: Actor) -> QuerySet[JourneyMap]:
    """Own and shared maps, the newest edit first, without their documents; ``owner_name``: of the one who owns it."""
    return JourneyMap.objects.for_actor(actor).annotate(owner_name=F("owner__name")).defer("document_json")


def snapshot_by_id(actor: Actor, *, map_id: str, snapshot_id: str) -> Snapshot | None:
    found = Snapshot.objects.for_actor(actor).filter(map=map_id, pk=snapshot_id)
    return found.select_related("map").defer("map__document_json").first()


def image_by_id(map: JourneyMap, *, image_id: str) -> MapImage | None:
    return map.images.filter(pk=image_id).first()


def images_of(map: JourneyMap) -> dict[str, MapImage]:
    """The picture shown at each place that has one; of the portraits, the one that the persona names."""
    personas = load_document(map).personas
    named = {persona.portrait for persona in personas}
    found: dict[str, MapImage] = {}
    for image in map.images.all():
        if image.place != ImagePlace.PORTRAIT or image.pk in named:
            found.setdefault(image.place, image)
    return {place: found[place] for place in ImagePlace.values if place in found}


def load_document(stored: JourneyMap | Snapshot) -> Map:
    """The typed map; parsed at most once for the same text."""
    return recall(stored.document_json).document


def review_today(document: Map, *, current: Map | None = None) -> tuple[Finding, ...]:
    """What the coach asks on this day: the domain has no clock."""
    return review(document, today=timezone.localdate(), current=current)


def current_beside(document: Map, *, actor: Actor) -> Map | None:
    """The map of today's journey that a future map is linked with, where the reader may see it; 0 or 1 query."""
    linked = [link.map for link in document.links if link.kind in _TODAY_AND_TOMORROW]
    if document.kind is not Kind.FUTURE or not linked:
        return None
    found = map_by_id(actor, map_id=linked[0])
    return load_document(found) if found else None


def load_grid(stored: JourneyMap | Snapshot) -> Grid:
    """What the map shows; worked out at most once for the same text."""
    return recall(stored.document_json).grid


def journal(map: JourneyMap) -> QuerySet[MapEdit]:
    """Who wrote what, the newest first."""
    return map.edits.select_related("actor").order_by("-revision")


def snapshots_of(map: JourneyMap) -> QuerySet[Snapshot]:
    return map.snapshots.select_related("created_by").defer("document_json")


def document_at(map: JourneyMap, *, revision: int, client: str) -> Map:
    """The map as the page of ``client`` last knew it: at ``revision``, with its own later edits.

    0 queries when the page is up to date, else 1.
    """
    if revision >= map.revision:
        return load_document(map)
    since = list(map.edits.filter(revision__gt=revision).order_by("revision"))
    if all(edit.client == client for edit in since):
        return load_document(map)
    plain = recall(map.document_json).plain
    for edit in reversed(since):
        plain, _inverse = apply(plain, edit.inverse)
    for edit in since:
        if edit.client == client:
            plain, _inverse = apply(plain, rebase(edit.operations, plain))
    return read_map(plain)
