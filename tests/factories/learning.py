"""People who take a course. The course itself is text in fixtures."""

import factory

from apps.learning.models import Enrolment, LessonProgress
from tests.factories.accounts import UserFactory
from tests.factories.organisations import OrganisationFactory

COURSE, LESSON = "your-first-map", "what-a-journey-is"


class EnrolmentFactory(factory.django.DjangoModelFactory[Enrolment]):
    class Meta:
        model = Enrolment

    organisation = factory.SubFactory(OrganisationFactory)
    learner = factory.SubFactory(UserFactory)
    course = COURSE


class LessonProgressFactory(factory.django.DjangoModelFactory[LessonProgress]):
    class Meta:
        model = LessonProgress

    enrolment = factory.SubFactory(EnrolmentFactory)
    lesson = LESSON
