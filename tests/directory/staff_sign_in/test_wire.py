"""The portal's calls to its provider go to its own origin, by the product's one HTTP client, and are bounded."""

import pytest
from requests.auth import HTTPBasicAuth

from directory.channels import web
from directory.channels.errors import ChannelUnavailable, MessageRefused
from directory.channels.web import Answer
from directory.staff_sign_in import wire


def test_only_our_own_origin_is_called(settings):
    settings.SITE_URL = "https://id.example.org"

    for url in ("http://id.example.org/x", "https://id.example.org.evil.test/x", "https://id.example.org:8443/x", "/x"):
        with pytest.raises(MessageRefused, match="another_origin"):
            web.call_ourselves("GET", url, headers={})


def test_a_site_that_is_away_is_told_as_later(settings, unused_port):
    settings.SITE_URL = f"http://127.0.0.1:{unused_port}"

    with pytest.raises(ChannelUnavailable):
        web.call_ourselves("GET", f"{settings.SITE_URL}/oidc/jwks", headers={})


def test_a_private_address_of_our_own_is_called_whatever_the_deployment_allows(settings, live_server):
    settings.OUTGOING_ALLOW_PRIVATE = False
    settings.SITE_URL = live_server.url

    answer = web.call_ourselves("GET", f"{live_server.url}/robots.txt", headers={})

    assert (answer.status, answer.content_type.split(";")[0]) == (200, "text/plain")


def test_a_secret_travels_in_a_header_and_a_form_in_the_body(monkeypatch):
    seen = {}

    def call(method, url, *, headers, form=None):
        seen.update(method=method, headers=headers, form=form)
        return Answer(200, "application/json", b'{"a": 1}')

    monkeypatch.setattr(web, "call_ourselves", call)

    answer = wire.ProviderSession().request("POST", "x", data={"code": "c"}, auth=HTTPBasicAuth("portal", "s"))

    assert answer.json() == {"a": 1}
    assert seen["headers"] == {"Accept": "application/json", "Authorization": "Basic cG9ydGFsOnM="}
    assert seen["form"] == {"code": "c"}


def test_nothing_is_put_into_an_address():
    with pytest.raises(ValueError, match="forms"):
        wire.ProviderSession().request("GET", "x", params={"code": "c"})


@pytest.mark.parametrize(
    "answer", [Answer(200, "", b""), Answer(200, "", b"[]"), Answer(404, "", b"{}"), Answer(200, "", b"null")]
)
def test_a_document_is_an_object_that_was_found(answer, monkeypatch):
    monkeypatch.setattr(web, "call_ourselves", lambda *_, **__: answer)

    with pytest.raises(wire.ProviderUnreachable):
        wire.fetch_json("http://testserver/oidc/jwks")


def test_a_turn_is_given_back_even_when_the_page_breaks(settings):
    for _ in range(settings.PORTAL_OIDC_SIGN_INS_AT_ONCE + 1):
        with pytest.raises(RuntimeError), wire.a_turn():
            raise RuntimeError
