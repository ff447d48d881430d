"""Loads whose process is killed at any step end as if nothing had happened, once they are driven again."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from directory.extract.layouts import FileKind
from directory.extract.sample.people import write_samples
from directory.models import ExtractLoad, LoadState
from directory.workflows import loading
from tests.support.extracts import load
from tests.support.killed_load import drive_and_kill, wait_until_free

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow, pytest.mark.usefixtures("no_limits")]

# Everything that loads write, by what people call it: keys that a sequence gave are another time others.
PORTRAIT = {
    "people": """SELECT national_id, civility_code, family_name, given_names, p.authority_code, a.code, a.is_test
        FROM directory_practitioner p JOIN directory_registrationauthority a ON a.id = authority_id""",
    "structures": """SELECT o.technical_id, o.legal_name, o.postal_code, o.region_code, o.is_test, e.technical_id
        FROM directory_organization o LEFT JOIN directory_organization e ON e.id = o.parent_id""",
    "roles": """SELECT p.national_id, x.profession_code, x.category_code, x.valid_until, o.technical_id, r.mode_code,
            r.role_code, r.source_key, r.authority_code, r.valid_until
        FROM directory_professionalexercise x JOIN directory_practitioner p ON p.id = x.practitioner_id
        LEFT JOIN directory_practitionerrole r ON r.exercise_id = x.id
        LEFT JOIN directory_organization o ON o.id = r.organization_id""",
    "expertises": """SELECT p.national_id, s.type_code, s.code, s.is_in_activities, s.is_in_expertises
        FROM directory_expertise s JOIN directory_professionalexercise x ON x.id = s.exercise_id
        JOIN directory_practitioner p ON p.id = x.practitioner_id""",
    "diplomas": """SELECT p.national_id, d.type_code, d.code, d.label
        FROM directory_diploma d JOIN directory_practitioner p ON p.id = d.practitioner_id""",
    "identities": """SELECT p.national_id, i.birth_family_name, i.given_names, i.birth_date
        FROM directory_civilidentity i JOIN directory_practitioner p ON p.id = i.practitioner_id""",
    "contacts": """SELECT p.national_id, c.kind, c.email, c.mobile, c.verified_by, c.ended_at IS NULL
        FROM directory_contactpoint c JOIN directory_practitioner p ON p.id = c.practitioner_id""",
    "messages": """SELECT p.national_id, m.event, m.channel
        FROM directory_outboundmessage m JOIN directory_practitioner p ON p.id = m.practitioner_id""",
    "searches": """SELECT p.national_id, n.family_key, n.given_key, n.is_listed
        FROM directory_directoryentry n JOIN directory_practitioner p ON p.id = n.practitioner_id""",
    "history": "SELECT pgh_label, national_id, family_name FROM directory_practitionerevent",
    "loads": "SELECT kind, sha256, state, line_count, refused_count, comparison, counts FROM directory_extractload",
    "refused": "SELECT line_number, fault, is_used FROM directory_refusedline",
    "memory": "SELECT person, digest FROM loading.memory_activities",
}


def portrait():
    """The digest of each of them."""
    digests = {}
    with connection.cursor() as cursor:
        for name, query in PORTRAIT.items():
            ordered = "string_agg(row::text, E'\\n' ORDER BY row::text COLLATE \"C\")"
            cursor.execute(f"SELECT count(*), md5({ordered}) FROM ({query}) AS row")  # noqa: S608
            digests[name] = cursor.fetchone()
    return digests


@pytest.fixture
def files(tmp_path):
    """The same people in files of every kind, and another day's file of activities and of contacts."""
    kinds = (FileKind.ACTIVITIES, FileKind.EXPERTISES, FileKind.DIPLOMAS, FileKind.RESTRICTED)
    paths = {kind: tmp_path / f"{kind}.txt" for kind in kinds}
    outs = {kind: path.open("wb") for kind, path in paths.items()}
    write_samples(outs, people=40, seed=5)
    for out in outs.values():
        out.close()
    for kind in (FileKind.ACTIVITIES, FileKind.RESTRICTED):
        header, *lines = paths[kind].read_text(encoding="utf-8").splitlines(keepends=True)
        paths[f"{kind}-2"] = tmp_path / f"{kind}-2.txt"
        changed = "".join(line.replace("exemple.test", "ailleurs.test") for line in lines[5:])
        paths[f"{kind}-2"].write_text(f"{header}{changed.replace('MARTIN', 'MARTIN-ROUX')}broken\n", encoding="utf-8")
    return paths


@pytest.fixture
def now():
    """Noon of this day: five minutes later, when a killed load goes on, it ends things at the same date."""
    return timezone.localtime().replace(hour=12, minute=0, second=0, microsecond=0)


def run(files, names, now):
    """The portrait after loads that nothing disturbs; nothing of them stays."""
    with transaction.atomic():
        for name in names:
            assert load(files[name], now).state == LoadState.FINISHED
        told = portrait()
        transaction.set_rollback(True)
    return told


def run_and_kill(files, names, step, now):
    """The portrait after the same loads, the last of which is killed at a step, then driven again."""
    for name in names[:-1]:
        load(files[name], now)
    (received,) = loading.receive(paths=[files[names[-1]]], now=now)
    killed = drive_and_kill(received.pk, step, now)
    wait_until_free()
    outcome = loading.advance(load_id=received.pk, now=now + timedelta(minutes=5))
    assert (killed, outcome.state) == (-9, LoadState.FINISHED)
    return portrait()


@pytest.mark.parametrize(
    "step", ["digest", "read", "check", "compare", "write", "search", "remember", "commit", "finish"]
)
def test_a_first_load_killed_at_any_step_ends_as_if_it_had_not_been(files, step, now):
    names = [FileKind.ACTIVITIES]
    undisturbed = run(files, names, now)

    told = run_and_kill(files, names, step, now)

    assert told == undisturbed
    assert told["people"][0] == 40


@pytest.mark.parametrize("step", ["changes", "read_changes", "compare", "write", "commit"])
def test_a_later_load_killed_at_any_step_ends_as_if_it_had_not_been(files, step, now):
    names = [FileKind.ACTIVITIES, f"{FileKind.ACTIVITIES}-2"]
    undisturbed = run(files, names, now)

    told = run_and_kill(files, names, step, now)

    assert told == undisturbed
    assert told["refused"][0] == 1


@pytest.mark.parametrize("step", ["read_changes", "write", "commit"])
def test_contacts_are_changed_and_told_once_though_the_load_was_killed(files, step, now):
    names = [FileKind.ACTIVITIES, FileKind.RESTRICTED, f"{FileKind.RESTRICTED}-2"]
    undisturbed = run(files, names, now)

    told = run_and_kill(files, names, step, now)

    assert told == undisturbed
    assert told["messages"][0] > 10


def test_a_load_that_kills_its_process_again_and_again_is_given_up(files, now):
    (received,) = loading.receive(paths=[files[FileKind.ACTIVITIES]], now=now)

    for _ in range(3):
        drive_and_kill(received.pk, "compare", now)
        wait_until_free()
    outcome = loading.advance(load_id=received.pk, now=now)

    assert (outcome.state, outcome.refusal) == (LoadState.REFUSED, {"code": "failed"})
    assert ExtractLoad.objects.count() == 1
