from django.urls import URLPattern, URLResolver, path

from apps.organisations import views

app_name = "organisations"
urlpatterns: list[URLPattern | URLResolver] = [
    path("switch/", views.switch, name="switch"),
    path("join/<str:token>/", views.join, name="join"),
    path("people/", views.people_of_mine, name="people"),
    path("org/<slug:slug>/people/", views.people, name="people"),
    path("org/<slug:slug>/people/invite/", views.invite_by_mail, name="invite_by_mail"),
    path("org/<slug:slug>/people/<int:user_id>/remove-role/", views.remove_role, name="remove_role"),
    path("org/<slug:slug>/removals/<str:removal_id>/undo/", views.undo_removal, name="undo_removal"),
    path("org/<slug:slug>/invitations/<str:invitation_id>/withdraw/", views.withdraw, name="withdraw"),
    path("org/<slug:slug>/cohorts/", views.cohorts, name="cohorts"),
    path("org/<slug:slug>/cohorts/<str:cohort_id>/", views.cohort, name="cohort"),
    path("org/<slug:slug>/cohorts/<str:cohort_id>/archive/", views.archive, name="archive"),
    path("org/<slug:slug>/cohorts/<str:cohort_id>/reopen/", views.reopen, name="reopen"),
    path(
        "org/<slug:slug>/cohorts/<str:cohort_id>/<str:role>/add/", views.add_to_cohort, name="add_to_cohort"
    ),
    path(
        "org/<slug:slug>/cohorts/<str:cohort_id>/<str:role>/remove/",
        views.remove_from_cohort,
        name="remove_from_cohort",
    ),
]
