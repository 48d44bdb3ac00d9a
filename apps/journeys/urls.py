from django.urls import path

from apps.journeys.views import coach, images, maps, output, uploads, versions

app_name = "journeys"

urlpatterns = [
    path("try/", maps.try_out, name="try"),
    path("coach/", coach.coach, name="coach"),
    path("coach/<str:code>/", coach.rule, name="rule"),
    path("maps/", maps.maps, name="maps"),
    path("maps/new/", maps.new, name="new"),
    path("maps/import/", uploads.import_file, name="import"),
    path("maps/<str:map_id>/", maps.show, name="map"),
    path("maps/<str:map_id>/list/", maps.as_list, name="list"),
    path("maps/<str:map_id>/versions/", versions.versions, name="versions"),
    path("maps/<str:map_id>/versions/keep/", versions.keep, name="keep"),
    path("maps/<str:map_id>/versions/<str:snapshot_id>/", versions.version, name="version"),
    path("maps/<str:map_id>/versions/<str:snapshot_id>/restore/", versions.restore, name="restore"),
    path("maps/<str:map_id>/images/", images.images, name="images"),
    path("maps/<str:map_id>/images/<str:image_id>/", images.image, name="image"),
    path("maps/<str:map_id>/images/<str:image_id>/remove/", images.remove_picture, name="remove_image"),
    path("maps/<str:map_id>/picture/", output.order, name="picture"),
    path("maps/<str:map_id>/map.svg", output.as_svg, name="svg"),
    path("maps/<str:map_id>/map.cjm.json", output.as_json, name="json"),
]
