"""Everything that writes maps."""

from apps.journeys.services.changes import move_change, record_review
from apps.journeys.services.combining import (
    link_maps,
    make_blueprint,
    make_joint,
    make_variant,
    unlink_maps,
)
from apps.journeys.services.creating import create_map, import_map
from apps.journeys.services.deleting import delete_map, is_handed_in
from apps.journeys.services.editing import Applied, EditConflict, InvalidMap, apply_operations
from apps.journeys.services.guests import expire_guest_maps, keep_guest_maps, leave_open_academy
from apps.journeys.services.images import add_image, remove_image
from apps.journeys.services.pictures import order_picture
from apps.journeys.services.reviews import hold_review, plan_reviews, remind_of_reviews
from apps.journeys.services.sharing import (
    Lasts,
    add_coauthor,
    bring_back,
    leave_map,
    make_link,
    remove_coauthor,
    revoke_link,
)
from apps.journeys.services.snapshots import keep_version, restore_moment, restore_snapshot, take_snapshot
from apps.journeys.services.undoing import redo, undo
from apps.journeys.services.zooming import link_sub_journey, unlink_sub_journey, zoom_in

__all__ = [
    "Applied",
    "EditConflict",
    "InvalidMap",
    "Lasts",
    "add_coauthor",
    "add_image",
    "apply_operations",
    "bring_back",
    "create_map",
    "delete_map",
    "expire_guest_maps",
    "hold_review",
    "import_map",
    "is_handed_in",
    "keep_guest_maps",
    "keep_version",
    "leave_map",
    "leave_open_academy",
    "link_maps",
    "link_sub_journey",
    "make_blueprint",
    "make_joint",
    "make_link",
    "make_variant",
    "move_change",
    "order_picture",
    "plan_reviews",
    "record_review",
    "redo",
    "remind_of_reviews",
    "remove_coauthor",
    "remove_image",
    "restore_moment",
    "restore_snapshot",
    "revoke_link",
    "take_snapshot",
    "undo",
    "unlink_maps",
    "unlink_sub_journey",
    "zoom_in",
]
