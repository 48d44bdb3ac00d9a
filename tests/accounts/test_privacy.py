"""Everything that leads to a person is registered; the archive holds it; erasing leaves nothing that names them."""

import io
import json
import zipfile
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core import serializers
from django.test import Client
from django.utils.translation import gettext, override

from apps.accounts import privacy
from apps.accounts.erasing import erase_account, what_stays
from apps.accounts.exporting import export_account
from apps.accounts.models import User
from apps.assessment.models import Assignment, Grading, GradingEvent, MapComment
from apps.assessment.services import add_comment, complete_grading, mark_criterion
from apps.common.access import Role
from apps.common.errors import DomainError
from apps.exercises.models import Attempt, Submission
from apps.journeys.models import JourneyMap, MapEdit, Snapshot
from apps.journeys.services import apply_operations, take_snapshot
from apps.learning.models import Enrolment, LessonProgress
from apps.organisations.models import CohortMember, CohortTrainer, Invitation, Membership
from tests.accounts.people_models import about_people
from tests.factories.accounts import PASSWORD, UserFactory, session_of
from tests.factories.assessment import drawn, edit_of, submitted, trained
from tests.factories.journeys import guest, make_map
from tests.factories.learning import EnrolmentFactory, LessonProgressFactory
from tests.factories.organisations import InvitationFactory, OrganisationFactory, actor_for, person

pytestmark = pytest.mark.db

NAME, EMAIL = "Zuzana Quillfeather", "zuzana.quillfeather@example.org"


def unregistered() -> set[str]:
    return set(about_people() - privacy.registered())


def test_every_model_that_leads_to_a_person_is_registered() -> None:
    assert unregistered() == set()


def test_nothing_is_registered_that_does_not_exist() -> None:
    assert privacy.registered() <= about_people()


@pytest.mark.parametrize("label", sorted(holding.label for holding in privacy.holdings()))
def test_a_forgotten_model_would_be_found(label: str, monkeypatch: pytest.MonkeyPatch) -> None:
    rest = {name: holding for name, holding in privacy._personal.items() if name != label}
    monkeypatch.setattr(privacy, "_personal", rest)
    assert label in unregistered()


def test_a_model_is_erased_or_kept_for_a_reason() -> None:
    with pytest.raises(ValueError, match="neither erased nor kept"):
        privacy.personal(User, title="People")


def sign_in_data(user: User) -> None:
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    data = {"name": f"Laptop of {NAME}", "credential": {}}
    Authenticator.objects.create(user=user, type=Authenticator.Type.WEBAUTHN, data=data)
    session_of(user)


def learner_in(assignment: Assignment) -> User:
    user = person(assignment.organisation, Role.LEARNER, name=NAME, email=EMAIL)
    sign_in_data(user)
    assignment.cohort.members.add(user)
    enrolment = EnrolmentFactory.create(organisation=assignment.organisation, learner=user)
    LessonProgressFactory.create(enrolment=enrolment)
    return user


def graded(assignment: Assignment, trainer: User, learner: User) -> Grading:
    grading = submitted(assignment, drawn(assignment, learner=learner), message=f"Yours, {NAME}")
    actor = actor_for(trainer)
    for criterion in assignment.rubric.criteria:
        grading = mark_criterion(
            grading, actor=actor, edit=edit_of(grading), criterion=criterion.id, level=2
        ).grading
    place = grading.submission.snapshot.document["touchpoints"][0]["id"]
    grading = add_comment(
        grading, actor=actor, edit=edit_of(grading), object_id=place, lane="emotion", text="Who said so?"
    ).grading
    return complete_grading(grading, actor=actor, edit=edit_of(grading), summary="Well drawn").grading


def retitle(map: JourneyMap, user: User) -> None:
    change = {"op": "set", "id": "map", "field": "title", "value": "Another title"}
    apply_operations(
        map, [change], base_revision=map.revision, actor=actor_for(user), client="page", sequence=1
    )


def archive_of(user: User, language: str = "en") -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(b"".join(export_account(user, language=language))))


def data_of(user: User) -> dict[str, list[dict[str, Any]]]:
    rows: dict[str, list[dict[str, Any]]] = json.loads(archive_of(user).read("data.json"))
    return rows


def everything() -> str:
    """The whole database as text."""
    rows = (row for model in apps.get_models() for row in model._base_manager.all())
    return str(serializers.serialize("json", rows)).casefold()


def test_archive_holds_what_is_kept_about_a_learner() -> None:
    assignment, trainer = trained()
    learner = learner_in(assignment)
    grading = graded(assignment, trainer, learner)
    other = make_map(actor_for(learner), organisation_id=assignment.organisation_id)
    retitle(other, learner)
    archive = archive_of(learner)
    data = json.loads(archive.read("data.json"))
    profile = data["accounts.User"][0]
    assert profile["email"] == EMAIL
    assert set(profile) == {field.name for field in User._meta.concrete_fields} - {"password"} | {"groups"}
    assert data["account.EmailAddress"] == [{"email": EMAIL, "verified": True, "primary": True}]
    assert {row["id"] for row in data["journeys.JourneyMap"]} == {other.pk, grading.submission.attempt.map_id}
    assert data["journeys.MapEdit"][0]["operations"][0]["value"] == "Another title"
    assert data["assessment.Grading"][0]["summary"] == "Well drawn"
    assert data["assessment.MapComment"][0]["text"] == "Who said so?"
    assert data["learning.LessonProgress"][0]["lesson"]
    assert data["organisations.Membership"][0]["role"] == "learner"
    assert data["usersessions.UserSession"][0]["ip"] == "192.0.2.7"
    assert json.loads(archive.read(f"maps/{other.pk}.cjm.json"))["title"] == "Another title"
    assert f"maps/{grading.submission.attempt.map_id}/{grading.submission.snapshot_id}.cjm.json" in (
        archive.namelist()
    )
    assert archive.testzip() is None


def test_archive_holds_no_secret_and_nothing_of_others() -> None:
    assignment, trainer = trained()
    learner = learner_in(assignment)
    make_map(actor_for(person(assignment.organisation, name="Somebody Else")))
    data = {"name": "", "secret": "do-not-tell"}
    Authenticator.objects.create(user=learner, type=Authenticator.Type.TOTP, data=data)
    text = archive_of(learner).read("data.json").decode()
    assert "do-not-tell" not in text
    assert learner.password not in text
    assert UserSession.objects.get(user=learner).session_key not in text
    assert "Somebody Else" not in text
    assert trainer.name not in text


def test_a_result_that_is_not_released_is_not_in_the_archive() -> None:
    assignment, trainer = trained(release=Assignment.Release.TOGETHER)
    learner = learner_in(assignment)
    graded(assignment, trainer, learner)
    assert data_of(learner)["assessment.Grading"] == []
    assert data_of(learner)["assessment.MapComment"] == []
    assert len(data_of(trainer)["assessment.Grading"]) == 1


@pytest.mark.parametrize("language", ["en", "zh-hans", "zh-hant", "ru"])
def test_readme_speaks_the_language_and_counts(language: str) -> None:
    user = UserFactory.create(name=NAME)
    make_map(actor_for(user))
    readme = archive_of(user, language).read("readme.txt").decode()
    with override(language):
        title = gettext("Your maps")
    assert NAME in readme
    assert f"- {title} (journeys.JourneyMap): 1" in readme


def test_a_person_without_results_leaves_nothing() -> None:
    organisation = OrganisationFactory.create()
    user = person(organisation, Role.LEARNER, name=NAME, email=EMAIL)
    sign_in_data(user)
    drawing = make_map(actor_for(user), organisation_id=organisation.pk)
    take_snapshot(drawing, kind="named", name="First", actor=actor_for(user))
    strange = make_map(guest())
    assert what_stays(user) == []
    erase_account(user)
    assert not User.objects.filter(pk=user.pk).exists()
    assert list(JourneyMap.unscoped.all()) == [strange]
    assert not Snapshot.unscoped.exists()
    assert NAME.casefold() not in everything()
    assert EMAIL not in everything()


def test_what_was_handed_in_stays_nameless_and_the_rest_goes() -> None:
    assignment, trainer = trained()
    learner = learner_in(assignment)
    grading = graded(assignment, trainer, learner)
    draft = make_map(actor_for(learner), organisation_id=assignment.organisation_id)
    assert {holding.label for holding in what_stays(learner)} == {
        "exercises.Submission",
        "assessment.Grading",
    }
    erase_account(learner)
    learner.refresh_from_db()
    assert learner.name == "Former member"
    assert learner.email.endswith("@erased.invalid")
    assert not learner.is_active
    assert not learner.has_usable_password()
    grading.refresh_from_db()
    assert grading.points == 12
    assert Submission.unscoped.get().message == ""
    assert Attempt.unscoped.get().learner == learner
    assert MapComment.unscoped.count() == 1
    assert not JourneyMap.unscoped.filter(pk=draft.pk).exists()
    assert not MapEdit.unscoped.filter(actor=learner).exists()
    for model in (CohortMember, Membership):
        assert not model.unscoped.filter(user=learner).exists()
    assert not LessonProgress.unscoped.exists()
    assert NAME.casefold() not in everything()
    assert EMAIL not in everything()


def test_a_trainer_leaves_the_results_and_the_name_goes() -> None:
    assignment, trainer = trained()
    grading = graded(assignment, trainer, learner_in(assignment))
    InvitationFactory.create(organisation=assignment.organisation, created_by=trainer)
    labels = {holding.label for holding in what_stays(trainer)}
    assert labels == {"organisations.Invitation", "assessment.Grading"}
    erase_account(trainer)
    assert not User.objects.filter(pk=trainer.pk).exists()
    grading.refresh_from_db()
    assert (grading.grader, grading.summary) == (None, "Well drawn")
    assert GradingEvent.unscoped.exists()
    assert not GradingEvent.unscoped.exclude(actor=None).exists()
    assert Invitation.unscoped.get().created_by is None
    assert trainer.name.casefold() not in everything()


def test_who_stays_nameless_is_taken_out_of_what_they_did_for_others() -> None:
    """Their account is not deleted, so nothing falls away by itself."""
    assignment, trainer = trained()
    both = learner_in(assignment)
    retitle(graded(assignment, trainer, both).submission.attempt.map, both)
    Membership.unscoped.create(organisation=assignment.organisation, user=both, role=Role.TRAINER)
    assignment.cohort.trainers.add(both)
    others = graded(assignment, both, person(assignment.organisation, Role.LEARNER))
    InvitationFactory.create(organisation=assignment.organisation, created_by=both)
    erase_account(both)
    others.refresh_from_db()
    assert others.grader is None
    assert not GradingEvent.unscoped.filter(actor=both).exists()
    assert MapEdit.unscoped.get().actor is None
    assert not Snapshot.unscoped.filter(created_by=both).exists()
    assert not CohortTrainer.unscoped.filter(user=both).exists()
    assert not Membership.unscoped.filter(user=both).exists()
    assert not Invitation.unscoped.filter(created_by=both).exists()
    assert not EmailAddress.objects.filter(user=both).exists()
    assert not Authenticator.objects.filter(user=both).exists()
    assert not Enrolment.unscoped.filter(learner=both).exists()


def test_what_an_administrator_did_stays_nameless() -> None:
    admin = UserFactory.create(name=NAME, email=EMAIL, is_staff=True)
    changed = UserFactory.create(name="Ola")
    LogEntry.objects.create(
        user=admin,
        content_type=ContentType.objects.get_for_model(User),
        object_id=str(changed.pk),
        object_repr="Ola",
        action_flag=CHANGE,
        change_message="",
    )
    erase_account(admin)
    assert LogEntry.objects.get().user.name == "Former member"
    erase_account(changed)
    assert LogEntry.objects.get().object_repr == "Former member"
    assert NAME.casefold() not in everything()


def test_what_was_done_to_the_account_is_told_without_name_and_addresses(client: Client) -> None:
    client.force_login(UserFactory.create(is_staff=True, is_superuser=True))
    user, neighbour = UserFactory.create(name=NAME, email=EMAIL), UserFactory.create(name="Ola")
    session_of(user, "Quillfeather's browser")
    for owner, address in ((user, EMAIL), (user, f"second.{EMAIL}"), (neighbour, neighbour.email)):
        email = EmailAddress.objects.create(user=owner, email=address, verified=False)
        change = {"user": owner.pk, "email": address, "verified": "on"}
        assert client.post(f"/admin/account/emailaddress/{email.pk}/change/", change).status_code == 302
    session = UserSession.objects.get(user=user)
    about = LogEntry.objects.get(content_type__model="emailaddress", object_repr=EMAIL)
    LogEntry.objects.create(
        user=about.user,
        content_type=ContentType.objects.get_for_model(Invitation),
        object_id="gone",
        object_repr=f"learner {EMAIL.upper()}",
        action_flag=CHANGE,
        change_message=json.dumps([{"added": {"name": "email", "object": EMAIL}}]),
    )
    LogEntry.objects.create(
        user=about.user,
        content_type=ContentType.objects.get_for_model(UserSession),
        object_id=str(session.pk),
        object_repr=str(session),
        action_flag=CHANGE,
    )
    erase_account(user)
    told = list(LogEntry.objects.order_by("pk").values_list("object_repr", flat=True))
    assert told == ["Former member", "Former member", neighbour.email, "Former member", "Former member"]
    assert "quillfeather" not in everything()


def test_name_of_who_left_speaks_their_language_and_no_wish_of_theirs_is_kept() -> None:
    assignment, trainer = trained()
    learner = learner_in(assignment)
    User.objects.filter(pk=learner.pk).update(language="ru", theme="dark", single_key_shortcuts=False)
    graded(assignment, trainer, learner)
    erase_account(learner)
    learner.refresh_from_db()
    with override("ru"):
        name = gettext("Former member")
    assert (learner.name, learner.language, learner.theme) == (name, "", "system")
    assert learner.single_key_shortcuts


def test_the_last_manager_hands_over_first() -> None:
    organisation = OrganisationFactory.create()
    manager = person(organisation, Role.MANAGER, Role.LEARNER)
    person(organisation, Role.LEARNER)
    with pytest.raises(DomainError, match="hand_over_first"):
        erase_account(manager)
    assert User.objects.filter(pk=manager.pk, is_active=True).exists()
    assert Membership.unscoped.filter(user=manager).count() == 2
    person(organisation, Role.MANAGER)
    erase_account(manager)
    assert not User.objects.filter(pk=manager.pk).exists()


def test_a_manager_alone_may_go() -> None:
    manager = person(OrganisationFactory.create(), Role.MANAGER)
    erase_account(manager)
    assert not User.objects.filter(pk=manager.pk).exists()


def test_manager_of_another_organisation_is_no_successor() -> None:
    first, second = OrganisationFactory.create(), OrganisationFactory.create()
    manager = person(first, Role.MANAGER)
    person(first, Role.LEARNER)
    person(second, Role.MANAGER)
    with pytest.raises(DomainError, match="hand_over_first"):
        erase_account(manager)


def test_a_failure_in_the_middle_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    user = person(OrganisationFactory.create(), Role.LEARNER)
    make_map(actor_for(user))
    first = privacy.holdings()[0]

    def fail(person: User, kept: privacy.Keys) -> None:
        raise RuntimeError

    broken = privacy.Holding(first.label, first.title, None, None, fail, "", None)
    monkeypatch.setitem(privacy._personal, first.label, broken)
    with pytest.raises(RuntimeError):
        erase_account(user)
    assert JourneyMap.unscoped.filter(owner=user).exists()
    assert Membership.unscoped.filter(user=user).exists()


def test_every_browser_is_signed_out_at_once() -> None:
    assignment, trainer = trained()
    learner = learner_in(assignment)
    graded(assignment, trainer, learner)
    client = Client()
    client.force_login(learner)
    assert client.get("/en/home/").status_code == 200
    erase_account(learner)
    assert client.get("/en/home/").status_code == 302
    assert not client.login(email=EMAIL, password=PASSWORD)
    assert not UserSession.objects.filter(user=learner).exists()
