from django.urls import path

from apps.exercises import sheet_views, views

app_name = "exercises"

urlpatterns = [
    path("exercises/<slug:slug>/start/", views.start, name="start"),
    path("maps/<str:map_id>/step/<int:number>/", views.step, name="step"),
    path("maps/<str:map_id>/settings/", sheet_views.settings, name="settings"),
    path("maps/<str:map_id>/flow/", sheet_views.flow, name="flow"),
    path("maps/<str:map_id>/walk/", sheet_views.walk, name="walk"),
    path("maps/<str:map_id>/edit/", views.edit, name="edit"),
    path("maps/<str:map_id>/undo/", views.undo_last, name="undo"),
    path("maps/<str:map_id>/redo/", views.redo_last, name="redo"),
    path("maps/<str:map_id>/waive/", views.waive, name="waive"),
]
