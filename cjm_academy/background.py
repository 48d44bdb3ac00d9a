"""Celery inside `manage.py start`: a worker and the clock in threads, so that nothing has to be installed beside.

A job in hand when the server stops is cut off; its row brings it back at the next start.
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from apps.jobs.queue import app

PATIENCE = 1.0
"""seconds to wait for a thread at the end, and before a broken worker is replaced"""

logger = logging.getLogger(__name__)


@contextmanager
def working() -> Iterator[None]:
    """Jobs are done while the block runs. The imports of Celery happen in its threads, after the start."""
    for name in ("data_folder_in", "data_folder_out", "control_folder"):
        if folder := app.conf.broker_transport_options.get(name):
            Path(folder).mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("CELERY_SKIP_CHECKS", "1")
    worker = Worker()
    worker.start()
    try:
        yield
    finally:
        worker.stop()


class Worker(threading.Thread):
    """One job at a time, and beside it the clock of the schedule."""

    def __init__(self) -> None:
        super().__init__(name="jobs", daemon=True)
        self.stopping = threading.Event()
        self.clock: Any = None

    def run(self) -> None:
        from celery.beat import EmbeddedService  # noqa: PLC0415 - heavy, and not needed for the first page

        self.clock = EmbeddedService(app, thread=True)
        self.clock.start()
        app.send_task("jobs.sweep")
        while not self.stopping.is_set():
            self._work()
            self.stopping.wait(PATIENCE)

    def _work(self) -> None:
        """Until the end, or until the queue breaks; `run` then begins anew."""
        from celery.worker import WorkController  # noqa: PLC0415 - the same

        try:
            WorkController(
                app=app,
                hostname=f"embedded@{os.getpid()}",
                pool="solo",
                concurrency=1,
                without_heartbeat=True,
                without_mingle=True,
                without_gossip=True,
            ).start()
        except Exception:
            logger.exception("The worker broke off")

    def stop(self) -> None:
        from celery.worker import state  # noqa: PLC0415 - the same

        self.stopping.set()
        state.should_stop = 0  # type: ignore[assignment]
        if self.clock is not None:
            self.clock.service.stop()
        self.join(PATIENCE)
