from typing import Any

from django.db import transaction

from apps.common.access import Actor
from apps.common.errors import DomainError
from apps.journeys.domain.stored import recall
from apps.journeys.models import EditKind, JourneyMap, Snapshot, SnapshotKind
from apps.journeys.selectors.moments import plain_at
from apps.journeys.services.editing import Applied, commit, retried
from apps.journeys.services.undoing import SERVER


def take_snapshot(map: JourneyMap, *, kind: SnapshotKind | str, name: str = "", actor: Actor) -> Snapshot:
    """Freeze the map as it was read."""
    return Snapshot.objects.create(
        map=map,
        revision=map.revision,
        kind=SnapshotKind(kind),
        name=name.strip()[:150],
        document_json=map.document_json,
        created_by_id=actor.user_id,
    )


def keep_version(map: JourneyMap, *, name: str, actor: Actor) -> Snapshot:
    """Freeze the map under a name. Sent twice for the same revision, it is kept once."""
    same = map.snapshots.filter(kind=SnapshotKind.NAMED, revision=map.revision, name=name.strip())
    return same.first() or take_snapshot(map, kind=SnapshotKind.NAMED, name=name, actor=actor)


def restore_snapshot(snapshot: Snapshot, *, actor: Actor) -> Applied:
    """Bring a version back. What stood there is kept as a snapshot first, and the restore can be undone."""
    map = JourneyMap.objects.for_org(snapshot.tenant_id).get(pk=snapshot.map_id)
    return _bring_back(map, recall(snapshot.document_json).plain, actor)


def restore_moment(map: JourneyMap, *, revision: int, actor: Actor) -> Applied:
    """`restore_snapshot` for the map as it was after an edit. `moment_is_now` for the newest."""
    if not 0 <= revision < map.revision:
        raise DomainError("moment_is_now")
    return _bring_back(map, plain_at(map, revision=revision), actor)


def _bring_back(map: JourneyMap, plain: dict[str, Any], actor: Actor) -> Applied:
    operations = [{"op": "replace", "value": plain}]

    def attempt() -> Applied | None:
        before, revision = map.document_json, map.revision
        with transaction.atomic():
            done = commit(map, operations, kind=EditKind.RESTORE, actor=actor, client=SERVER)
            if done is not None:
                Snapshot.objects.create(
                    map=map,
                    revision=revision,
                    kind=SnapshotKind.RESTORE,
                    document_json=before,
                    created_by_id=actor.user_id,
                )
        return done

    return retried(map, attempt)
