"""Who hears what: listeners of this process by topic.

Messages come from the threads that write, listeners wait on the event loop. What a topic is about is stored elsewhere:
no state may depend on a message having arrived.
"""

from __future__ import annotations

import asyncio
from collections import deque
from contextlib import suppress
from threading import Lock
from typing import NamedTuple
from weakref import WeakSet

ROOM = 100
"""Messages that may wait for one listener; a slower one is told to fetch everything again."""


class Message(NamedTuple):
    sequence: int
    """Position in the topic's own log; a listener that comes back names the last one it has seen"""
    name: str
    data: str = ""
    origin: str = ""
    """The open page that caused it: it knows already and does not hear of it"""


RELOAD = Message(0, "reload")


class Listener:
    """Hears from the moment it is made; awaited on one event loop."""

    def __init__(self) -> None:
        self._waiting: deque[Message] = deque()
        self._lock = Lock()
        self._wake: tuple[asyncio.AbstractEventLoop, asyncio.Event] | None = None

    def offer(self, message: Message) -> None:
        with self._lock:
            if len(self._waiting) >= ROOM:
                self._waiting.clear()
                message = RELOAD
            self._waiting.append(message)
            wake = self._wake
        if wake:
            # The loop may have stopped between the two lines; nobody listens there any more.
            with suppress(RuntimeError):
                wake[0].call_soon_threadsafe(wake[1].set)

    async def next(self, patience: float) -> Message | None:
        """The next message, or None after ``patience`` seconds of silence."""
        if self._wake is None:
            with self._lock:
                self._wake = (asyncio.get_running_loop(), asyncio.Event())
        ring = self._wake[1]
        with suppress(TimeoutError):
            async with asyncio.timeout(patience):
                while True:
                    ring.clear()
                    with self._lock:
                        if self._waiting:
                            return self._waiting.popleft()
                    await ring.wait()
        return None


class Hub:
    def __init__(self) -> None:
        self._listeners: dict[str, WeakSet[Listener]] = {}
        self._lock = Lock()

    def listen(self, topic: str) -> Listener:
        """Ends by itself when nobody holds the listener any more: a visitor may leave before the first answer."""
        listener = Listener()
        with self._lock:
            self._listeners.setdefault(topic, WeakSet()).add(listener)
        return listener

    def deliver(self, topic: str, message: Message) -> None:
        for listener in self._of(topic):
            listener.offer(message)

    def deliver_to_all(self, message: Message) -> None:
        with self._lock:
            topics = list(self._listeners)
        for topic in topics:
            self.deliver(topic, message)

    def _of(self, topic: str) -> list[Listener]:
        with self._lock:
            found = list(self._listeners.get(topic, ()))
            if not found:
                self._listeners.pop(topic, None)
        return found


hub = Hub()
