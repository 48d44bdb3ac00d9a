"""How often one visitor may ask for something that costs: counted in the cache, refused with 429."""

import time
from collections.abc import Callable
from functools import wraps
from hashlib import sha256
from ipaddress import ip_address, ip_network
from math import ceil

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.cache import cache
from django.http.response import HttpResponseBase

from apps.common.access import Request, View
from apps.common.errors import NotFound


class TooMany(Exception):  # noqa: N818 - named by what happened, as the callers read it
    """``wait``: seconds until the visitor may ask again."""

    def __init__(self, wait: int) -> None:
        super().__init__(f"again in {wait} s")
        self.wait = wait


def count(name: str, *, most: int, seconds: int) -> None:
    """One more of ``name``; `TooMany` when there were ``most`` in the current window of ``seconds``.

    `add` and `incr` are atomic in every shared cache: of two requests at once none is missed.
    """
    key, left = _window(name, seconds)
    cache.add(key, 0, timeout=seconds)
    try:
        used = cache.incr(key)
    except ValueError:  # a small cache threw it out between the two
        return
    if used > most:
        raise TooMany(left)


def _window(name: str, seconds: int) -> tuple[str, int]:
    """Where the current window is counted, and the seconds until the next one."""
    now = time.time()
    return f"limit:{sha256(name.encode()).hexdigest()}:{now // seconds:.0f}", ceil(seconds - now % seconds)


def _network(request: Request) -> str:
    """An IPv6 household has 2⁶⁴ addresses and counts as one."""
    ip = ip_address(get_adapter().get_client_ip(request))
    return str(ip_network((ip, 64 if ip.version == 6 else 32), strict=False))


def limited[**P](
    action: str, *, browser: int, address: int, seconds: int = 600
) -> Callable[[View[P]], View[P]]:
    """POSTs of one browser, known by its CSRF secret, and of one network address, where a class may sit."""

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(request: Request, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if request.method == "POST" and settings.RATE_LIMITED:
                network, secret = _network(request), request.META.get("CSRF_COOKIE", "")
                count(f"{action} {network} {secret}", most=browser, seconds=seconds)
                count(f"{action} {network}", most=address, seconds=seconds)
            return view(request, *args, **kwargs)

        return guarded

    return decorate


def guessed[**P](action: str, *, most: int, seconds: int = 600) -> Callable[[View[P]], View[P]]:
    """For addresses that hold a secret: a network that has named ``most`` wrong ones is refused the right one too,
    else the refusal itself would tell them apart.
    """

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(request: Request, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if not settings.RATE_LIMITED:
                return view(request, *args, **kwargs)
            name = f"{action} {_network(request)}"
            key, left = _window(name, seconds)
            if cache.get(key, 0) >= most:
                raise TooMany(left)
            try:
                return view(request, *args, **kwargs)
            except NotFound:
                count(name, most=most, seconds=seconds)
                raise

        return guarded

    return decorate
