"""`manage.py bench --large`: the same requests among 200 and among 10,000 learners, PostgreSQL, two web processes.

A page must not get slower because other people use the product: query counts stay equal, and the middle time may
grow by half at most. Writes var/bench-large.json.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.bench.filling import World

ROOT = Path(__file__).resolve().parents[2]
LEARNERS, EDITS, COHORT = 10_000, 1_000_000, 200
GROWTH = 1.5
TURNS = 3
PORT = 47614


@dataclass(frozen=True, slots=True)
class Compared:
    what: str
    small: float
    """ms p50 among 200 learners"""
    large: float
    queries: tuple[int, int]

    @property
    def ok(self) -> bool:
        return self.large <= self.small * GROWTH and self.queries[0] == self.queries[1]


@contextmanager
def database(server: str, name: str, template: str = "template1") -> Iterator[str]:
    """A database of its own on the server, a copy of ``template``."""
    import psycopg

    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        try:
            yield f"{server.rpartition('/')[0]}/{name}"
        finally:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@contextmanager
def serving(port: int) -> Iterator[None]:
    """Two web processes behind one address, as in an installation."""
    from tests.bench.browser import wait_for

    command = [sys.executable, "manage.py", "serve", "--port", str(port), "--workers", "2"]
    process = subprocess.Popen(command, cwd=ROOT)
    try:
        wait_for(process, port)
        yield
    finally:
        process.terminate()
        process.wait(20)


def copies(template: Any, changes: Sequence[dict[str, Any]]) -> list[Any]:
    """Rows like ``template`` with other values, all at once."""
    model = type(template)
    kept = {f.attname: getattr(template, f.attname) for f in model._meta.concrete_fields if f.attname != "id"}
    made = [model(**{**kept, **change}) for change in changes]
    return list(model._base_manager.bulk_create(made, batch_size=500))


def multiply(world: World) -> None:
    """The cohort of 200 again and again: people, maps, submissions and gradings of others, in the same organisation."""
    from apps.accounts.models import User
    from apps.assessment.models import Assignment, Grading
    from apps.common.ids import new_id
    from apps.organisations.models import CohortMember, Membership

    assignment = Assignment.unscoped.select_related("cohort").get(pk=world.assignment)
    gradings = list(
        Grading.unscoped.filter(assignment=assignment).select_related(
            "submission__attempt__map", "submission__snapshot"
        )
    )
    for number in range(LEARNERS // COHORT - 1):
        [cohort] = copies(assignment.cohort, [{"id": new_id(), "name": f"Cohort {number}"}])
        [given] = copies(assignment, [{"id": new_id(), "key": new_id(), "cohort_id": cohort.pk}])
        template = User.objects.get(email="learner1@example.org")
        people = copies(
            template,
            [{"email": f"c{number}l{n}@example.org", "name": f"Learner {number} {n}"} for n in range(COHORT)],
        )
        keys = [person.pk for person in people]
        copies(Membership.unscoped.get(user=template), [{"user_id": key} for key in keys])
        copies(
            CohortMember.unscoped.get(user=template),
            [{"user_id": key, "cohort_id": cohort.pk} for key in keys],
        )
        _hand_in(gradings, keys, given.pk)


def _hand_in(gradings: Sequence[Any], people: Sequence[int], assignment: str) -> None:
    from apps.common.ids import new_id

    ids = [[new_id() for _ in range(5)] for _ in people]
    first = gradings[0]
    submission = first.submission
    copies(
        submission.attempt.map,
        [{"id": row[0], "owner_id": who} for row, who in zip(ids, people, strict=True)],
    )
    copies(
        submission.attempt,
        [{"id": row[1], "map_id": row[0], "learner_id": who} for row, who in zip(ids, people, strict=True)],
    )
    copies(
        submission.snapshot,
        [
            {"id": row[2], "map_id": row[0], "created_by_id": who}
            for row, who in zip(ids, people, strict=True)
        ],
    )
    copies(
        submission,
        [
            {
                "id": row[3],
                "attempt_id": row[1],
                "snapshot_id": row[2],
                "submitted_by_id": who,
                "key": new_id(),
            }
            for row, who in zip(ids, people, strict=True)
        ],
    )
    marks = [
        {name: getattr(grading, name) for name in ("state", "marks", "points", "completed_at", "version")}
        for grading in gradings
    ]
    copies(
        first,
        [
            {
                "id": row[4],
                "submission_id": row[3],
                "assignment_id": assignment,
                "learner_id": who,
                **given,
            }
            for row, who, given in zip(ids, people, marks, strict=True)
        ],
    )


def log_edits() -> int:
    """A hundred edits of every map; gives the number of rows."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO journeys_mapedit (map_id, revision, actor_id, client, sequence, operations, inverse, kind, at)
            SELECT map.id, number, map.owner_id, 'earlier', number,
                   '[{"op": "set", "id": "t1", "field": "action", "value": "Compares the offers"}]',
                   '[{"op": "set", "id": "t1", "field": "action", "value": "Looks"}]', 'edit', now()
            FROM journeys_journeymap AS map, generate_series(map.revision + 1, map.revision + 1 + %s) AS number
            """,
            [EDITS // LEARNERS],
        )
        cursor.execute("UPDATE journeys_journeymap SET revision = revision + 1 + %s", [EDITS // LEARNERS])
        cursor.execute("SELECT count(*) FROM journeys_mapedit")
        return int(cursor.fetchone()[0])


def settle() -> None:
    """What the database does after a great change in its own time is done before anything is measured."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("VACUUM (FREEZE, ANALYZE)")
        cursor.execute("CHECKPOINT")
    time.sleep(5)


def requests_of(world: World, learner: Any, trainer: Any) -> Iterator[tuple[str, Callable[[], Any]]]:
    from tests.bench.__main__ import autosave, mark

    step = f"/en/maps/{world.map}/step/4/?tp=t20"
    grade = f"/en/teach/grading/{world.assignment}/{world.submission}/"
    yield "Builder page", lambda: learner.get(step)
    yield "Autosave", autosave(learner, world.map, step)
    yield "Grading page", lambda: trainer.get(grade)
    yield "Mark and next criterion", mark(trainer, grade, world.criteria)
    yield "Grading table of 200", lambda: trainer.get(f"/en/teach/assignments/{world.assignment}/")
    yield "Home of a learner", lambda: learner.get("/en/home/")
    yield "Own maps", lambda: learner.get("/en/maps/")
    yield "Home of a trainer", lambda: trainer.get("/en/home/")


def measure(world: World) -> dict[str, tuple[float, int]]:
    """Middle time and queries of each request."""
    from tests.bench.__main__ import requests
    from tests.bench.browser import Browser, InProcess
    from tests.bench.filling import PASSWORD

    found: dict[str, tuple[float, int]] = {}
    inside = [InProcess(world.learner), InProcess(world.trainer)]
    counts = {what: inside[0].queries(ask) for what, ask in requests_of(world, *inside)}
    with serving(PORT):
        outside = [Browser(PORT), Browser(PORT)]
        for browser, email in zip(outside, (world.learner, world.trainer), strict=True):
            browser.sign_in(email, PASSWORD)
        for what, ask in requests_of(world, *outside):
            found[what] = (requests(what, None, ask, 0).measured, counts[what])
    return found


def table(rows: Sequence[Compared]) -> str:
    lines = [f"{'what':28}{'200':>9}{'10,000':>9}  {'growth':>7} queries  ok", "-" * 68]
    for row in rows:
        growth, queries = f"{row.large / row.small:.2f}", " / ".join(map(str, row.queries))
        ok = "yes" if row.ok else "NO"
        lines.append(f"{row.what:28}{row.small:>9.2f}{row.large:>9.2f}  {growth:>7} {queries:8} {ok}")
    return "\n".join(lines)


def apart(task: str, url: str, *arguments: str) -> Any:
    """One task on one database, in a process of its own; gives what it printed as JSON."""
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "cjm_academy.settings.dev", "CJM_DATABASE_URL": url}
    command = [sys.executable, "-m", "tests.bench.large", task, *arguments]
    done = subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True)
    return json.loads(done.stdout.splitlines()[-1])


def do(task: str, *arguments: str) -> Any:
    import django

    django.setup()
    from tests.bench.filling import World, fill

    if task == "fill":
        world = fill()
        settle()
        return asdict(world)
    world = World(**json.loads(arguments[0]) | {"criteria": tuple(json.loads(arguments[0])["criteria"])})
    if task == "measure":
        return measure(world)
    multiply(world)
    edits = log_edits()
    settle()
    return edits


def run(server: str) -> tuple[list[Compared], int]:
    """Both databases first, then turn by turn: the machine's own ups and downs meet both alike."""
    name = f"cjm_bench_{os.getpid()}"
    with database(server, name) as small:
        world = json.dumps(apart("fill", small))
        with database(server, f"{name}_large", template=name) as large:
            edits = apart("multiply", large, world)
            turns = [(apart("measure", small, world), apart("measure", large, world)) for _ in range(TURNS)]
    rows = []
    for what in turns[0][0]:
        times = [statistics.median(turn[side][what][0] for turn in turns) for side in (0, 1)]
        rows.append(Compared(what, *times, queries=(turns[0][0][what][1], turns[0][1][what][1])))
    return rows, edits


def main() -> int:
    from cjm_academy import prepare, testing

    os.chdir(ROOT)
    begun = time.perf_counter()
    prepare.compile_messages()
    with testing.postgresql() as server:
        rows, edits = run(server)
    seconds = round(time.perf_counter() - begun, 1)
    report = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "learners": [COHORT, LEARNERS],
        "edits": edits,
        "seconds": seconds,
        "rows": [asdict(row) | {"ok": row.ok} for row in rows],
    }
    target = ROOT / "var" / "bench-large.json"
    target.parent.mkdir(exist_ok=True)
    target.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    print(table(rows), f"{edits:,} edits, {seconds} s; var/bench-large.json", sep="\n\n")  # noqa: T201
    return 0 if all(row.ok for row in rows) else 1


if __name__ == "__main__":
    print(json.dumps(do(*sys.argv[1:])))  # noqa: T201 - the parent reads it
