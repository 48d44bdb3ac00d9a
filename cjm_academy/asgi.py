"""The server's one entry: /live/ runs on the event loop, every other request in one of four threads.

Under Django's plain ASGI handler each synchronous view takes a new thread and with it a new
database connection.
"""

import os
from collections.abc import Awaitable, Callable
from typing import Any, cast

from a2wsgi import WSGIMiddleware
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cjm_academy.settings.prod")

_live = get_asgi_application()

from cjm_academy.wsgi import application as _wsgi  # noqa: E402 - the settings come first

_pages = WSGIMiddleware(cast("Any", _wsgi), workers=4)

type Message = dict[str, Any]


async def application(
    scope: Message, receive: Callable[[], Awaitable[Message]], send: Callable[[Message], Awaitable[None]]
) -> None:
    handler: Any = _live if scope.get("path", "").startswith("/live/") else _pages
    await handler(scope, receive, send)
