"""Messages between the processes of one installation, over Redis; without Redis there is one process."""

from __future__ import annotations

import json
import logging
import threading
import time
from functools import cache
from typing import Any

import redis
from django.conf import settings

from apps.live.hub import RELOAD, Message, hub

CHANNEL = "cjm:live"
PAUSE = 1.0
"""seconds before a lost connection is tried again"""

log = logging.getLogger(__name__)


@cache
def _client(url: str) -> Any:
    return redis.Redis.from_url(
        url, socket_connect_timeout=2, socket_keepalive=True, health_check_interval=30
    )


def publish(topic: str, message: Message) -> None:
    """To every listener of the topic in every process. Called when the change is committed."""
    url = settings.LIVE_REDIS_URL
    if url:
        try:
            _client(url).publish(CHANNEL, json.dumps([topic, *message]))
        except redis.RedisError:
            log.warning("Redis does not answer: other processes do not hear of %s", topic)
        else:
            return
    hub.deliver(topic, message)


_started = threading.Lock()
_thread: list[threading.Thread] = []
_hearing = threading.Event()


def start() -> None:
    """Hear what other processes say; once per process, when its first listener comes, who waits until it is so."""
    if not settings.LIVE_REDIS_URL:
        return
    with _started:
        if not _thread:
            _thread.append(threading.Thread(target=_hear, name="live", daemon=True))
            _thread[0].start()
    _hearing.wait(PAUSE)


def _hear() -> None:
    while True:
        try:
            with _client(settings.LIVE_REDIS_URL).pubsub() as channel:
                channel.subscribe(CHANNEL)
                for heard in channel.listen():
                    if heard["type"] == "subscribe":
                        # What was said before is gone: every page that listens already fetches once.
                        hub.deliver_to_all(RELOAD)
                        _hearing.set()
                        continue
                    topic, *parts = json.loads(heard["data"])
                    hub.deliver(topic, Message(*parts))
        except redis.RedisError:
            log.warning("Redis does not answer: pages of other processes are not heard")
        time.sleep(PAUSE)
