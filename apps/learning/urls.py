from django.urls import path

from apps.learning import views

app_name = "learning"

urlpatterns = [
    path("courses/", views.courses, name="courses"),
    path("courses/<slug:slug>/", views.course, name="course"),
    path("courses/<slug:slug>/enrol/", views.enrol_in, name="enrol"),
    path("cases/<slug:slug>/", views.case, name="case"),
    path("learn/<slug:course>/<slug:lesson>/", views.lesson, name="lesson"),
    path("learn/<slug:course>/<slug:lesson>/done/", views.finish, name="finish"),
]
