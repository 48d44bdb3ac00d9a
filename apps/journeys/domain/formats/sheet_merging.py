"""Rows of a spreadsheet on top of a map that exists already."""

from __future__ import annotations

from typing import Any

from apps.journeys.domain.document import ROOT_ID
from apps.journeys.domain.formats.sheet_columns import NAMED_LISTS, TOUCHPOINTS, fold
from apps.journeys.domain.operations import Operation

_FIRST = ("stages", *NAMED_LISTS)


def operations_for(new: dict[str, Any], map: dict[str, Any]) -> list[Operation]:
    """Adds the touchpoints of ``new`` with all that belongs to them.

    Stages, stakeholders and measures of the same name are those of the map. Ids of ``new`` are free in the map.
    """
    same: dict[str, str] = {}
    operations: list[Operation] = []
    for name in _FIRST:
        known = {fold(node["name"]): node["id"] for node in map.get(name, ())}
        for node in new.get(name, ()):
            if (found := known.get(fold(node["name"]))) is not None:
                same[node["id"]] = found
            else:
                operations.append(_added(name, node))
    for touchpoint in new.get(TOUCHPOINTS, ()):
        moved = {**touchpoint, "stage": same.get(touchpoint["stage"], touchpoint["stage"])}
        for name in NAMED_LISTS:
            if name in touchpoint:
                moved[name] = [same.get(ref, ref) for ref in touchpoint[name]]
        operations.append(_added(TOUCHPOINTS, moved))
    others = (name for name in new if isinstance(new[name], list) and name not in {*_FIRST, TOUCHPOINTS})
    return operations + [_added(name, node) for name in others for node in new[name]]


def _added(name: str, node: dict[str, Any]) -> Operation:
    return {"op": "add", "parent": ROOT_ID, "field": name, "value": node}
