from django.urls import path

from apps.journeys import views

app_name = "journeys"

urlpatterns = [
    path("try/", views.try_out, name="try"),
    path("coach/", views.coach, name="coach"),
    path("coach/<str:code>/", views.rule, name="rule"),
    path("maps/", views.maps, name="maps"),
    path("maps/new/", views.new, name="new"),
    path("maps/import/", views.import_file, name="import"),
    path("maps/<str:map_id>/", views.show, name="map"),
    path("maps/<str:map_id>/list/", views.as_list, name="list"),
    path("maps/<str:map_id>/versions/", views.versions, name="versions"),
    path("maps/<str:map_id>/versions/keep/", views.keep, name="keep"),
    path("maps/<str:map_id>/versions/<str:snapshot_id>/", views.version, name="version"),
    path("maps/<str:map_id>/versions/<str:snapshot_id>/restore/", views.restore, name="restore"),
    path("maps/<str:map_id>/picture/", views.order, name="picture"),
    path("maps/<str:map_id>/images/", views.images, name="images"),
    path("maps/<str:map_id>/images/<str:image_id>/", views.image, name="image"),
    path("maps/<str:map_id>/images/<str:image_id>/remove/", views.remove_picture, name="remove_image"),
    path("maps/<str:map_id>/map.svg", views.as_svg, name="svg"),
    path("maps/<str:map_id>/map.cjm.json", views.as_json, name="json"),
]
