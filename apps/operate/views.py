"""What Prometheus asks."""

import hmac
from ipaddress import ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST

from apps.common.access import public
from apps.common.errors import NotFound
from apps.operate.figures import exposition


@public("asked by Prometheus, which has no account: by its address or by a token")
@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    if not (has_token(request) or comes_from_an_allowed_address(request)):
        raise NotFound
    return HttpResponse(exposition(), content_type=CONTENT_TYPE_LATEST)


def has_token(request: HttpRequest) -> bool:
    wanted = f"Bearer {settings.METRICS_TOKEN}".encode()
    sent = request.headers.get("Authorization", "").encode(errors="replace")
    return bool(settings.METRICS_TOKEN) and hmac.compare_digest(wanted, sent)


def comes_from_an_allowed_address(request: HttpRequest) -> bool:
    """Each address on the way: a proxy on this machine must not make the whole world look like this machine."""
    forwarded = request.headers.get("X-Forwarded-For", "")
    way = [request.META.get("REMOTE_ADDR", ""), *(forwarded.split(",") if forwarded else ())]
    try:
        addresses = [ip_address(address.strip()) for address in way]
    except ValueError:
        return False
    networks = [ip_network(network) for network in settings.METRICS_ALLOW]
    return all(any(address in network for network in networks) for address in addresses)
