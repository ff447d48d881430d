"""Two records become one person, and two again: who may, what is refused, what passes, what comes back."""

import threading
from datetime import date, timedelta

import pytest
from django.apps import apps
from django.db import connection

from directory import queries
from directory.errors import MergeRefused, NotAllowed
from directory.models import (
    AuditEvent,
    CivilIdentity,
    ContactConflict,
    ContactPoint,
    FormerIdentifier,
    Fusion,
    Practitioner,
    PractitionerRole,
    ProfessionalExercise,
)
from directory.policy import CONTACT_CHANGE_DELAY
from directory.workflows import merging
from directory.workflows.loading.turn import sole_driver
from directory.workflows.similar_people import find_similar
from tests.factories.directory import (
    LONG_AGO,
    AccountFactory,
    CivilIdentityFactory,
    ContactPointFactory,
    EnrolmentFactory,
    ExpertiseFactory,
    FormerIdentifierFactory,
    MailboxFactory,
    MandateFactory,
    PractitionerFactory,
    PractitionerRoleFactory,
    ProfessionalExerciseFactory,
)
from tests.factories.loads import ExtractLoadFactory
from tests.factories.qualifications import DiplomaFactory, PracticeAuthorizationFactory, SmartCardFactory

pytestmark = pytest.mark.django_db

WHY = "Même personne, dit l’agence"
NOT_COMPARED = {"auditevent", "auditwaiting", "fusion", "directoryentry", "nameword"}


@pytest.fixture
def operator(db):
    return AccountFactory(operator=True)


@pytest.fixture
def kept(db):
    return PractitionerFactory()


@pytest.fixture
def absorbed(db):
    """An ADELI record of the same person."""
    return PractitionerFactory(identifier_type="0", identifier="750712184", national_id="0750712184")


def merge(operator, kept, absorbed, now, **given):
    return merging.merge(
        account=operator, kept_id=kept.pk, absorbed_id=absorbed.pk, **{"reason": WHY, "now": now, **given}
    )


def refusal(call, *args, **given):
    with pytest.raises(MergeRefused) as refused:
        call(*args, **given)
    return refused.value.reason


def all_rows():
    """Every row of the directory, without the trail, its derived tables, and the instants of last changes."""
    rows = {}
    for model in apps.get_app_config("directory").get_models():
        if model._meta.model_name in NOT_COMPARED or model.__name__.endswith("Event"):
            continue
        names = [field.attname for field in model._meta.local_fields if field.name != "updated_at"]
        rows[model.__name__] = sorted(map(repr, model._default_manager.values_list(*names)))
    return rows


def fill(person):
    """Something of everything."""
    exercise = ProfessionalExerciseFactory(practitioner=person, profession_code="60")
    role = PractitionerRoleFactory(exercise=exercise)
    ExpertiseFactory(exercise=exercise)
    DiplomaFactory(practitioner=person)
    PracticeAuthorizationFactory(practitioner=person)
    MailboxFactory(practitioner=person)
    SmartCardFactory(practitioner=person)
    CivilIdentityFactory(practitioner=person)
    ContactPointFactory(practitioner=person, verified=True)
    ContactPointFactory(practitioner=person, mobile_phone=True)
    EnrolmentFactory(practitioner=person, role=role)
    FormerIdentifierFactory(practitioner=person)
    ContactConflict.objects.create(
        practitioner=person, kind="EMAIL", email="autre@exemple.test", load=ExtractLoadFactory(), opened_at=LONG_AGO
    )
    return exercise


def test_nobody_but_a_national_operator_compares_or_merges(kept, absorbed, now):
    for account in (AccountFactory(), MandateFactory().account, MandateFactory(auditor=True).account):
        for verb in (merging.preview, merging.merge):
            with pytest.raises(NotAllowed):
                verb(
                    account=account,
                    kept_id=kept.pk,
                    absorbed_id=absorbed.pk,
                    now=now,
                    **({"reason": WHY} if verb is merging.merge else {}),
                )
        with pytest.raises(NotAllowed):
            merging.undo(account=account, fusion_id=1, now=now)

    assert not AuditEvent.objects.exists()


def test_an_operator_of_tests_does_not_reach_real_people(kept, now):
    operator = MandateFactory(operator=True).account
    real = PractitionerFactory(real=True)

    assert refusal(merge, operator, kept, real, now) == "unknown"
    assert refusal(merge, operator, real, PractitionerFactory(real=True), now) == "unknown"


def test_what_cannot_be_one_is_refused(operator, kept, absorbed, now):
    assert refusal(merge, operator, kept, kept, now) == "same"
    assert refusal(merge, operator, kept, PractitionerFactory(real=True), now) == "worlds"
    assert refusal(merge, operator, kept, Practitioner(pk=0), now) == "unknown"
    assert refusal(merge, operator, kept, absorbed, now, reason="  trop court ".strip()[:9]) == "reason"
    FormerIdentifierFactory(national_id=absorbed.national_id)
    assert refusal(merge, operator, kept, absorbed, now) == "identifier_elsewhere"
    assert not Fusion.objects.exists()


def test_people_of_two_birth_dates_need_a_reason_of_its_own(operator, kept, absorbed, now):
    CivilIdentityFactory(practitioner=kept)
    CivilIdentityFactory(practitioner=absorbed, birth_date=date(1985, 4, 3))

    assert merging.preview(account=operator, kept_id=kept.pk, absorbed_id=absorbed.pk, now=now).differs_in_birth
    assert refusal(merge, operator, kept, absorbed, now) == "birth_date"
    fusion = merge(operator, kept, absorbed, now, difference_reason="Jour et mois inversés à la saisie")

    assert fusion.difference_reason == "Jour et mois inversés à la saisie"


def test_nothing_merges_while_a_load_runs(operator, kept, absorbed, now, django_db_blocker):
    outcome = []

    def drive():
        with sole_driver():
            started.set()
            done.wait(30)
        connection.close()

    started, done = threading.Event(), threading.Event()
    load = threading.Thread(target=drive)
    load.start()
    started.wait(30)
    outcome.append(refusal(merge, operator, kept, absorbed, now))
    done.set()
    load.join(30)

    assert outcome == ["load"]


def test_a_preview_compares_both_and_writes_nothing_but_who_looked(operator, kept, absorbed, now):
    fill(absorbed)
    CivilIdentityFactory(practitioner=kept, birth_family_name="Dupont Léger", given_names="Zoé", sex_code="")
    before = all_rows()

    preview = merging.preview(account=operator, kept_id=kept.pk, absorbed_id=absorbed.pk, now=now)

    assert {line.trait: line.is_same for line in preview.identity} == {
        "birth_family_name": True,
        "given_names": False,
        "birth_date": True,
        "sex_code": None,
        "birth_place_label": None,
        "birth_country_code": None,
    }
    assert preview.moves.counts()["exercises"] == 1
    assert preview.moves.stays == {"identity": 1}
    assert all_rows() == before
    assert {event.practitioner_id for event in AuditEvent.objects.all()} == {kept.pk, absorbed.pk}


def test_everything_passes_to_a_record_that_has_nothing(operator, kept, absorbed, now):
    fill(absorbed)

    merge(operator, kept, absorbed, now)

    for model in apps.get_app_config("directory").get_models():
        names = {field.name for field in model._meta.local_fields}
        if "practitioner" in names and not model.__name__.endswith(("Event", "Entry")):
            assert not model._default_manager.filter(practitioner=absorbed).exists(), model
    assert PractitionerRole.objects.get().exercise.practitioner == kept
    assert kept.civil_identity.birth_date == date(1985, 3, 4)


def test_what_both_have_stays_where_it_is(operator, kept, absorbed, now):
    own = fill(kept)
    theirs = fill(absorbed)
    other = PractitionerRoleFactory(exercise=theirs, role_code="314")
    PractitionerRole.objects.filter(exercise=theirs, role_code="313").update(organization=own.roles.get().organization)
    ExpertiseFactory(exercise=theirs, code="SM26")
    second = ProfessionalExerciseFactory(practitioner=absorbed, profession_code="70")

    fusion = merge(operator, kept, absorbed, now)

    assert {role.role_code for role in own.roles.all()} == {"313", "314"}
    assert {one.code for one in own.expertises.all()} == {"SM54", "SM26"}
    assert set(kept.exercises.all()) == {own, second}
    assert list(absorbed.exercises.all()) == [theirs]
    assert theirs.roles.get().role_code == "313"
    other.refresh_from_db()
    assert other.exercise == own
    assert kept.mailboxes.count() == kept.smart_cards.count() == 2
    assert kept.diplomas.count() == kept.authorizations.count() == 1
    assert ContactPoint.objects.filter(practitioner=kept).count() == 2
    assert fusion.moved["stays"] == {
        "exercises": 1,
        "roles": 1,
        "expertises": 1,
        "diplomas": 1,
        "authorizations": 1,
        "contacts": 2,
        "identity": 1,
    }


def test_a_contact_that_passes_serves_after_the_delay_of_a_change(operator, kept, absorbed, now):
    contact = ContactPointFactory(practitioner=absorbed, verified=True)

    merge(operator, kept, absorbed, now)

    contact.refresh_from_db()
    assert (contact.practitioner, contact.settled_at) == (kept, now + CONTACT_CHANGE_DELAY)
    assert not queries.activation_contacts(kept.pk, now)


def test_the_absorbed_record_is_eligible_for_nothing_and_its_numbers_lead_to_the_kept_one(
    operator, kept, absorbed, now
):
    fill(kept)
    fill(absorbed)
    former = absorbed.former_identifiers.get().national_id

    merge(operator, kept, absorbed, now)

    assert queries.is_eligible(kept.pk, now)
    assert not queries.is_eligible(absorbed.pk, now)
    assert not absorbed.entry.__class__.objects.get(practitioner=absorbed).is_listed
    for number in (absorbed.national_id, former, kept.national_id):
        assert queries.find_by_national_id(number) == kept
    assert queries.people_of_number(absorbed.identifier).get() == kept
    assert {one.national_id for one in queries.other_identifiers(kept)} >= {absorbed.national_id, former}
    keys = find_similar(family_names=["DUPONT-LÉGER"], given_names="Éloïse", birth_date=date(1985, 3, 4), is_test=True)
    assert keys == [kept.pk]


def test_people_who_share_an_address_and_nothing_else_are_not_alike(kept):
    CivilIdentityFactory(practitioner=kept)
    ContactPointFactory(practitioner=kept, email="partagee@exemple.test")
    other = PractitionerFactory(family_name="MARTIN", given_names="Paul")
    CivilIdentityFactory(practitioner=other, birth_date=date(1970, 1, 1))
    ContactPointFactory(practitioner=other, email="partagee@exemple.test")

    found = find_similar(family_names=["MARTIN"], given_names="Paul", birth_date=date(1970, 1, 1), is_test=True)

    assert found == [other.pk]


@pytest.mark.parametrize("both_have", [True, False])
def test_undoing_gives_everything_back_exactly(operator, kept, absorbed, now, both_have):
    fill(absorbed)
    ProfessionalExerciseFactory(practitioner=absorbed, profession_code="70")
    if both_have:
        own = fill(kept)
        PractitionerRoleFactory(exercise=own, role_code="350")
    before = all_rows()
    fusion = merge(operator, kept, absorbed, now)
    assert all_rows() != before

    merging.undo(account=operator, fusion_id=fusion.pk, now=now + timedelta(hours=1))

    assert all_rows() == before
    assert queries.find_by_national_id(absorbed.national_id) == absorbed
    assert queries.is_eligible(absorbed.pk, now)
    assert refusal(merging.undo, account=operator, fusion_id=fusion.pk, now=now) == "undone"
    again = merge(operator, kept, absorbed, now)
    assert again.pk != fusion.pk


def test_fusions_are_undone_from_the_latest_to_the_first(operator, kept, absorbed, now):
    third, fourth = PractitionerFactory(), PractitionerFactory()
    first = merge(operator, kept, absorbed, now)
    second = merge(operator, kept, third, now)

    assert refusal(merge, operator, absorbed, fourth, now) == "absorbed"
    assert refusal(merge, operator, fourth, absorbed, now) == "absorbed"
    assert refusal(merging.undo, account=operator, fusion_id=first.pk, now=now) == "later_fusion"
    last = merge(operator, fourth, kept, now)
    assert queries.find_by_national_id(absorbed.national_id) == fourth
    assert queries.records_now([absorbed.pk, third.pk, fourth.pk]) == [fourth.pk]
    assert refusal(merging.undo, account=operator, fusion_id=second.pk, now=now) == "later_fusion"
    for fusion in (last, second, first):
        merging.undo(account=operator, fusion_id=fusion.pk, now=now)

    assert queries.find_by_national_id(absorbed.national_id) == absorbed
    assert refusal(merging.undo, account=operator, fusion_id=0, now=now) == "unknown"


def test_a_record_that_was_given_the_same_again_meanwhile_is_not_undone(operator, kept, absorbed, now):
    ProfessionalExerciseFactory(practitioner=absorbed)
    fusion = merge(operator, kept, absorbed, now)
    ProfessionalExercise.objects.create(practitioner=absorbed, profession_code="60", category_code="C")

    assert refusal(merging.undo, account=operator, fusion_id=fusion.pk, now=now) == "changed_since"
    assert Fusion.objects.get().undone_at is None
    assert ProfessionalExercise.objects.get(load=None, practitioner=kept)


def test_both_records_keep_the_trace_and_history_names_the_fusion(operator, kept, absorbed, now):
    exercise = ProfessionalExerciseFactory(practitioner=absorbed)
    CivilIdentityFactory(practitioner=absorbed)

    fusion = merge(operator, kept, absorbed, now)

    events = AuditEvent.objects.filter(action="directory.people_merged")
    assert {event.practitioner_id for event in events} == {kept.pk, absorbed.pk}
    assert {event.actor for event in events} == {operator}
    former = apps.get_model("directory", "ProfessionalExerciseEvent").objects.get(pgh_obj_id=exercise.pk)
    assert former.pgh_context.metadata["fusion"] == fusion.pk
    assert apps.get_model("directory", "CivilIdentityEvent").objects.get().pgh_label == "delete"
    assert CivilIdentity.objects.get().practitioner == kept


@pytest.mark.django_db(transaction=True)
def test_of_two_merges_at_once_of_one_record_one_wins(now):
    operator = AccountFactory(operator=True)
    absorbed = PractitionerFactory()
    others = [PractitionerFactory(), PractitionerFactory()]
    outcomes = []

    def run(kept):
        try:
            merge(operator, kept, absorbed, now)
            outcomes.append("merged")
        except MergeRefused as refused:
            outcomes.append(refused.reason)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[other]) for other in others]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert sorted(outcomes) == ["absorbed", "merged"]
    assert FormerIdentifier.objects.count() == Fusion.objects.count() == 1
    assert Fusion.objects.get().made_at == now > LONG_AGO
