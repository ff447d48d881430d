"""True handshakes with Debian's nginx where services present their certificate: what it passes on, what it refuses."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from activation.certificates import write_header
from activation.management.test_authority import folder as files
from activation.management.test_authority.issuing import Pair
from oidc.models import RelyingParty
from tests.factories.oidc import RelyingPartyFactory
from tests.support.card_proxy import HOST, Front, service_front
from tests.support.service_certificates import SUBJECT, der, make, public_jwk

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    with service_front(tmp_path_factory.mktemp("m")) as made:
        yield made


@pytest.fixture
def nginx(running: Front, settings: Any) -> Front:
    settings.MTLS_ORIGIN = running.origin
    settings.ALLOWED_HOSTS = [HOST]
    running.seen.clear()
    return running


def present(nginx: Front, name: str, **options: Any) -> Pair:
    """A certificate of a service as two files."""
    pair = make(timezone.now(), **options)
    files.write_pair(nginx.pki, name, pair)
    return pair


def own_token(nginx: Front, service: RelyingParty, name: str = "", **headers: str) -> Any:
    form = {"grant_type": "client_credentials", "client_id": service.public_id}
    with nginx.browser(name) as program:
        return program.post("/oidc/token", data=form, headers=headers)


@pytest.fixture
def named() -> RelyingParty:
    made: RelyingParty = RelyingPartyFactory.create(
        token_endpoint_auth_method="tls_client_auth", tls_client_auth_subject_dn=SUBJECT, acting=True
    )
    return made


def test_a_certificate_of_a_known_authority_proves_a_service(nginx: Front, named: RelyingParty) -> None:
    pair = present(nginx, "named", issuer=nginx.authorities.cards)

    answer = own_token(nginx, named, "named")

    assert answer.status_code == 200, answer.text
    assert nginx.seen[-1]["HTTP_CLIENT_CERT"] == write_header(der(pair))
    assert nginx.seen[-1]["HTTP_CLIENT_VERIFY"] == "SUCCESS"


def test_one_that_a_service_signed_itself_passes_as_unverified(nginx: Front, named: RelyingParty) -> None:
    pair = present(nginx, "own")
    pinned = RelyingPartyFactory.create(
        token_endpoint_auth_method="self_signed_tls_client_auth", jwks={"keys": [public_jwk(pair)]}, acting=True
    )

    assert own_token(nginx, pinned, "own").status_code == 200
    assert nginx.seen[-1]["HTTP_CLIENT_VERIFY"].startswith("FAILED:")
    assert own_token(nginx, named, "own").status_code == 401  # its subject is the registered one


def test_one_of_an_unknown_authority_proves_nothing(nginx: Front, named: RelyingParty) -> None:
    present(nginx, "stranger", issuer=files.make_authorities(timezone.now()).cards)

    assert own_token(nginx, named, "stranger").json()["error"] == "invalid_client"


def test_one_that_is_over_is_refused_before_it_comes_to_us(nginx: Front, named: RelyingParty) -> None:
    present(nginx, "over", issuer=nginx.authorities.cards, lifetime=timedelta(seconds=-1))

    answer = own_token(nginx, named, "over")

    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")
    assert nginx.seen == []


def test_what_a_service_writes_in_the_headers_of_the_proxy_goes_nowhere(nginx: Front, named: RelyingParty) -> None:
    stolen = write_header(der(present(nginx, "stolen", issuer=nginx.authorities.cards)))
    forged = {"Client-Cert": stolen, "Client-Verify": "SUCCESS", "Client-Cert-Chain": stolen}

    answer = own_token(nginx, named, **forged)

    assert answer.status_code == 401
    assert not {"HTTP_CLIENT_CERT", "HTTP_CLIENT_CERT_CHAIN"} & nginx.seen[-1].keys()
    assert nginx.seen[-1]["HTTP_CLIENT_VERIFY"] == "NONE"


@pytest.fixture(scope="module")
def with_lists(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    with service_front(tmp_path_factory.mktemp("l"), has_lists=True) as made:
        yield made


def test_with_lists_what_is_revoked_is_refused_and_what_a_service_signed_itself_still_serves(
    with_lists: Front, named: RelyingParty, settings: Any
) -> None:
    settings.MTLS_ORIGIN, settings.ALLOWED_HOSTS = with_lists.origin, [HOST]
    present(with_lists, "good", issuer=with_lists.authorities.cards)
    present(with_lists, "stranger", issuer=files.make_authorities(timezone.now()).cards)
    present(with_lists, "over", issuer=with_lists.authorities.cards, lifetime=timedelta(seconds=-1))
    pair = present(with_lists, "own")
    pinned = RelyingPartyFactory.create(
        token_endpoint_auth_method="self_signed_tls_client_auth", jwks={"keys": [public_jwk(pair)]}, acting=True
    )

    statuses = {name: own_token(with_lists, named, name).status_code for name in ("good", "revoked", "over")}
    passed_on = len(with_lists.seen)
    own = [own_token(with_lists, service, "own").status_code for service in (pinned, named)]
    stranger = own_token(with_lists, named, "stranger")

    assert statuses == {"good": 200, "revoked": 401, "over": 401}
    assert passed_on == 1
    assert own == [200, 401]  # its subject is the registered one of the other
    assert with_lists.seen[1]["HTTP_CLIENT_VERIFY"].startswith("FAILED:")
    assert stranger.status_code == 401


def test_under_another_name_nothing_is_served(nginx: Front, named: RelyingParty) -> None:
    """The pages of cards behind the same socket would read a certificate that no list of theirs was asked about."""
    present(nginx, "named", issuer=nginx.authorities.cards)
    form = {"grant_type": "client_credentials", "client_id": named.public_id}

    with nginx.browser("named") as program:
        answers = [
            program.post("/oidc/token", data=form, headers={"Host": name}) for name in (HOST, "carte.testserver")
        ]

    assert [answer.status_code for answer in answers] == [421, 421]
    assert nginx.seen == []
