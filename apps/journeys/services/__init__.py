"""Everything that writes maps."""

from apps.journeys.services.creating import create_map, import_map
from apps.journeys.services.editing import Applied, EditConflict, InvalidMap, apply_operations
from apps.journeys.services.guests import expire_guest_maps, keep_guest_maps, leave_open_academy
from apps.journeys.services.images import add_image, remove_image
from apps.journeys.services.pictures import order_picture
from apps.journeys.services.snapshots import keep_version, restore_snapshot, take_snapshot
from apps.journeys.services.undoing import redo, undo

__all__ = [
    "Applied",
    "EditConflict",
    "InvalidMap",
    "add_image",
    "apply_operations",
    "create_map",
    "expire_guest_maps",
    "import_map",
    "keep_guest_maps",
    "keep_version",
    "leave_open_academy",
    "order_picture",
    "redo",
    "remove_image",
    "restore_snapshot",
    "take_snapshot",
    "undo",
]
