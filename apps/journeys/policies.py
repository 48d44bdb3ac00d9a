from enum import auto

from django.utils.translation import gettext_lazy as _

from apps.common.access import Actor, Allow, Decision, Deny, policy
from apps.common.access import Perm as BasePerm
from apps.common.denials import explain
from apps.common.ids import guest_hash
from apps.journeys.models import JourneyMap, Snapshot


class Perm(BasePerm):
    VIEW_MAP = auto()
    EDIT_MAP = auto()
    CREATE_MAP = auto()


policy(Perm.CREATE_MAP, guests=True)


@policy(Perm.VIEW_MAP, guests=True)
def may_view(actor: Actor, obj: JourneyMap | Snapshot) -> Decision:
    return _is_author(actor, obj)


@policy(Perm.EDIT_MAP, guests=True)
def may_edit(actor: Actor, obj: JourneyMap | Snapshot) -> Decision:
    return _is_author(actor, obj)


def _is_author(actor: Actor, obj: JourneyMap | Snapshot) -> Decision:
    drawn = obj.map if isinstance(obj, Snapshot) else obj
    if drawn.owner_id is not None:
        own = drawn.owner_id == actor.user_id
    else:
        own = actor.guest_key is not None and guest_hash(actor.guest_key) == drawn.guest_key
    return Allow() if own else Deny("draft_private")


explain(
    draft_private=_("A draft is seen only by the person who draws it."),
    nothing_to_undo=_("There is nothing to undo."),
    nothing_to_redo=_("There is nothing to redo."),
    edit_conflict=_("Somebody else has changed the same field in the meantime."),
    invalid_map=_("The map cannot be saved like this."),
    map_busy=_("Many people are saving this map at once. Try again."),
    image_needs_persona=_("Name the persona first, then add the portrait."),
    unknown_picture=_("This kind of picture is not made here."),
    picture_too_large=_("The map is too large for one picture. Take the PDF or the SVG."),
    unknown_revision=_("The page is older than the map. Reload it."),
)
