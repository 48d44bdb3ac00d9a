"""The figures that Prometheus reads: requests, their time and their queries; jobs and map edits from below.

A server of several processes adds them up in the folder CJM_METRICS_DIR: each process writes its own files there, and
whichever is asked reads all of them.
"""

import os
from collections.abc import Iterator

from prometheus_client import REGISTRY, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from apps.operate.selectors import jobs_by_state

REQUESTS = Counter("cjm_requests", "Requests answered.", ["view", "method", "status"])
SECONDS = Histogram(
    "cjm_request_seconds",
    "Time until the answer was ready.",
    ["view"],
    buckets=(0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5),
)
QUERIES = Histogram(
    "cjm_request_queries",
    "Questions to the database for one answer.",
    ["view"],
    buckets=(0, 2, 4, 6, 8, 10, 12, 16, 24, 48, 96),
)
# Anything else a client may invent must not become a label of its own.
METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS"})


def count(view: str, method: str, status: int, seconds: float, queries: int) -> None:
    REQUESTS.labels(view, method if method in METHODS else "other", status).inc()
    SECONDS.labels(view).observe(seconds)
    QUERIES.labels(view).observe(queries)


class Jobs(Collector):
    """Read from the database when somebody asks."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        family = GaugeMetricFamily("cjm_jobs", "Jobs by state.", labels=["state"])
        for state, number in jobs_by_state().items():
            family.add_metric([state], number)
        yield family


def exposition() -> bytes:
    """Prometheus's text format."""
    live = CollectorRegistry()
    live.register(Jobs())
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return generate_latest(REGISTRY) + generate_latest(live)
    from prometheus_client.multiprocess import MultiProcessCollector  # noqa: PLC0415 - for several processes only

    together = CollectorRegistry()
    MultiProcessCollector(together)  # type: ignore[no-untyped-call]
    return generate_latest(together) + generate_latest(live)
