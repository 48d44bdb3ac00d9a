"""One page's stream of server-sent events."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable

from django.core.handlers.asgi import ASGIRequest
from django.db import connections
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from apps.live import relay
from apps.live.hub import Listener, Message, hub

PING = 15.0
"""seconds of silence after which a comment keeps proxies from closing the connection"""


def listen(topic: str) -> Listener:
    """Before the state is read that the stream starts from: what changes between the two is heard, not missed."""
    relay.start()
    return hub.listen(topic)


def event_stream(
    request: HttpRequest, listener: Listener, *, missed: Iterable[Message] = (), page: str = ""
) -> HttpResponseBase:
    """Messages as they come, after those that were ``missed``; ``page`` does not hear what it said itself.

    The view has authorised the visitor and asks the database for nothing more: a connection would be held for as
    long as the page is open. A server without an event loop answers 204, and the page does without.
    """
    if not isinstance(request, ASGIRequest):
        return HttpResponse(status=204)
    for connection in connections.all(initialized_only=True):
        if not connection.in_atomic_block:
            connection.close()
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingHttpResponse(
        _lines(listener, tuple(missed), page), content_type="text/event-stream", headers=headers
    )


async def _lines(listener: Listener, missed: tuple[Message, ...], page: str) -> AsyncIterator[bytes]:
    yield b"retry: 2000\n\n"
    for message in missed:
        yield _event(message)
    while True:
        message_or_none = await listener.next(PING)
        if message_or_none is None:
            yield b": ping\n\n"
        elif not page or message_or_none.origin != page:
            yield _event(message_or_none)


def _event(message: Message) -> bytes:
    number = f"id: {message.sequence}\n" if message.sequence else ""
    data = "".join(f"data: {line}\n" for line in message.data.split("\n"))
    return f"{number}event: {message.name}\n{data}\n".encode()


def last_seen(request: HttpRequest) -> int:
    """The sequence that the page has: of the stream it lost, else the one it was drawn with; 0 when unknown."""
    told = request.headers.get("Last-Event-ID") or request.GET.get("since", "")
    return int(told) if told.isascii() and told.isdecimal() and len(told) < 16 else 0
