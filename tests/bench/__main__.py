"""`python -m tests.bench`: the speed that the product promises, measured on its own server. Writes var/bench.json.

A database of its own, filled through the services; the server of `manage.py start` in another process; one client, one
request after the other. Ends with 1 when a figure is above its limit.
"""

from __future__ import annotations

import gzip
import json
import os
import platform
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import partial
from itertools import count
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.bench.filling import World

ROOT = Path(__file__).resolve().parents[2]
WARM_UP, REQUESTS, RUNS = 10, 60, 60


@dataclass(frozen=True, slots=True)
class Row:
    what: str
    measured: float
    unit: str
    limit: float | None
    p95: float | None = None
    server_cpu: float | None = None
    """milliseconds of the server's CPU for one request; where the time is much longer, something else was running"""

    @property
    def ok(self) -> bool:
        return self.limit is None or self.measured <= self.limit


def requests(what: str, limit: float | None, ask: Callable[[], Any], server: int) -> Row:
    """Middle time of one client's requests, one after the other."""
    from tests.bench.browser import cpu_of

    for _ in range(WARM_UP):
        ask()
    before = cpu_of(server)
    times = [ask().milliseconds for _ in range(REQUESTS)]
    spent = (cpu_of(server) - before) / REQUESTS
    p50, p95 = statistics.median(times), statistics.quantiles(times, n=20)[-1]
    return Row(what, _round(p50), "ms p50", limit, _round(p95), _round(spent) or None)


def cpu(what: str, limit: float, task: Callable[[], object]) -> Row:
    """Middle CPU time of many runs after a warm-up."""
    times = []
    for _ in range(WARM_UP + RUNS):
        begun = time.process_time()
        task()
        times.append((time.process_time() - begun) * 1000)
    return Row(what, _round(statistics.median(times[WARM_UP:])), "ms CPU", limit)


def elapsed(what: str, limit: float, task: Callable[[], object]) -> Row:
    """Middle time of a few runs after one: what a worker takes, on as many cores as it finds."""
    times = []
    for _ in range(6):
        begun = time.perf_counter()
        task()
        times.append((time.perf_counter() - begun) * 1000)
    return Row(what, _round(statistics.median(times[1:])), "ms", limit)


def _round(value: float) -> float:
    return round(value, 2)


def _kilobytes(*contents: bytes) -> float:
    return _round(sum(len(gzip.compress(content, 6)) for content in contents) / 1024)


def drawing() -> Iterator[Row]:
    """What the large map costs without server and database."""
    from django.utils import translation

    from apps.journeys.domain.coach import review
    from apps.journeys.domain.formats.svg import draw_svg
    from apps.journeys.domain.grid import build_grid
    from apps.journeys.pictures import draw_picture
    from apps.journeys.tables import render_map_table
    from apps.journeys.words import svg_words
    from tests.factories.maps import big_map, typed

    document = typed(big_map())

    def table() -> str:
        links = "?tp={}".format
        return render_map_table(build_grid(document), language="en", selected="t20", links=links)

    with translation.override("en"):
        words = svg_words("Lin")
        yield cpu("Grid and HTML table", 5, table)
        yield cpu("All rules of the coach", 3, lambda: review(document))
        yield cpu("SVG picture, warm", 10, lambda: draw_svg(document, words=words))
        for form, name in (("png", "PNG"), ("png2", "PNG, double size,"), ("pdf", "PDF")):
            yield elapsed(
                f"{name} of the large map", 1000, partial(draw_picture, document, words=words, form=form)
            )
        yield Row("Map fragment, compressed", _kilobytes(table().encode()), "KB", 15)
        yield from huge(words)
    yield averaging()


def huge(words: Any) -> Iterator[Row]:
    """Cost grows with the touchpoints: 10 and 200 beside the 40 above."""
    from apps.common.spreadsheets import write_xlsx
    from apps.journeys.domain.formats.sheet import write_sheets
    from apps.journeys.domain.formats.svg import draw_svg
    from apps.journeys.pictures import draw_picture
    from apps.journeys.sheet_words import sheet_words
    from tests.factories.maps import big_map, typed

    small, largest = typed(big_map(10)), typed(big_map(200))
    yield cpu("SVG picture of 10 touchpoints, warm", 10, lambda: draw_svg(small, words=words))
    yield cpu("SVG picture of 200 touchpoints, warm", 50, lambda: draw_svg(largest, words=words))
    for form, name in (("png", "PNG"), ("pdf", "PDF")):
        draw = partial(draw_picture, largest, words=words, form=form)
        yield elapsed(f"{name} of 200 touchpoints", 2000, draw)
    known = sheet_words()
    yield elapsed("XLSX of 200 touchpoints", 1000, lambda: write_xlsx(write_sheets(largest, known)))


def averaging() -> Row:
    """From the stored vectors of 1,000 maps of 40 touchpoints, rows read included."""
    from apps.common.ids import new_id
    from apps.journeys.domain.combine import average_of_vectors
    from apps.journeys.models import JourneyMap
    from apps.journeys.selectors import emotion_vectors

    map = JourneyMap.unscoped.filter(touchpoint_count=40).first()
    assert map is not None
    copies = []
    for _ in range(1000):
        map.pk, map.request_key = new_id(), None
        copies.append(
            JourneyMap(**{field.attname: getattr(map, field.attname) for field in map._meta.fields})
        )
    JourneyMap.unscoped.bulk_create(copies, batch_size=100)
    chosen = JourneyMap.unscoped.filter(pk__in=[copy.pk for copy in copies])
    return elapsed("Average of 1,000 maps", 1000, lambda: average_of_vectors(emotion_vectors(chosen)))


def pages(world: World, server: int) -> Iterator[Row]:
    from tests.bench.browser import Browser
    from tests.bench.filling import PASSWORD

    def row(what: str, limit: float | None, ask: Callable[[], Any]) -> Row:
        return requests(what, limit, ask, server)

    yield Row("First visit, compressed, without fonts", first_visit(Browser()), "KB", 120)
    learner, trainer = Browser(), Browser()
    learner.sign_in(world.learner, PASSWORD)
    trainer.sign_in(world.trainer, PASSWORD)
    step = f"/en/maps/{world.map}/step/4/?tp=t20"
    yield row("Builder page", 20, lambda: learner.get(step))
    yield row("Autosave with new map and coach", 15, autosave(learner, world.map, step))
    for size, page, save in (("10", 20, 15), ("200", 80, 60)):
        other = f"/en/maps/{world.maps[size]}/step/4/?tp=t5"
        yield row(f"Builder page, {size} touchpoints", page, partial(learner.get, other))
        yield row(f"Autosave, {size} touchpoints", save, autosave(learner, world.maps[size], other))
    grade = f"/en/teach/grading/{world.assignment}/{world.submission}/"
    yield row("Grading page", 15, lambda: trainer.get(grade))
    yield row("Mark and next criterion", None, mark(trainer, grade, world.criteria))
    yield row("Grading table of 200", 12, lambda: trainer.get(f"/en/teach/assignments/{world.assignment}/"))


def first_visit(browser: Any) -> float:
    """The landing page with its style sheets, scripts and the icons."""
    page = browser.get("/en/")
    addresses = re.findall(r'<(?:link rel="stylesheet" href|script [^>]*?src)="([^"]+)"', page.text)
    sprite = re.search(r'href="([^"#]+icons[^"#]*\.svg)#', page.text)
    addresses += [sprite[1]] if sprite else []
    return _kilobytes(page.content, *(browser.get(address).content for address in dict.fromkeys(addresses)))


def autosave(browser: Any, map: str, step: str) -> Callable[[], Any]:
    """Another text in the same field each time, sent as the page sends it after a pause in typing."""
    from tests.exercises.forms import read_form

    form: Any = read_form(SimpleNamespace(content=browser.get(step).content))  # type: ignore[arg-type]
    pairs = [pair for pair in form.pairs if pair[0] != "revision"]
    name, revisions = form.name("action"), [dict(form.pairs)["revision"]]

    def save() -> Any:
        texts = [(name, f"Compares the offers, {revisions[-1]}"), ("revision", revisions[-1])]
        answer = browser.post(
            f"/en/maps/{map}/edit/", [*(p for p in pairs if p[0] != name), *texts], live=True
        )
        found = re.search(r'name="revision" value="(\d+)"', answer.text)
        if found is None or found[1] == revisions[-1]:
            raise SystemExit("An autosave was not kept.")
        revisions.append(found[1])
        return answer

    return save


def mark(browser: Any, grade: str, criteria: tuple[str, ...]) -> Callable[[], Any]:
    """A level by its key: the mark is kept and the next criterion comes back."""
    from tests.bench.browser import TOKEN

    page = browser.get(grade).text
    token, version = TOKEN.search(page), re.search(r'name="version" value="(\d+)"', page)
    numbers = count(int(version[1]) if version else 0)
    given = [("csrfmiddlewaretoken", token[1] if token else ""), ("client", "bench")]

    def press() -> Any:
        number = next(numbers)
        criterion, level = criteria[number % len(criteria)], (number // len(criteria)) % 4
        fields = [*given, ("version", str(number)), ("level", str(level))]
        return browser.post(f"{grade}criteria/{criterion}/", fields, live=True)

    return press


def measure(folder: Path) -> list[Row]:
    os.environ["DJANGO_SETTINGS_MODULE"] = "cjm_academy.settings.dev"
    os.environ["CJM_DATABASE_URL"] = f"sqlite://{(folder / 'bench.sqlite3').as_posix()}"
    from cjm_academy import prepare

    prepare.compile_messages()
    import django

    django.setup()
    from tests.bench.browser import serving
    from tests.bench.filling import fill

    world = fill()
    with serving() as server:
        rows = list(pages(world, server))
    return rows + list(drawing())


def table(rows: list[Row]) -> str:
    lines = [f"{'what':40}{'measured':>10} {'unit':7}{'p95':>8}{'server':>8}{'limit':>7}  ok", "-" * 86]
    for row in rows:
        p95, server, limit = (
            "" if value is None else f"{value:g}" for value in (row.p95, row.server_cpu, row.limit)
        )
        ok = "yes" if row.ok else "NO"
        lines.append(f"{row.what:40}{row.measured:>10.2f} {row.unit:7}{p95:>8}{server:>8}{limit:>7}  {ok}")
    return "\n".join(lines)


def main() -> int:
    if "--large" in sys.argv[1:]:
        from tests.bench import large

        return large.main()
    os.chdir(ROOT)
    begun, load = time.perf_counter(), os.getloadavg() if hasattr(os, "getloadavg") else (0.0,)
    with tempfile.TemporaryDirectory(prefix="cjm-bench-") as folder:
        rows = measure(Path(folder))
    report = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "load_before": round(load[0], 2),
        "seconds": round(time.perf_counter() - begun, 1),
        "rows": [asdict(row) | {"ok": row.ok} for row in rows],
    }
    target = ROOT / "var" / "bench.json"
    target.parent.mkdir(exist_ok=True)
    target.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    closing = (
        f"{report['cores']} cores, load before {report['load_before']}, {report['seconds']} s; var/bench.json"
    )
    print(table(rows), closing, sep="\n\n")  # noqa: T201 - a program that talks
    return 0 if all(row.ok for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
