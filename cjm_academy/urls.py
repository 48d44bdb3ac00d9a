"""Every address of the product. An app's urls.py holds whole paths, because /maps/ belongs to two apps."""

from allauth.account.decorators import secure_admin_login
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from apps.common.health import healthz, readyz
from apps.journeys.views.maps import follow_map

# The same door for everybody: the second step, the limits, a guest's maps.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("", include("apps.operate.urls")),
    path("admin/", admin.site.urls),
    path("live/maps/<str:map_id>/", follow_map, name="live_map"),
    *i18n_patterns(
        path("", include("apps.portal.urls")),
        path("", include("apps.accounts.urls")),
        path("", include("apps.organisations.urls")),
        path("", include("apps.jobs.urls")),
        path("", include("apps.journeys.urls")),
        path("", include("apps.exercises.urls")),
        path("", include("apps.learning.urls")),
        path("", include("apps.assessment.urls")),
        path("accounts/", include("allauth.urls")),
    ),
]

handler403 = "apps.common.middleware.permission_denied"
handler404 = "apps.common.middleware.page_not_found"
# allauth's own limits: sign-in, sign-up, password reset.
handler429 = "apps.common.middleware.too_many_requests"
handler500 = "apps.common.middleware.server_error"
