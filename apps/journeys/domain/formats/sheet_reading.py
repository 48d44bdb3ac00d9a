"""Tables back into a map: all of it or a list of what is wrong, cell by cell."""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from apps.journeys.domain.document import ROOT_ID
from apps.journeys.domain.formats.sheet_cells import CellFault, read_cell, read_feeling
from apps.journeys.domain.formats.sheet_columns import (
    FIELDS,
    ID_KEY,
    INNER,
    MAP,
    MODELS,
    NAMED_LISTS,
    ROW_LISTS,
    TOUCHPOINTS,
    RowList,
    Words,
    fold,
    kind_of,
    lines_of,
    one_line,
)
from apps.journeys.domain.formats.sheet_parts import Asked, CellProblem, Cells, Draft, Place, Plain
from apps.journeys.domain.operations.tree import MAX_DEPTH
from apps.journeys.domain.problems import InvalidDocument, Problem, read_map

MOST_PROBLEMS = 200
SCALED = frozenset({"touchpoints.emotion.score", "channels.goal_value", "channels.experience_value"})
_MAIN = ("name", "text", "title", "statement", "channel")


def read_sheets(asked: Asked, words: Words) -> Draft:
    return _Reader(asked, words).read()


class _Reader:
    def __init__(self, asked: Asked, words: Words) -> None:
        self.asked, self.words = asked, words
        self.plain: Plain = {}
        self.problems: list[CellProblem] = []
        self.nodes: dict[str, tuple[str, Plain]] = {}
        self.places: dict[tuple[str, str], Place] = {}
        self.later: list[tuple[str, Plain, str, str, Place]] = []
        self.parents: list[tuple[str, Plain, str, Place]] = []
        self.rows: list[tuple[Plain, int]] = []
        self.stages: dict[str, Plain] = {}
        self.number = 0
        others = {name: cells for name, cells in asked.sheets.items() if name != asked.first}
        lists = {name: words.known_sheets.get(fold(name), "") for name in others}
        self.others = {lists[name]: (name, cells) for name, cells in others.items() if lists[name]}
        self.used = {*asked.taken, *_ids(asked, self.others, words)}
        self.names: dict[str, str] = {}
        self.above: dict[str, str] = {}

    def read(self) -> Draft:
        for name, (sheet, cells) in self.others.items():
            if name == MAP:
                self._root(sheet, cells)
            elif name != TOUCHPOINTS:
                self._list(name, sheet, cells)
        for stage in self.plain.get("stages", ()):
            self._know_stage(stage)
        self._touchpoints()
        self.names = self._names()
        for name, node, parent, place in self.parents:
            self._put_inside(name, node, parent, place)
        for _name, node, _parent, place in self.parents:
            self._check_depth(node["id"], place)
        for name, node, path, text, place in self.later:
            self._refer(node, path, text, FIELDS[name][path].form, place)
        self._entries()
        self._refer_by_name()
        return self._draft()

    def _draft(self) -> Draft:
        plain = {"title": self.asked.title, "language": self.asked.language, **self.plain}
        document = None
        if not self.problems:
            try:
                document = read_map(plain)
            except InvalidDocument as refusal:
                for problem in refusal.problems:
                    self._fault(self._place_of(problem), problem.code, problem.params)
        return Draft(plain, document, tuple(self.problems[:MOST_PROBLEMS]))

    def _place_of(self, problem: Problem) -> Place:
        steps = problem.field.split(".")
        for count in range(len(steps), 0, -1):
            if place := self.places.get((problem.id, ".".join(steps[:count]))):
                return place
        return self.places.get((problem.id, ""), Place(self.asked.first))

    def _fault(self, place: Place, code: str, params: Mapping[str, Any] | None = None) -> None:
        self.problems.append(CellProblem(place, code, params or {}))

    def _fresh(self) -> str:
        while True:
            self.number += 1
            if (name := f"x{self.number}") not in self.used:
                return name

    def _enter(self, name: str, node: Plain, place: Place) -> None:
        if node["id"] in self.nodes:
            self._fault(place, "duplicate_id")
        self.nodes[node["id"]] = name, node
        self.places[node["id"], ""] = place

    def _root(self, sheet: str, cells: Cells) -> None:
        known = self.words.known_fields[MAP]
        for number, row in enumerate(cells[1:], start=2):
            path = known.get(fold(row[0]), "")
            if path in FIELDS[MAP] and len(row) > 1 and row[1]:
                self._set(MAP, self.plain, path, row[1], Place(sheet, number, 2))

    def _list(self, name: str, sheet: str, cells: Cells) -> None:
        known = self.words.known_fields[name]
        fields = [known.get(fold(heading), "") for heading in cells[0]]
        for number, row in enumerate(cells[1:], start=2):
            given = {
                path: (text, column)
                for column, (path, text) in enumerate(zip(fields, row, strict=True), 1)
                if path and text.strip()
            }
            if not given:
                continue
            node: Plain = {"id": given.pop("id", ("", 0))[0].strip() or self._fresh()}
            self._enter(name, node, Place(sheet, number))
            parent, at = given.pop("parent", ("", 0))
            for path, (text, column) in given.items():
                self._set(name, node, path, text, Place(sheet, number, column))
            if name in INNER:
                self.parents.append((name, node, parent, Place(sheet, number, at)))
            else:
                self.plain.setdefault(name, []).append(node)

    def _set(self, name: str, node: Plain, path: str, text: str, place: Place) -> None:
        """One cell into one field; what refers to other objects waits until all are known."""
        kind = FIELDS[name][path]
        self.places[node.get("id", ROOT_ID), path] = place
        if kind.form in {"name", "names"}:
            self.later.append((name, node, path, text, place))
            return
        try:
            _put(node, path, read_cell(kind, text, self.words))
        except CellFault as fault:
            self._fault(place, fault.code, fault.params)

    def _names(self) -> dict[str, str]:
        """Id of every object by its id and by its name, as far as that means one object only."""
        called = Counter(_called(node) for _name, node in self.nodes.values())
        names = {
            _called(node): name for name, (_list, node) in self.nodes.items() if called[_called(node)] == 1
        }
        return names | {name: name for name in (ROOT_ID, *self.nodes)}

    def _put_inside(self, name: str, node: Plain, parent: str, place: Place) -> None:
        holder, held = self.nodes.get(self.names.get(parent.strip(), ""), ("", {}))
        inside = "children" if (name, holder) == ("causes", "causes") else name
        if holder and inside in MODELS[holder].model_fields:
            held.setdefault(inside, []).append(node)
            self.above[node["id"]] = held["id"]
        else:
            self._fault(place, "unknown_reference", {"name": parent})

    def _check_depth(self, name: str, place: Place) -> None:
        """Before anything goes down into the tree: objects inside themselves, or deeper than a map may be."""
        seen = [name]
        while (name := self.above.get(name, "")) and name not in seen:
            seen.append(name)
        if name or len(seen) > MAX_DEPTH - 1:
            self._fault(place, "in_a_circle" if name else "too_deep")

    def _refer(self, node: Plain, path: str, text: str, form: str, place: Place) -> None:
        found = []
        for line in filter(None, lines_of(text)):
            if line in self.names:
                found.append(self.names[line])
            else:
                self._fault(place, "unknown_reference", {"name": line})
        if found:
            _put(node, path, found if form == "names" else found[0])

    def _touchpoints(self) -> None:
        sheet, cells = self.asked.first, self.asked.sheets[self.asked.first]
        stage: Plain | None = None
        for number, row in enumerate(cells[self.asked.head + 1 :], start=self.asked.head + 2):
            given = {
                key: (row[column], column + 1)
                for column, key in self.asked.columns.items()
                if column < len(row) and row[column].strip()
            }
            if given:
                stage = self._stage(given, stage, Place(sheet, number))
                self._touchpoint(given, stage, Place(sheet, number))

    def _stage(self, given: Mapping[str, tuple[str, int]], before: Plain | None, place: Place) -> Plain:
        """An empty cell continues the stage above, as merged cells do."""
        default = "" if "stages.name" in self.asked.columns.values() else self.words.default_stage
        text, column = given.get("stages.name", (default, 0))
        at = Place(place.sheet, place.row, column)
        stage = self.stages.get(text.strip()) or self.stages.get(fold(text)) if text else before
        if stage is None:
            if not text:
                wanted = next(at for at, key in self.asked.columns.items() if key == "stages.name") + 1
                self._fault(Place(place.sheet, place.row, wanted), "required")
            stage = {"id": self._fresh(), "name": text}
            self._enter("stages", stage, at)
            self.places[stage["id"], "name"] = at
            self.plain.setdefault("stages", []).append(stage)
            self._know_stage(stage)
        for key, (value, at_column) in given.items():
            head, _dot, path = key.partition(".")
            if head == "stages" and path != "name" and path not in stage:
                self._set("stages", stage, path, value, Place(place.sheet, place.row, at_column))
        return stage

    def _know_stage(self, stage: Plain) -> None:
        for name in (fold(stage.get("name", "")), stage.get("name", "").strip(), stage["id"]):
            self.stages.setdefault(name, stage)

    def _touchpoint(self, given: Mapping[str, tuple[str, int]], stage: Plain, place: Place) -> None:
        if all(key.startswith("stages.") for key in given):
            return
        touchpoint: Plain = {
            "id": given.get(ID_KEY, ("", 0))[0].strip() or self._fresh(),
            "stage": stage["id"],
        }
        self._enter(TOUCHPOINTS, touchpoint, place)
        self.plain.setdefault(TOUCHPOINTS, []).append(touchpoint)
        self.rows.append((touchpoint, place.row))
        if "touchpoints.name" not in given:
            columns = {key: column for column, key in self.asked.columns.items()}
            self._fault(Place(place.sheet, place.row, columns.get("touchpoints.name", -1) + 1), "required")
        for key, (text, column) in given.items():
            head, _dot, path = key.partition(".")
            if head == TOUCHPOINTS and path != "id":
                self._set_touchpoint(touchpoint, path, text, Place(place.sheet, place.row, column))

    def _set_touchpoint(self, touchpoint: Plain, path: str, text: str, place: Place) -> None:
        self.places[touchpoint["id"], path] = place
        try:
            if path == "emotion.score":
                _put(touchpoint, path, read_feeling(text, self.asked.scale, self.words))
                if not self.asked.scale.own and fold(text) not in self.words.known_values["Mood"]:
                    _put(
                        touchpoint,
                        "emotion.original",
                        read_cell(kind_of("touchpoints.emotion.original"), text, self.words),
                    )
            elif path == "not_relevant":
                touchpoint[path] = read_cell(kind_of("touchpoints.not_relevant"), text, self.words)
            else:
                self._set(TOUCHPOINTS, touchpoint, path, text, place)
        except CellFault as fault:
            self._fault(place, fault.code, fault.params)

    def _entries(self) -> None:
        """What stands in the rows' lists and not yet in a sheet of its own."""
        known: dict[tuple[str, str], dict[str, deque[Plain]]] = defaultdict(lambda: defaultdict(deque))
        for group in ROW_LISTS:
            for touchpoint in self.plain.get(TOUCHPOINTS, ()) if group.inner else ():
                _know(known, group, touchpoint["id"], touchpoint.get(group.field, ()))
            for node in () if group.inner else self.plain.get(group.field, ()):
                _know(known, group, node.get("touchpoint", ""), [node])
        cells = self.asked.sheets[self.asked.first]
        columns = {key: column for column, key in self.asked.columns.items()}
        for touchpoint, number in self.rows:
            for group in ROW_LISTS:
                here = {key: columns[key] for key, _path in group.columns if key in columns}
                texts = {key: lines_of(cells[number - 1][column]) for key, column in here.items()}
                for index in range(max(map(len, texts.values()), default=0)):
                    entry = {
                        key: lines[index] for key, lines in texts.items() if lines[index : index + 1] > [""]
                    }
                    if entry:
                        self._entry(
                            group, touchpoint, entry, known[group.key, touchpoint["id"]], (number, here)
                        )

    def _entry(
        self,
        group: RowList,
        touchpoint: Plain,
        entry: Mapping[str, str],
        known: Mapping[str, deque[Plain]],
        at: tuple[int, Mapping[str, int]],
    ) -> None:
        number, columns = at
        place = Place(self.asked.first, number, columns.get(group.key, -1) + 1)
        if waiting := known[one_line(entry.get(group.key, ""))]:
            node = waiting.popleft()
        else:
            node = {"id": self._fresh(), **dict(group.fixed)} | (
                {} if group.inner else {"touchpoint": touchpoint["id"]}
            )
            self._enter(group.field, node, place)
            (touchpoint if group.inner else self.plain).setdefault(group.field, []).append(node)
        for key, path in group.columns:
            if key in entry and path not in node:
                at_cell = Place(place.sheet, number, columns[key] + 1)
                self._set_entry(group.field, node, (key, path), entry[key], at_cell)
        if group.field == "evidence":
            node.setdefault("kind", "quote")

    def _set_entry(self, name: str, node: Plain, column: tuple[str, str], text: str, place: Place) -> None:
        key, path = column
        if key not in SCALED:
            self._set(name, node, path, text, place)
            return
        self.places[node["id"], path] = place
        try:
            node[path] = read_feeling(text, self.asked.scale, self.words)
        except CellFault as fault:
            self._fault(place, fault.code, fault.params)

    def _refer_by_name(self) -> None:
        """Stakeholders and measures of a row: those that are known, the others made."""
        cells = self.asked.sheets[self.asked.first]
        for column, key in self.asked.columns.items():
            if key not in NAMED_LISTS:
                continue
            known = {name: name for name, (held, _node) in self.nodes.items() if held == key}
            for node in self.plain.get(key, ()):
                known.setdefault(node.get("name", ""), node["id"])
            for touchpoint, number in self.rows:
                place, lines = (
                    Place(self.asked.first, number, column + 1),
                    lines_of(cells[number - 1][column]),
                )
                for line in filter(None, lines):
                    if line not in known:
                        known[line] = self._named(key, line, place)
                    touchpoint.setdefault(key, []).append(known[line])

    def _named(self, name: str, text: str, place: Place) -> str:
        node = {"id": self._fresh(), "name": text}
        self._enter(name, node, place)
        self.plain.setdefault(name, []).append(node)
        return node["id"]


def _ids(asked: Asked, others: Mapping[str, tuple[str, Cells]], words: Words) -> Iterator[str]:
    """All ids that the file gives, so that none of ours is the same."""
    for column, key in asked.columns.items():
        if key == ID_KEY:
            yield from (row[column].strip() for row in asked.sheets[asked.first])
    for name, (_sheet, cells) in others.items():
        for column, heading in enumerate(cells[0]):
            if words.known_fields[name].get(fold(heading)) == "id":
                yield from (row[column].strip() for row in cells)


def _called(node: Plain) -> str:
    return next((str(node[path]) for path in _MAIN if node.get(path)), "")


def _put(node: Plain, path: str, value: Any) -> None:
    *owners, last = path.split(".")
    for owner in owners:
        node = node.setdefault(owner, {})
    node[last] = value


def _know(known: Any, group: RowList, touchpoint: str, nodes: Sequence[Plain]) -> None:
    for node in nodes:
        if all(node.get(path) == value for path, value in group.fixed):
            known[group.key, touchpoint][one_line(node.get(group.main, ""))].append(node)
