from django.urls import path

from apps.jobs import views

app_name = "jobs"

urlpatterns = [
    path("jobs/<str:job_id>/", views.show, name="job"),
    path("jobs/<str:job_id>/cancel/", views.cancel, name="cancel"),
    path("jobs/<str:job_id>/retry/", views.retry, name="retry"),
    path("jobs/<str:job_id>/file/", views.download, name="file"),
]
