from django.urls import URLPattern, URLResolver, path

from apps.accounts import views

app_name = "accounts"
urlpatterns: list[URLPattern | URLResolver] = [
    path("preferences/", views.preferences, name="preferences"),
    # In the place of allauth's own page, which stands further down.
    path("accounts/email/", views.email, name="email"),
    path("settings/sessions/<int:session_id>/end/", views.end_session, name="end_session"),
]
