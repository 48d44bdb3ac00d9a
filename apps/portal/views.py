from django.http import HttpResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from apps.common.access import Request, public, requires
from apps.common.pages import render_page
from apps.organisations.addresses import join_url
from apps.portal.example import example
from apps.portal.policies import Perm
from apps.portal.selectors import home_of
from apps.portal.texts import page


@public("the front door")
@require_safe
def landing(request: Request) -> HttpResponse:
    return render_page(request, "portal/landing.html", {"example": example(get_language() or "en")})


@requires(Perm.HOME)
@require_safe
def home(request: Request) -> HttpResponse:
    gathered = home_of(request.actor, get_language() or "en")
    invitations = gathered.office.invitations if gathered.office else ()
    links = [(invitation, join_url(request, invitation)) for invitation in invitations]
    return render_page(request, "portal/home.html", {"home": gathered, "links": links})


@public("read before one has an account")
@require_safe
def text(request: Request, slug: str) -> HttpResponse:
    return render_page(
        request, "portal/text.html", {"page": page(slug, get_language() or "en"), "slug": slug}
    )
