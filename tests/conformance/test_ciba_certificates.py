"""The modules of the CIBA plan about clients that present certificates, to which their tokens are bound (RFC 8705)."""

import socket
import ssl
from contextlib import closing
from urllib.parse import urlsplit

import pytest

from tests.conformance import checks
from tests.conformance.ciba import GRANT, Asker, Flow, is_refused
from tests.conformance.suite import Provider

pytestmark = pytest.mark.slow
Holders = tuple[Asker, Asker]


@pytest.fixture(params=["ciba"])
def plan(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def flow(flow: Flow, holders: Holders) -> Flow:
    """Requests of the client whose certificate an authority issued."""
    flow.asker = holders[0]
    return flow


def named(asker: Asker) -> dict[str, str]:
    return {"client_id": asker.client.client_id}


def test_fapi_ciba_id1_of_two_clients_with_certificates(flow: Flow, holders: Holders, provider: Provider) -> None:
    holder, other = holders
    told = flow.start()
    tokens = flow.finish(told)
    others = Flow(provider, other)
    others.finish(others.start())

    assert checks.is_token_error(flow.poll(told)) == "invalid_grant"
    assert other.userinfo(tokens["access_token"]).status_code == 401
    assert provider.userinfo(tokens["access_token"]).status_code == 401
    without = {"Authorization": f"Bearer {tokens['access_token']}"}
    assert provider.http.get(holder.address("userinfo_endpoint"), headers=without).status_code == 401


def test_fapi_ciba_id1_ensure_different_client_id_and_issuer_in_backchannel_authorization_request_fails(
    flow: Flow, holders: Holders
) -> None:
    assert flow.refused(proof=named(holders[1])) == "invalid_client"


def test_fapi_ciba_id1_ensure_wrong_client_id_in_backchannel_authorization_request_fails(
    flow: Flow, holders: Holders
) -> None:
    holder, other = holders

    assert flow.refused(proof=named(other), iss=other.client.client_id) == "invalid_client"
    request = {"request": other.request()}
    assert is_refused(holder.post("backchannel_authentication_endpoint", request)) == "invalid_request"


def test_fapi_ciba_id1_ensure_wrong_client_id_in_token_endpoint_request_fails(flow: Flow, holders: Holders) -> None:
    told = flow.start()
    flow.answer("approve")

    assert checks.is_token_error(flow.asker.poll(told, proof=named(holders[1]))) == "invalid_client"
    flow.fetch(told)


def test_fapi_ciba_id1_ensure_mtls_holder_of_key_required(flow: Flow, provider: Provider) -> None:
    """Neither at the origin that asks for a certificate, nor at the other one."""
    told = flow.start()
    flow.answer("approve")
    form = {"grant_type": GRANT, "auth_req_id": told["auth_req_id"], **named(flow.asker)}

    for address in (flow.asker.address("token_endpoint"), provider.about["token_endpoint"]):
        assert checks.is_token_error(provider.http.post(address, data=form)) == "invalid_client"
        assert _refuses_old_handshakes(address)
    flow.fetch(told)


def test_fapi_ciba_id1_refresh_token_with_certificates(flow: Flow, holders: Holders, provider: Provider) -> None:
    holder, other = holders
    tokens = flow.finish(flow.start())
    form = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}
    without = provider.http.post(holder.address("token_endpoint"), data={**form, **named(holder)})

    assert checks.is_token_error(without) == "invalid_client"
    assert checks.is_token_error(other.token(**form)) == "invalid_grant"
    renewed = checks.are_tokens(holder.token(**form))
    assert holder.userinfo(renewed["access_token"]).status_code == 200
    assert other.userinfo(renewed["access_token"]).status_code == 401


def _refuses_old_handshakes(address: str) -> bool:
    """TLS 1.1, offered by a client that would take it."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    context.set_ciphers("ALL:@SECLEVEL=0")
    with pytest.deprecated_call():
        context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_1
    parts = urlsplit(address)
    with closing(socket.create_connection((str(parts.hostname), parts.port or 443), timeout=10)) as plain:
        try:
            context.wrap_socket(plain, server_hostname=parts.hostname).close()
        except (ssl.SSLError, ConnectionError):
            return True
    return False
