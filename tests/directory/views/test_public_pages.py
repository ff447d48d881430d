"""Home and the demo inbox."""

import json

import pytest

pytestmark = pytest.mark.django_db


@pytest.fixture
def inbox(tmp_path, settings):
    settings.MESSAGES_DIR = tmp_path

    def write(number, channel="EMAIL", body="hello"):
        folder = tmp_path / channel.lower()
        folder.mkdir(exist_ok=True)
        content = {
            "id": str(number),
            "channel": channel,
            "to": "ana@exemple.test",
            "subject": "s",
            "body": body,
            "at": "2026-03-17T12:00:00+00:00",
        }
        (folder / f"{1000 + number}-{number}.json").write_text(json.dumps(content))

    return write


def test_home_leads_to_the_three_roles(client):
    page = client.get("/").content.decode()

    for address in ("/portail/", "/ecps/", "/.well-known/openid-configuration"):
        assert f'href="{address}"' in page


def test_the_inbox_shows_the_newest_first_in_both_forms(client, inbox):
    inbox(1)
    inbox(2, channel="SMS")

    shown = client.get("/demo/boite/")
    listed = client.get("/demo/boite.json").json()

    assert [letter["id"] for letter in listed["messages"]] == ["2", "1"]
    assert set(listed["messages"][0]) == {"id", "channel", "to", "subject", "body", "at"}
    assert [letter["id"] for letter in shown.context["letters"]] == ["2", "1"]
    assert shown["Refresh"] == "5"


def test_bodies_are_escaped_and_their_links_can_be_followed(client, inbox):
    inbox(1, body='<script>alert(1)</script> see https://example.test/a?b=1&c="><b>x. End')

    page = client.get("/demo/boite/").content.decode()

    assert "<script>alert" not in page
    assert '<a href="https://example.test/a?b=1&amp;c=">' in page
    assert "<b>x" not in page


def test_a_half_written_file_is_left_aside(client, inbox, tmp_path):
    inbox(1)
    (tmp_path / "email" / "9-broken.json").write_text("{")

    assert len(client.get("/demo/boite.json").json()["messages"]) == 1
