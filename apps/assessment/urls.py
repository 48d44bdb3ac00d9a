from django.urls import URLPattern, URLResolver, path

from apps.assessment.views import assignments, grading, learner, teach

app_name = "assessment"

_BENCH = "teach/grading/<str:assignment_id>/<str:submission_id>/"

urlpatterns: list[URLPattern | URLResolver] = [
    path("maps/<str:map_id>/submit/", learner.submit, name="submit"),
    path("maps/<str:map_id>/feedback/", learner.feedback, name="feedback"),
    path("maps/<str:map_id>/feedback/<str:comment_id>/addressed/", learner.address, name="address"),
    path("teach/", teach.desk, name="desk"),
    path("teach/assignments/new/", assignments.new, name="new"),
    path("teach/assignments/<str:assignment_id>/edit/", assignments.edit, name="edit"),
    path("teach/assignments/<str:assignment_id>/", teach.table, name="table"),
    path("teach/assignments/<str:assignment_id>/release/", teach.release, name="release"),
    path(_BENCH, grading.grade, name="grade"),
    path(f"{_BENCH}criteria/<str:criterion>/", grading.mark, name="mark"),
    path(f"{_BENCH}summary/", grading.summary, name="summary"),
    path(f"{_BENCH}comments/", grading.comment, name="comment"),
    path(f"{_BENCH}comments/<str:comment_id>/", grading.edit_comment, name="edit_comment"),
    path(f"{_BENCH}send/", grading.send, name="send"),
]
