"""Messages reach who listens, in order, from any thread; a slow listener is told to fetch, and nobody is kept alive."""

import gc
import threading

import pytest

from apps.live.hub import RELOAD, ROOM, Hub, Listener, Message
from tests.live.loops import PATIENCE, run

pytestmark = pytest.mark.unit


def said(number: int) -> Message:
    return Message(number, "map", str(number))


def heard(listener: Listener, patience: float = 0.05) -> list[Message]:
    async def collect() -> list[Message]:
        found = []
        while (message := await listener.next(patience)) is not None:
            found.append(message)
        return found

    return run(collect())


def test_a_listener_hears_its_topic_alone_and_in_order():
    hub = Hub()
    ours, others = hub.listen("map:a"), hub.listen("map:b")
    for number in range(1, 4):
        hub.deliver("map:a", said(number))
    assert heard(ours) == [said(1), said(2), said(3)]
    assert heard(others) == []


def test_what_is_said_before_the_first_wait_is_not_missed_nor_what_comes_while_waiting():
    hub = Hub()
    listener = hub.listen("t")
    hub.deliver("t", said(1))

    async def follow() -> list[Message | None]:
        first = await listener.next(PATIENCE)
        threading.Timer(0.05, hub.deliver, ("t", said(2))).start()
        return [first, await listener.next(PATIENCE), await listener.next(0.01)]

    assert run(follow()) == [said(1), said(2), None]


def test_many_threads_lose_nothing():
    hub = Hub()
    listener = hub.listen("t")

    async def follow() -> set[int]:
        threads = [
            threading.Thread(
                target=lambda first=first: [hub.deliver("t", said(first + n)) for n in range(20)]
            )
            for first in (0, 100, 200, 300)
        ]
        for thread in threads:
            thread.start()
        return {(await listener.next(PATIENCE)).sequence for _ in range(80)}

    assert run(follow()) == {first + n for first in (0, 100, 200, 300) for n in range(20)}


def test_a_listener_that_does_not_keep_up_fetches_everything_once():
    hub = Hub()
    listener = hub.listen("t")
    for number in range(ROOM + 2):
        hub.deliver("t", said(number))
    assert heard(listener) == [RELOAD, said(ROOM + 1)]


def test_everybody_can_be_told():
    hub = Hub()
    listeners = [hub.listen("a"), hub.listen("b")]
    hub.deliver_to_all(RELOAD)
    assert [heard(listener) for listener in listeners] == [[RELOAD], [RELOAD]]


def test_a_listener_that_nobody_holds_is_forgotten():
    hub = Hub()
    listener = hub.listen("t")
    assert len(hub._of("t")) == 1
    del listener
    gc.collect()
    assert hub._of("t") == []
    assert hub._listeners == {}
