"""A map as tables: a row per touchpoint, and for a workbook one more sheet for each list that a row cannot hold whole.

CSV is the first table alone, with what belongs to each entry in columns beside it. In a workbook these stand in
the sheet of their list, under the id of their object, so that nothing of the map is lost.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from apps.journeys.domain.document import ROOT_ID, Map, Node, Stage, Touchpoint
from apps.journeys.domain.formats.sheet_columns import (
    CORE,
    EVIDENCE_KEY,
    FIELDS,
    ID_KEY,
    INNER,
    MAP,
    NAMED_LISTS,
    ROW_KEYS,
    ROW_LISTS,
    TOUCHPOINTS,
    Kind,
    RowList,
    Words,
    one_line,
)

type Rows = list[list[str]]

# A cell ends before what every program can hold; in a workbook the sheet of the list has the rest.
MOST_IN_CELL = 16_000
LONGEST_LABEL = 80


def write_rows(document: Map, words: Words) -> Rows:
    """The table for CSV, headings first."""
    return _Writer(document, words).rows(whole=False)


def write_sheets(document: Map, words: Words) -> dict[str, Rows]:
    """The tables of a workbook by the name of their sheet, touchpoints first."""
    writer = _Writer(document, words)
    sheets = {words.sheets[TOUCHPOINTS]: writer.rows(whole=True), words.sheets[MAP]: writer.root()}
    for name in FIELDS:
        if name not in {MAP, TOUCHPOINTS} and (rows := writer.list_rows(name)):
            sheets[words.sheets[name]] = rows
    return sheets


def name_of(node: Node | Map) -> str:
    """What people call an object: its name, text, title or channel."""
    for field in ("name", "text", "title", "statement", "channel"):
        if text := getattr(node, field, ""):
            return str(text)
    return ""


def number_text(number: float) -> str:
    return repr(number).removesuffix(".0")


class _Writer:
    def __init__(self, document: Map, words: Words) -> None:
        self.document, self.words = document, words
        self.nodes: dict[str, Node | Map] = {ROOT_ID: document} | {node.id: node for node in document.nodes()}
        self.held = dict(_held(document))
        # Ids and names share the cells that refer to something: a name that could mean two things is not used.
        self.names = Counter(name_of(node) for node in self.nodes.values())
        self.at: dict[tuple[str, str], list[Node]] = defaultdict(list)
        for group in {group.field for group in ROW_LISTS} - INNER:
            for node in getattr(document, group):
                self.at[group, node.touchpoint or ""].append(node)

    def rows(self, *, whole: bool) -> Rows:
        keys = [*([ID_KEY] if whole else []), *ROW_KEYS, *([EVIDENCE_KEY] if whole else [])]
        if whole:
            keys = [key for key in keys if not any(key.startswith(f"{group.key}.") for group in ROW_LISTS)]
        found = [self._row(stage, touchpoint, whole=whole) for stage, touchpoint in self._places()]
        kept = [key for key in keys if key in {ID_KEY, *CORE} or any(row.get(key) for row in found)]
        head = [self.words.columns[key] for key in kept]
        return [head, *([row.get(key, "") for key in kept] for row in found)]

    def _places(self) -> Iterator[tuple[Stage, Touchpoint | None]]:
        """In the order of the journey; a stage without touchpoints has a row of its own."""
        by_stage: dict[str, list[Touchpoint]] = defaultdict(list)
        for touchpoint in self.document.touchpoints:
            by_stage[touchpoint.stage].append(touchpoint)
        for stage in self.document.stages:
            yield from ((stage, touchpoint) for touchpoint in by_stage[stage.id])
            if not by_stage[stage.id]:
                yield stage, None

    def _row(self, stage: Stage, touchpoint: Touchpoint | None, *, whole: bool) -> dict[str, str]:
        row = self._cells("stages", stage)
        if whole and self.label(stage.id) != stage.name:
            row["stages.name"] = stage.id
        if touchpoint is None:
            return row
        row |= self._cells(TOUCHPOINTS, touchpoint)
        lanes = self.words.values["Lane"]
        row["touchpoints.not_relevant"] = "\n".join(
            f"{lanes[cell.lane]}: {one_line(cell.reason)}" for cell in touchpoint.not_relevant
        )
        for name in NAMED_LISTS:
            row[name] = self._labels(getattr(touchpoint, name), by_name=not whole)
        for group in ROW_LISTS:
            row |= self._entries(group, touchpoint)
        return row

    def _cells(self, name: str, node: Node) -> dict[str, str]:
        return {f"{name}.{field}": self._cell(node, field, kind) for field, kind in FIELDS[name].items()}

    def _entries(self, group: RowList, touchpoint: Touchpoint) -> dict[str, str]:
        held = getattr(touchpoint, group.field) if group.inner else self.at[group.field, touchpoint.id]
        nodes = [node for node in held if all(getattr(node, field) == value for field, value in group.fixed)]
        columns = {
            key: [one_line(self._cell(node, field, FIELDS[group.field][field])) for node in nodes]
            for key, field in group.columns
        }
        most = min(_fitting(cells) for cells in columns.values())
        return {key: "\n".join(cells[:most]).rstrip("\n") for key, cells in columns.items()}

    def root(self) -> Rows:
        words, rows = self.words.fields[MAP], list[list[str]]()
        for field, kind in FIELDS[MAP].items():
            text = self._cell(self.document, field, kind)
            if text or field == "title":
                rows.append([words[field], text])
        return [[words["field"], words["value"]], *rows]

    def list_rows(self, name: str) -> Rows:
        nodes = self.held.get(name, [])
        if not nodes:
            return []
        words, fields = self.words.fields[name], FIELDS[name]
        rows = [
            ({"parent": self.label(parent)} if parent else {})
            | {field: self._cell(node, field, kind) for field, kind in fields.items()}
            for parent, node in nodes
        ]
        kept = [field for field in ("id", "parent", *list(fields)[1:]) if any(row.get(field) for row in rows)]
        return [[words[field] for field in kept], *([row.get(field, "") for field in kept] for row in rows)]

    def label(self, name: str) -> str:
        """The name of an object where it can mean nothing else, else its id."""
        text = name_of(self.nodes[name])
        clear = (
            name != ROOT_ID
            and self.names[text] == 1
            and text not in self.nodes
            and len(text) <= LONGEST_LABEL
        )
        return text if clear and text and text == " ".join(text.split()) else name

    def _labels(self, refs: Iterable[str], *, by_name: bool = False) -> str:
        known = [ref for ref in refs if ref in self.nodes]
        return "\n".join(one_line(name_of(self.nodes[ref])) if by_name else self.label(ref) for ref in known)

    def _cell(self, node: Any, field: str, kind: Kind) -> str:
        value = node
        for step in field.split("."):
            value = getattr(value, step)
        if kind.form in {"name", "names"}:
            return self._labels(value if kind.form == "names" else filter(None, [value]))
        if kind.form == "values":
            return "\n".join(self.words.values[kind.vocabulary][each] for each in value)
        if value is None or (value is False and kind.default is False):
            return ""
        if kind.form == "value":
            return self.words.values[kind.vocabulary][value]
        if isinstance(value, bool):
            return self.words.yes if value else self.words.no
        return number_text(value) if isinstance(value, float) else str(value)


def _held(document: Map) -> Iterator[tuple[str, list[tuple[str, Node]]]]:
    """Every list with its objects, each with the id of the object it stands in."""
    found: dict[str, list[tuple[str, Node]]] = defaultdict(list)

    def enter(name: str, parent: str, nodes: Sequence[Node]) -> None:
        for node in nodes:
            found[name].append((parent, node))
            for field in (*INNER, "children"):
                enter("causes" if field == "children" else field, node.id, getattr(node, field, ()))

    for name in FIELDS:
        if name != MAP and name not in INNER:
            enter(name, "", getattr(document, name))
    yield from found.items()


def _fitting(cells: Sequence[str]) -> int:
    """How many of the entries go into one cell."""
    size = 0
    for count, cell in enumerate(cells):
        size += len(cell) + 1
        if size > MOST_IN_CELL:
            return count
    return len(cells)
