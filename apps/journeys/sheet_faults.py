"""What is wrong with a cell of a spreadsheet, in a sentence, and where it is as the spreadsheet itself names it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_  # noqa: N812 - marks texts that are translated later

from apps.journeys.domain.formats.sheet_parts import CellProblem
from apps.journeys.faults import fault_text

SHOWN = 50
MOST_EXPECTED = 8
_SENTENCES = {
    "error_cell": N_("The formula of this cell has failed (%(text)s). Write the value itself."),
    "out_of_scale": N_("This feeling is outside %(low)s to %(high)s. Choose another scale above."),
    "not_a_feeling": N_("Write a number from %(low)s to %(high)s, or one of the words for a feeling."),
    "lane_reason": N_("Write the lane, a colon and the reason, each on its own line."),
    "unknown_reference": N_("Nothing in this file is called “%(name)s”."),
    "in_a_circle": N_("This entry belongs to itself, by way of others."),
    "unknown_value": N_("This value is not one of those that are possible here."),
    "too_many": N_("There are more entries than a map can hold. Up to %(max)s can be saved."),
}


@dataclass(frozen=True, slots=True)
class Fault:
    """``row`` from 1 and ``column`` as a letter, both empty where the whole sheet is meant."""

    sheet: str
    row: int
    column: str
    text: str

    def __str__(self) -> str:
        places = {
            "cell": _("Row %(row)s, column %(column)s"),
            "row": _("Row %(row)s"),
        }
        place = places["cell" if self.column else "row"] if self.row else ""
        where = place % {"row": self.row, "column": self.column}
        return ": ".join(part for part in (self.sheet, where, self.text) if part)


def sheet_faults(problems: Iterable[CellProblem]) -> list[Fault]:
    return [
        Fault(problem.place.sheet, problem.place.row, column_name(problem.place.column), _text(problem))
        for problem in problems
    ]


def _text(problem: CellProblem) -> str:
    sentence = _SENTENCES.get(problem.code)
    text = _(sentence) % problem.params if sentence else fault_text(problem.code, problem.params)
    expected = problem.params.get("expected")
    if not isinstance(expected, list):
        return text
    words = ", ".join(map(str, expected[:MOST_EXPECTED])) + ("…" if len(expected) > MOST_EXPECTED else "")
    return _("%(problem)s Possible: %(words)s.") % {"problem": text, "words": words}


def column_name(column: int) -> str:
    """1 → A, 27 → AA, 0 → nothing."""
    name = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name
