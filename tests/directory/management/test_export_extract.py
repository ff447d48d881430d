"""`manage.py export_extract`: files and counts; refusals in one line."""

import pytest
from django.core.management import CommandError, call_command

from directory import tasks
from directory.queries import open_data
from tests.factories.directory import AccountFactory, MandateFactory, PractitionerRoleFactory
from tests.factories.loads import ExtractLoadFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("arguments", [[], ["missing-folder"]])
def test_an_existing_folder_must_be_named(arguments):
    with pytest.raises(CommandError):
        call_command("export_extract", *arguments)


@pytest.mark.parametrize(
    "account", [[], ["--account", "nobody@annuaire.test"], ["--account", "registrar@annuaire.test"]]
)
def test_the_restricted_file_wants_an_account_that_may_have_it(account, tmp_path):
    MandateFactory(account=AccountFactory(username="registrar@annuaire.test"))

    with pytest.raises(CommandError):
        call_command("export_extract", str(tmp_path), "--restricted", *account)

    assert list(tmp_path.iterdir()) == []


def test_the_restricted_file_is_written_for_a_national_operator(tmp_path, capsys):
    MandateFactory(operator=True, account=AccountFactory(username="operator@annuaire.test"))

    call_command("export_extract", str(tmp_path), "--restricted", "--account", "Operator@annuaire.test")

    (path,) = tmp_path.iterdir()
    assert path.name.startswith("Extraction_ProSanteConnect_Personne_activite_")
    assert str(path) in capsys.readouterr().out


def test_three_files_are_written_as_of_an_instant(tmp_path, capsys):
    PractitionerRoleFactory()

    call_command("export_extract", str(tmp_path), "--test-people", "--now", "2026-03-17T13:00")

    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "PS_LibreAcces_Dipl_AutExerc_202603171300.txt",
        "PS_LibreAcces_Personne_activite_202603171300.txt",
        "PS_LibreAcces_SavoirFaire_202603171300.txt",
    ]
    assert capsys.readouterr().out.count("\n") == 3


def test_a_publication_is_made_at_once_by_hand_and_by_the_worker_after_a_load(tmp_path, settings, capsys, now):
    settings.OPEN_DATA_DIR = tmp_path / "open-data"

    call_command("export_extract", "--publish", "--now", "2026-03-17T13:00")
    assert open_data.latest_publication().archive.sha256 in capsys.readouterr().out

    assert tasks.publish_open_data() == 0
    latest = ExtractLoadFactory(finished_at=now)
    assert tasks.publish_open_data() == 1
    assert open_data.latest_publication().load_id == latest.pk
