"""The rule of the 5 Whys: deep enough, no circle, and at the end a process that somebody can change."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from apps.journeys.domain.coach.examples import GOOD, broken
from apps.journeys.domain.coach.person_words import person_word_in
from apps.journeys.domain.coach.registry import Hit, Rule, Severity, View, names_of
from apps.journeys.domain.document import Cause, Delight, Lane, Pain

LEVELS = 3
CASES = ("short", "circle", "person", "fixed")


def whys_reach_a_process(view: View) -> Iterator[Hit]:
    """One question for each tree, the first that applies: what comes later often goes with what comes first."""
    found: dict[str, list[tuple[Pain | Delight, str]]] = {case: [] for case in CASES}
    trees: list[Pain | Delight] = [*view.pains, *_delights(view)]
    for item in trees:
        if item.causes and view.relevant(item.touchpoint, Lane.CAUSES):
            case, word = _fault(item)
            if case:
                found[case].append((item, word))
    for case, items in found.items():
        if items:
            first, word = items[0]
            params = {"count": len(items), "first": first.text, **names_of(item.text for item, _ in items)}
            yield Hit(
                tuple(item.id for item, _ in items), case, params=params | ({"word": word} if word else {})
            )


def _delights(view: View) -> list[Delight]:
    if Lane.DELIGHTS not in view.lanes:
        return []
    return [item for item in view.document.delights if view.relevant(item.touchpoint, Lane.DELIGHTS)]


def _fault(item: Pain | Delight) -> tuple[str, str]:
    """(case, the word or text it is about); an empty case for a tree that holds."""
    if _depth(item.causes) < LEVELS:
        return "short", ""
    if repeated := _repeated(item.text, item.causes):
        return "circle", repeated
    leaves = list(_leaves(item.causes))
    if isinstance(item, Pain) and (
        word := next(filter(None, (person_word_in(leaf.text) for leaf in leaves)), "")
    ):
        return "person", word
    return ("", "") if any(leaf.controllable for leaf in leaves) else ("fixed", "")


def _depth(causes: Sequence[Cause]) -> int:
    """Levels of the deepest branch, counted no further than is asked for."""
    level, depth = tuple(causes), 0
    while level and depth < LEVELS:
        level, depth = tuple(child for cause in level for child in cause.children), depth + 1
    return depth


def _repeated(parent: str, causes: Sequence[Cause]) -> str:
    """The first cause that only says its parent again."""
    waiting = [(parent, cause) for cause in reversed(causes)]
    while waiting:
        above, cause = waiting.pop()
        if " ".join(cause.text.casefold().split()) == " ".join(above.casefold().split()):
            return cause.text
        waiting += ((cause.text, child) for child in reversed(cause.children))
    return ""


def _leaves(causes: Sequence[Cause]) -> Iterator[Cause]:
    waiting = list(reversed(causes))
    while waiting:
        cause = waiting.pop()
        if cause.children:
            waiting += reversed(cause.children)
        else:
            yield cause


RULES = (
    Rule(
        "A8", Severity.WARNING, 6, (Lane.CAUSES, Lane.PAINS, Lane.DELIGHTS), "causes", whys_reach_a_process, GOOD,
        cases=CASES, bad=broken("pains.0.causes.0.children", []),
    ),
)  # fmt: skip
