"""The rhythm of a living map: setting it, holding reviews, reminding once, who is told where."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from celery.schedules import crontab
from django.conf import settings
from django.core import mail
from django.test import Client
from django.utils import timezone

from apps.accounts.models import User
from apps.accounts.services import save_preferences
from apps.common.access import Actor, Role
from apps.common.errors import Stale
from apps.jobs.models import Job
from apps.jobs.services import run_job
from apps.journeys import tasks
from apps.journeys.models import JourneyMap, ReviewPlan, ReviewRhythm
from apps.journeys.selectors import maps_to_review
from apps.journeys.services import hold_review, plan_reviews, remind_of_reviews
from apps.journeys.services.reviews import claim
from tests.factories.journeys import guest, make_map
from tests.factories.maps import small_map
from tests.factories.organisations import OrganisationFactory, actor_for, person

pytestmark = [pytest.mark.django_db]

JANUARY = date(2026, 1, 31)


@pytest.fixture
def author() -> User:
    return person(OrganisationFactory.create(), Role.LEARNER, name="Lin", language="ru")


@pytest.fixture
def map(author: User) -> JourneyMap:
    return make_map(actor_for(author), document=small_map())


def planned(map: JourneyMap, day: date = JANUARY, rhythm: ReviewRhythm = ReviewRhythm.MONTH) -> JourneyMap:
    plan_reviews(map, rhythm=rhythm, next_on=day)
    return map


def next_of(map: JourneyMap) -> date:
    return ReviewPlan.unscoped.get(map=map).next_on


def letters() -> list[Job]:
    return list(Job.unscoped.filter(kind="letter_review_due").order_by("pk"))


def send(job: Job) -> None:
    run_job(job.pk)


def at(monkeypatch: pytest.MonkeyPatch, moment: datetime) -> None:
    """The day of whoever is here; the zone is that of the site."""
    monkeypatch.setattr(timezone, "now", lambda: moment)


@pytest.mark.db
def test_a_plan_is_set_changed_and_ended(map: JourneyMap) -> None:
    planned(map)
    planned(map, date(2026, 5, 1), ReviewRhythm.QUARTER)
    assert ReviewPlan.unscoped.values_list("rhythm", "next_on").get() == ("quarter", date(2026, 5, 1))
    plan_reviews(map, rhythm=None, next_on=None)
    assert not ReviewPlan.unscoped.exists()


@pytest.mark.db
def test_a_held_review_moves_the_plan_once(map: JourneyMap, monkeypatch: pytest.MonkeyPatch) -> None:
    at(monkeypatch, datetime(2026, 1, 31, 12, tzinfo=ZoneInfo("UTC")))
    planned(map)
    assert hold_review(map, planned=JANUARY) == date(2026, 2, 28)
    with pytest.raises(Stale):
        hold_review(map, planned=JANUARY)
    assert next_of(map) == date(2026, 2, 28)


@pytest.mark.db
def test_a_review_of_no_plan_is_refused(map: JourneyMap) -> None:
    with pytest.raises(Stale):
        hold_review(map, planned=JANUARY)


@pytest.mark.db
@pytest.mark.parametrize(("rhythm", "reminders"), [(ReviewRhythm.MONTH, 12), (ReviewRhythm.QUARTER, 4)])
def test_a_year_reminds_once_for_each_date(
    map: JourneyMap, monkeypatch: pytest.MonkeyPatch, rhythm: ReviewRhythm, reminders: int
) -> None:
    """The clock strikes twice a day; the author holds each review four days late."""
    planned(map, date(2026, 1, 30), rhythm)
    day = date(2026, 1, 1)
    while day < date(2027, 1, 1):
        at(monkeypatch, datetime(day.year, day.month, day.day, 9, tzinfo=ZoneInfo("UTC")))
        tasks.remind()
        tasks.remind()
        due = next_of(map)
        if day >= due + timedelta(days=4):
            assert hold_review(map, planned=due) > day
        day += timedelta(days=1)
    assert len(letters()) == reminders
    assert len({job.key for job in letters()}) == reminders


@pytest.mark.db
@pytest.mark.parametrize(
    ("zone", "moment", "sent"),
    [
        pytest.param("UTC", datetime(2026, 1, 30, 23, 59, tzinfo=ZoneInfo("UTC")), 0, id="the eve"),
        pytest.param("UTC", datetime(2026, 1, 31, 0, 0, tzinfo=ZoneInfo("UTC")), 1, id="the day"),
        pytest.param(
            "Asia/Shanghai", datetime(2026, 1, 30, 16, 0, tzinfo=ZoneInfo("UTC")), 1, id="east: earlier"
        ),
        pytest.param(
            "America/Lima", datetime(2026, 1, 31, 4, 59, tzinfo=ZoneInfo("UTC")), 0, id="west: later"
        ),
    ],
)
def test_the_day_is_that_of_the_site(
    map: JourneyMap, monkeypatch: pytest.MonkeyPatch, zone: str, moment: datetime, sent: int
) -> None:
    planned(map)
    at(monkeypatch, moment)
    with timezone.override(zone):
        tasks.remind()
    assert len(letters()) == sent


@pytest.mark.db
def test_an_overdue_review_reminds_once_and_again_for_its_next_date(map: JourneyMap) -> None:
    planned(map)
    assert remind_of_reviews(date(2026, 3, 1)) == 1
    assert remind_of_reviews(date(2026, 3, 2)) == 0
    planned(map, date(2026, 3, 3))
    assert remind_of_reviews(date(2026, 3, 3)) == 1
    assert len(letters()) == 2


@pytest.mark.db
def test_nobody_is_reminded_who_has_no_mail_or_wants_none(map: JourneyMap, author: User) -> None:
    planned(make_map(guest(), document=small_map()))
    planned(map)
    save_preferences(author, mail_about_work=False)
    assert remind_of_reviews(JANUARY) == 0
    save_preferences(author, mail_about_work=True)
    assert remind_of_reviews(JANUARY) == 1
    User.objects.filter(pk=author.pk).update(is_active=False)
    planned(map, date(2026, 2, 1))
    assert remind_of_reviews(date(2026, 2, 1)) == 0


@pytest.mark.db
def test_reminding_takes_few_queries(map: JourneyMap, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        remind_of_reviews(JANUARY)
    planned(map)
    with django_assert_num_queries(5):
        remind_of_reviews(JANUARY)


@pytest.mark.db
@pytest.mark.parametrize("language", ["en", "zh-hans", "zh-hant", "ru"])
def test_the_letter_names_map_day_and_page(map: JourneyMap, author: User, language: str) -> None:
    save_preferences(author, language=language)
    planned(map)
    remind_of_reviews(JANUARY)
    send(letters()[0])
    (letter,) = mail.outbox
    assert letter.to == [author.email]
    assert map.title in letter.subject
    html = letter.alternatives[0][0]  # type: ignore[attr-defined]
    for text in (letter.body, html):
        assert f"{settings.BASE_URL}/{language}/maps/{map.pk}/changes/" in text
        assert f"/{language}/settings/" in text
        assert "2026" in text
        assert map.title in text


@pytest.mark.db
@pytest.mark.parametrize("since", ["held", "ended", "unwanted"])
def test_a_letter_that_has_lost_its_reason_is_not_sent(map: JourneyMap, author: User, since: str) -> None:
    planned(map)
    remind_of_reviews(JANUARY)
    match since:
        case "held":
            hold_review(map, planned=JANUARY)
        case "ended":
            plan_reviews(map, rhythm=None, next_on=None)
        case "unwanted":
            save_preferences(author, mail_about_work=False)
    send(letters()[0])
    assert mail.outbox == []


@pytest.mark.db
def test_the_clock_knows_the_reminder() -> None:
    entry = settings.CELERY_BEAT_SCHEDULE["remind of reviews"]
    assert entry["task"] == tasks.remind.name
    assert isinstance(entry["schedule"], crontab)


@pytest.mark.db
def test_due_maps_stand_in_the_order_of_their_dates(map: JourneyMap, author: User) -> None:
    later = make_map(actor_for(author), document=small_map())
    planned(map, date(2026, 1, 31))
    planned(later, date(2026, 1, 15))
    make_map(actor_for(author), document=small_map())
    actor = actor_for(author)
    assert [found.pk for found in maps_to_review(actor, today=JANUARY)] == [later.pk, map.pk]
    assert [found.pk for found in maps_to_review(actor, today=date(2026, 1, 30))] == [later.pk]
    assert list(maps_to_review(Actor(user_id=None), today=JANUARY)) == []


@pytest.mark.db
def test_two_clocks_that_saw_the_same_row_send_one_letter(map: JourneyMap) -> None:
    planned(map)
    row = map.pk, map.organisation_id, JANUARY
    assert [claim(*row), claim(*row)] == [True, False]
    assert len(letters()) == 1


@pytest.mark.db
def test_a_reminder_for_a_date_that_has_moved_is_not_claimed(map: JourneyMap) -> None:
    planned(map, date(2026, 2, 28))
    assert not claim(map.pk, map.organisation_id, JANUARY)
    assert letters() == []


@pytest.mark.web
def test_home_and_list_show_what_is_due(client: Client, map: JourneyMap, author: User) -> None:
    client.force_login(author)
    assert "Maps to look at again" not in client.get("/en/home/").content.decode()
    assert "Look again" not in client.get("/en/maps/").content.decode()
    planned(map, timezone.localdate())
    home = client.get("/en/home/").content.decode()
    assert "Maps to look at again" in home
    assert f'href="/en/maps/{map.pk}/changes/"' in home
    assert (
        f'<a class="tag warn" href="/en/maps/{map.pk}/changes/"' in client.get("/en/maps/").content.decode()
    )
    planned(map, timezone.localdate() + timedelta(days=1))
    assert "Maps to look at again" not in client.get("/en/home/").content.decode()
    assert "Look again" not in client.get("/en/maps/").content.decode()
