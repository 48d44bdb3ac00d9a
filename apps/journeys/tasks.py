"""Jobs of maps: pictures to download. Every night: what guests left behind, and files that no map knows."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from apps.common.errors import DomainError
from apps.common.files import file_name
from apps.jobs.kinds import Output, Progress, job
from apps.jobs.letters import letter
from apps.jobs.models import Job
from apps.jobs.queue import app
from apps.journeys import letters
from apps.journeys.drawing import draw_file
from apps.journeys.selectors import map_of_job
from apps.journeys.services.guests import expire_guest_maps
from apps.journeys.services.images import delete_stray_images
from apps.journeys.services.pictures import KIND, PICTURE_FORMS
from apps.journeys.services.reviews import LETTER, remind_of_reviews
from apps.journeys.services.uploads import delete_old_uploads


def _map_page(job: Job) -> str:
    return reverse("journeys:map", args=[job.args["map"]])


@job(
    KIND,
    title=_("Picture of the map"),
    steps={"read": _("Reading the map"), "draw": _("Drawing the picture"), "keep": _("Storing the file")},
    back=_map_page,
)
def draw_map(job: Job, progress: Progress) -> Output:
    progress(5, "read")
    map = map_of_job(job)
    if map is None:
        raise DomainError("job_gone")
    form = PICTURE_FORMS[job.args["form"]]
    progress(20, "draw")
    with translation.override(job.args["language"]):
        content = draw_file(
            map, form=job.args["form"], theme=job.args["theme"], paper=job.args.get("paper", "")
        )
    progress(90, "keep")
    return Output(content, file_name(map.title, form.ending), form.content_type)


letter(LETTER)(letters.review_due)
letter("coauthor_added")(letters.coauthor_added)
letter("map_deleted")(letters.map_deleted)


@app.task(name="journeys.remind_of_reviews", ignore_result=True)
def remind() -> None:
    remind_of_reviews(timezone.localdate())


@app.task(name="journeys.expire_guest_maps", ignore_result=True)
def expire() -> None:
    expire_guest_maps(timezone.now())


@app.task(name="journeys.delete_stray_images", ignore_result=True)
def delete_strays() -> None:
    delete_stray_images(timezone.now())


@app.task(name="journeys.delete_old_uploads", ignore_result=True)
def delete_uploads() -> None:
    delete_old_uploads(timezone.now())
