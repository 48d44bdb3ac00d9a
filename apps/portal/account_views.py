"""One's own account: settings, everything about me as an archive, erasing it."""

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import resolve_url
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from apps.accounts import services
from apps.accounts.erasing import erase_account, what_stays
from apps.accounts.exporting import export_account
from apps.accounts.forms import EraseForm, ProfileForm
from apps.accounts.models import User
from apps.accounts.preferences import in_language, remember_language, remember_theme
from apps.accounts.selectors import sign_in_of
from apps.common.access import Request, requires
from apps.common.denials import sentence_for
from apps.common.errors import DomainError
from apps.common.limits import limited
from apps.common.pages import go, render_page
from apps.portal.policies import Perm


@requires(Perm.SETTINGS)
@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: Request) -> HttpResponse:
    user = _user(request)
    form = ProfileForm(request.POST or None, initial=_profile(user))
    if request.method == "POST" and form.is_valid():
        return _saved(request, user, form)
    context = {"form": form, "sign_in": sign_in_of(user)}
    return render_page(request, "portal/settings.html", context, status=422 if form.errors else 200)


def _user(request: Request) -> User:
    assert isinstance(request.user, User)  # noqa: S101 - `requires` let nobody else in
    return request.user


def _profile(user: User) -> dict[str, object]:
    return {
        "name": user.name,
        "language": user.language or get_language(),
        "theme": user.theme,
        "single_key_shortcuts": user.single_key_shortcuts,
        "mail_about_work": user.mail_about_work,
    }


def _saved(request: Request, user: User, form: ProfileForm) -> HttpResponse:
    given = dict(form.cleaned_data)
    services.rename(user, given.pop("name"))
    services.save_preferences(user, **given)
    messages.success(request, _("Your settings are saved."))
    response = go(request, in_language(reverse("portal:settings"), given["language"]))
    remember_language(response, given["language"])
    remember_theme(response, given["theme"])
    return response


@requires(Perm.SETTINGS)
@require_POST
@limited("export the account", browser=10, address=60)
def export(request: Request) -> HttpResponseBase:
    archive = export_account(_user(request), language=get_language() or "en")
    response = StreamingHttpResponse(archive, content_type="application/zip")
    name = f"cjm-academy-{localdate():%Y-%m-%d}.zip"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    return response


@requires(Perm.SETTINGS)
@require_http_methods(["GET", "HEAD", "POST"])
@limited("erase the account", browser=10, address=30)
def erase(request: Request) -> HttpResponse:
    user = _user(request)
    form = EraseForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        try:
            erase_account(user)
        except DomainError as error:
            form.add_error(None, sentence_for(error.code))
        else:
            logout(request)
            messages.success(request, _("Your account is erased."))
            return go(request, resolve_url("portal:landing"))
    context = {"form": form, "stays": what_stays(user)}
    return render_page(request, "portal/erase.html", context, status=422 if form.errors else 200)
