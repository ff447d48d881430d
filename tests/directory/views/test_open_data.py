"""The page of open data: before the first publication, with one, and the files themselves."""

from datetime import timedelta

import pytest

from directory.extract.layouts import COLUMNS_OF, OPEN_KINDS, FileKind
from directory.queries import open_data
from directory.workflows import publishing
from tests.factories.directory import PractitionerRoleFactory

pytestmark = pytest.mark.django_db

PAGE = "/annuaire/donnees-ouvertes/"


@pytest.fixture(autouse=True)
def _folder(tmp_path, settings):
    settings.OPEN_DATA_DIR = tmp_path / "open-data"


@pytest.fixture
def publication(now, settings):
    settings.DEMO = True
    PractitionerRoleFactory()
    return publishing.publish(now=now)


@pytest.mark.parametrize(
    "name", ["manifest.json", "..%2Fmanifest.json", "%2e%2e", ".hidden", "PS_LibreAcces_Personne_activite_1.txt"]
)
def test_only_published_files_can_be_had(client, publication, name):
    assert client.get(f"{PAGE}{name}").status_code == 404


def test_nothing_can_be_sent_to_the_page(client, publication):
    assert client.post(PAGE).status_code == 405
    assert client.post(f"{PAGE}{publication.archive.name}").status_code == 405


def test_before_the_first_publication_the_page_says_what_files_will_hold(client):
    page = client.get(PAGE)

    assert page.status_code == 200
    assert page.context["publication"] is None
    for column in COLUMNS_OF[FileKind.DIPLOMAS].values():
        assert column.replace("'", "&#x27;") in page.content.decode()
    assert "sha256" not in page.content.decode().lower().replace("sha-256", "")


def test_the_page_has_sizes_digests_links_and_the_licence(client, publication):
    content = client.get(PAGE).content.decode()

    assert "Licence Ouverte 2.0" in content
    assert "badge--sandbox" in content
    for file in (publication.archive, *publication.files):
        assert file.sha256 in content
        assert f'href="{PAGE}{file.name}"' in content
    for kind in OPEN_KINDS:
        for column in COLUMNS_OF[kind].values():
            assert column.replace("'", "&#x27;") in content


def test_outside_a_demonstration_the_page_speaks_of_no_fictitious_people(client, now, settings):
    settings.DEMO = False
    publishing.publish(now=now)

    assert "badge--sandbox" not in client.get(PAGE).content.decode()


def test_files_are_sent_whole_with_their_digest_and_date(client, publication):
    for file in (publication.archive, *publication.files):
        answer = client.get(f"{PAGE}{file.name}")

        assert b"".join(answer.streaming_content) == file.path.read_bytes()
        assert answer["ETag"] == f'"{file.sha256}"'
        assert answer["Last-Modified"] == "Tue, 17 Mar 2026 12:00:00 GMT"
        assert answer["Content-Disposition"] == f'attachment; filename="{file.name}"'
        assert int(answer["Content-Length"]) == file.byte_count


def test_a_file_that_one_has_is_not_sent_again(client, publication):
    address, digest = f"{PAGE}{publication.archive.name}", publication.archive.sha256

    assert client.get(address, headers={"If-None-Match": f'"{digest}"'}).status_code == 304
    assert client.get(address, headers={"If-Modified-Since": "Tue, 17 Mar 2026 12:00:00 GMT"}).status_code == 304
    assert client.head(address)["Content-Length"] == str(publication.archive.byte_count)


def test_a_file_of_the_publication_before_can_still_be_had(client, publication, now):
    publishing.publish(now=now + timedelta(days=1))

    assert open_data.latest_publication() != publication
    assert client.get(f"{PAGE}{publication.archive.name}").status_code == 200


def test_a_publication_that_was_forgotten_meanwhile_answers_as_if_it_had_never_been(client, publication):
    publication.archive.path.unlink()

    assert client.get(f"{PAGE}{publication.archive.name}").status_code == 404
