"""What the drawing of a large map costs: CPU time of grid, HTML table and SVG. Prints a table, writes JSON.

python tests/bench/bench_map.py [result.json]
"""

from __future__ import annotations

import gzip
import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BUDGETS = {"grid + table": 5.0, "svg, warm": 10.0}
TIMES = 60


def cpu_ms(task: Callable[[], object]) -> dict[str, float]:
    """Least and middle CPU time of many runs; the first one warms the caches and does not count."""
    task()
    taken = []
    for _ in range(TIMES):
        start = time.process_time()
        task()
        taken.append((time.process_time() - start) * 1000)
    taken.sort()
    return {"min": round(taken[0], 2), "p50": round(taken[TIMES // 2], 2)}


def measure() -> dict[str, dict[str, float]]:
    from django.utils import translation

    from apps.journeys.domain.formats.svg import draw_svg
    from apps.journeys.domain.grid import build_grid
    from apps.journeys.tables import render_map_table
    from apps.journeys.words import svg_words
    from tests.factories.maps import big_map, typed

    translation.activate("en")
    document, words = typed(big_map()), svg_words("Lin")

    def table() -> str:
        return render_map_table(
            build_grid(document), language="en", selected="t3", links=lambda name: f"?tp={name}"
        )

    return {
        "grid": cpu_ms(lambda: build_grid(document)),
        "grid + table": cpu_ms(table),
        "svg, warm": cpu_ms(lambda: draw_svg(document, words=words)),
        "fragment, KB compressed": {"size": round(len(gzip.compress(table().encode())) / 1000, 2)},
    }


def main(target: str | None) -> None:
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cjm_academy.settings.test")
    import django

    django.setup()
    result = measure()
    print(f"{'40 touchpoints × 12 lanes':28}{'min':>8}{'p50':>8}{'budget':>8}")  # noqa: T201 - a program
    for name, values in result.items():
        least, middle = values.get("min", values.get("size")), values.get("p50", "")
        print(f"{name:28}{least:>8}{middle:>8}{BUDGETS.get(name, ''):>8}")  # noqa: T201 - a program
    if target:
        Path(target).write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else None)
