from django.urls import path

from apps.portal import account_views, views

app_name = "portal"

urlpatterns = [
    path("", views.landing, name="landing"),
    path("home/", views.home, name="home"),
    path("settings/", account_views.settings, name="settings"),
    path("settings/export/", account_views.export, name="export"),
    path("settings/erase/", account_views.erase, name="erase"),
    path("privacy/", views.text, {"slug": "privacy"}, name="privacy"),
    path("accessibility/", views.text, {"slug": "accessibility"}, name="accessibility"),
]
