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
    SEE_TEAM = auto()
    SHARE_MAP = auto()
    DELETE_MAP = auto()


policy(Perm.CREATE_MAP, guests=True)


@policy(Perm.VIEW_MAP, guests=True)
def may_view(actor: Actor, obj: JourneyMap | Snapshot) -> Decision:
    return _is_author(actor, obj)


@policy(Perm.EDIT_MAP, guests=True)
def may_edit(actor: Actor, obj: JourneyMap | Snapshot) -> Decision:
    return _is_author(actor, obj)


@policy(Perm.SEE_TEAM)
def may_see_team(actor: Actor, obj: JourneyMap) -> Decision:
    return _is_author(actor, obj)


@policy(Perm.SHARE_MAP)
def may_share(actor: Actor, obj: JourneyMap) -> Decision:
    return Allow() if _owns(actor, obj) else Deny("owner_only")


@policy(Perm.DELETE_MAP, guests=True)
def may_delete(actor: Actor, obj: JourneyMap) -> Decision:
    return Allow() if _owns(actor, obj) else Deny("owner_only")


def _is_author(actor: Actor, obj: JourneyMap | Snapshot) -> Decision:
    drawn = obj.map if isinstance(obj, Snapshot) else obj
    return Allow() if _owns(actor, drawn) or _draws_along(actor, drawn) else Deny("draft_private")


def _owns(actor: Actor, drawn: JourneyMap) -> bool:
    if drawn.owner_id is not None:
        return drawn.owner_id == actor.user_id
    return actor.guest_key is not None and guest_hash(actor.guest_key) == drawn.guest_key


def _draws_along(actor: Actor, drawn: JourneyMap) -> bool:
    """The selectors bring the answer along (``is_shared``); without it, it is asked for."""
    if actor.user_id is None or not actor.has_role(drawn.organisation_id):
        return False
    known: bool | None = getattr(drawn, "is_shared", None)
    return drawn.coauthors.filter(user=actor.user_id).exists() if known is None else known


explain(
    draft_private=_("A draft is seen only by the people who draw it."),
    owner_only=_("Only the owner of the map does this."),
    nobody_found=_(
        "Nobody can be added under this name or address. Check the spelling, or type the address instead of the name."
    ),
    own_map=_("This map is yours already."),
    too_many_coauthors=_("More people than this cannot draw on one map."),
    strangers_here=_("In the open academy people do not know each other. Make a link to read instead."),
    moment_is_now=_("This is how the map reads now."),
    map_handed_in=_("A map that was handed in belongs to the record of its cohort and cannot be deleted."),
    nothing_to_undo=_("There is nothing to undo."),
    nothing_to_redo=_("There is nothing to redo."),
    edit_conflict=_("Somebody else has changed the same field in the meantime."),
    invalid_map=_("The map cannot be saved like this."),
    map_busy=_("Many people are saving this map at once. Try again."),
    image_needs_persona=_("Name the persona first, then add the portrait."),
    unknown_picture=_("This kind of picture is not made here."),
    picture_too_large=_("The map is too large for one picture. Take the PDF or the SVG."),
    review_moved=_("This review has been held or moved already."),
    link_to_itself=_("A map cannot be linked with itself."),
    upload_used=_("This file has been brought in already."),
    nothing_to_bring=_("No row of this table names a touchpoint. Choose which column holds them."),
    unknown_revision=_("The page is older than the map. Reload it."),
)
