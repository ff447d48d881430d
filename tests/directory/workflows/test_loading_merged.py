"""The national file still names a number that was found to be somebody else's: its lines are that person's."""

from datetime import timedelta

import pytest

from directory.models import DirectoryEntry, LoadState, Practitioner, PractitionerRole, ProfessionalExercise
from directory.workflows import merging
from tests.factories.directory import AccountFactory
from tests.support.extracts import PRACTICE, load, load_by_force, nurse

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_limits")]

KEPT, ABSORBED = nurse(9970000001), nurse(9970000002, profession_code="70", authority="CNOMK/CNOMK/CNOMK", **PRACTICE)


@pytest.fixture
def merged(extract, now):
    """Two records of one file that an operator made one."""
    load(extract(KEPT, ABSORBED), now)
    kept = Practitioner.objects.get(national_id=KEPT["national_id"])
    absorbed = Practitioner.objects.get(national_id=ABSORBED["national_id"])
    merging.merge(
        account=AccountFactory(operator=True),
        kept_id=kept.pk,
        absorbed_id=absorbed.pk,
        reason="Une seule et même personne",
        now=now,
    )
    return kept, absorbed


def running_roles(person):
    return PractitionerRole.objects.filter(exercise__practitioner=person, valid_until__isnull=True).count()


@pytest.mark.parametrize("whole", [False, True])
def test_the_same_lines_close_nothing_and_write_nothing_on_the_absorbed_record(merged, extract, now, whole):
    kept, absorbed = merged
    again = load_by_force if whole else load
    other = nurse(9970000003)

    outcome = again(extract(KEPT, ABSORBED, other), now + timedelta(days=1))

    assert outcome.state == LoadState.FINISHED
    assert running_roles(kept) == 2
    assert not ProfessionalExercise.objects.filter(practitioner=absorbed).exists()


@pytest.mark.parametrize("changed", ["kept", "absorbed"])
def test_a_line_that_changes_changes_the_person_and_nothing_else(merged, extract, now, changed):
    kept, absorbed = merged
    lines = {"kept": KEPT, "absorbed": ABSORBED}
    lines[changed] = {**lines[changed], "activity_kind_code": "GENR04"}

    load(extract(*lines.values()), now + timedelta(days=1))

    assert running_roles(kept) == 2
    assert PractitionerRole.objects.filter(exercise__practitioner=kept, activity_kind_code="GENR04").count() == 1
    assert not ProfessionalExercise.objects.filter(practitioner=absorbed).exists()
    assert not DirectoryEntry.objects.get(practitioner=absorbed).is_listed


def test_the_number_gone_from_the_file_ends_what_it_told_and_leaves_the_rest(merged, extract, now):
    kept, _absorbed = merged

    load(extract(KEPT), now + timedelta(days=1))

    assert running_roles(kept) == 1
    assert PractitionerRole.objects.get(exercise__practitioner=kept, valid_until__isnull=True).role_code == "FON-33"
