"""True handshakes with Debian's nginx: which cards it lets through, what it says of others, what it never passes on."""

import socket
import ssl
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from django.utils import timezone

from activation.certificates import read_header, write_header
from activation.management.test_authority import folder as files
from config.supervisor import card_proxy
from config.supervisor.refusals import CannotStartError
from tests.factories.directory import PractitionerFactory
from tests.support.card_proxy import HOST, Front, front, recorder, require_nginx, site_front
from tests.support.processes import free_ports

pytestmark = pytest.mark.django_db(transaction=True)
START = "/ecps/carte/"
PAGE = "00000000-0000-4000-8000-000000000007"
NOBODY = "899700434378"
CERTIFICATE_HEADERS = {"HTTP_CLIENT_CERT", "HTTP_CLIENT_CERT_CHAIN"}


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    with front(tmp_path_factory.mktemp("c")) as made:
        yield made


@pytest.fixture
def nginx(running: Front, settings) -> Front:
    settings.CARD_ORIGIN = running.origin
    settings.ALLOWED_HOSTS = [HOST]
    settings.CSRF_TRUSTED_ORIGINS = [running.origin]
    running.seen.clear()
    return running


def der(card) -> bytes:
    return card.certificate.public_bytes(Encoding.DER)


def test_a_good_card_is_recognised_and_passed_on_as_rfc_9440_writes_it(nginx):
    person = PractitionerFactory(practising=True)
    card = nginx.card("good", person.national_id)

    with nginx.browser("good") as browser:
        page = browser.get(START)

    assert page.status_code == 200
    assert person.display_name in page.text
    assert nginx.seen[-1]["HTTP_CLIENT_CERT"] == write_header(der(card))
    assert nginx.seen[-1]["HTTP_CLIENT_VERIFY"] == "SUCCESS"


@pytest.mark.parametrize("case", ["expired", "revoked", "other", "missing", "key_usage"])
def test_a_card_that_the_proxy_refuses_is_told_why_and_its_certificate_goes_nowhere(case, nginx):
    if case == "expired":
        nginx.card(case, NOBODY, lifetime=timedelta(seconds=-1))
    elif case == "other":
        nginx.card(case, NOBODY, by=files.make_authorities(timezone.now()))
    elif case == "key_usage":
        nginx.card(case, NOBODY, signs=True)
    forged = {"Client-Verify": "SUCCESS", "Client-Cert": write_header(der(nginx.card("true", NOBODY)))}

    with nginx.browser("" if case == "missing" else case) as browser:
        answers = [browser.get(START), browser.post(START), browser.get(START, headers=forged)]
        style = browser.get("/static/theme/site.css")

    assert {answer.status_code for answer in answers} == {403}
    assert all(f'data-reason="{case}"' in answer.text for answer in answers)
    assert style.status_code == 200
    assert not any(CERTIFICATE_HEADERS & environ.keys() for environ in nginx.seen)


def test_on_the_way_to_a_sign_in_a_refusal_leads_back_there(nginx):
    with nginx.browser() as browser:
        refused = browser.get(f"/oidc/carte/{PAGE}/", params={"a": "b"})

    assert refused.status_code == 403
    assert f"/oidc/connexion/{PAGE}/" in refused.text


def test_a_browser_writes_no_certificate_beside_its_card(nginx):
    card, other = nginx.card("mine", NOBODY), nginx.card("stolen", "899700004387")
    forged = write_header(der(other))

    for name in ("Client-Cert", "client-cert", "Client_Cert", "Client-Cert-Chain", "CLIENT-CERT"):
        with nginx.browser("mine") as browser:
            browser.get(START, headers=[(name, forged), (name, forged)])
        environ = nginx.seen[-1]
        assert read_header(environ["HTTP_CLIENT_CERT"]) == der(card)
        assert "HTTP_CLIENT_CERT_CHAIN" not in environ


def test_the_address_of_a_visitor_is_what_the_proxy_saw(nginx):
    with nginx.browser() as browser:
        browser.get(START, headers={"X-Forwarded-For": "203.0.113.9"})

    assert nginx.seen[-1]["HTTP_X_FORWARDED_FOR"] == "127.0.0.1"


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_no_handshake_is_shortened_so_that_a_revocation_counts_at_the_next(version, nginx):
    nginx.card("again", NOBODY)
    context = nginx.trust("again")
    context.minimum_version = context.maximum_version = version

    first = _ask(nginx, context, None)
    second = _ask(nginx, context, first.session)

    assert second.session_reused is False


def _ask(nginx: Front, context: ssl.SSLContext, session: ssl.SSLSession | None) -> ssl.SSLSocket:
    with socket.create_connection(("127.0.0.1", nginx.port)) as plain:
        secured = context.wrap_socket(plain, server_hostname=HOST, session=session)
        secured.sendall(f"GET {START} HTTP/1.0\r\nHost: {HOST}\r\n\r\n".encode())
        while secured.recv(4096):
            pass
        return secured


def test_under_another_name_nothing_is_served(nginx):
    """Whose certificates are asked for elsewhere: behind the socket the name says which door it is."""
    nginx.card("named", NOBODY)

    with nginx.browser("named") as browser:
        answers = [browser.get(START, headers={"Host": name}) for name in (HOST, "mtls.testserver")]

    assert [answer.status_code for answer in answers] == [421, 421]
    assert nginx.seen == []


def test_the_socket_belongs_to_the_proxy_alone(nginx, tmp_path: Path, settings):
    settings.DEMO, settings.DATA_DIR, settings.CARD_SOCKET = False, tmp_path, tmp_path / "card.sock"

    pages = card_proxy.programs("127.0.0.1")

    assert [program.name for program in pages] == ["card"]
    assert pages[0].command[pages[0].command.index("--uds-permissions") + 1] == "0660"  # octal, by its first digit


def test_a_socket_that_the_kernel_would_cut_is_refused_by_name(settings, tmp_path: Path):
    settings.CARD_SOCKET = tmp_path / ("x" * 100) / "card.sock"

    with pytest.raises(CannotStartError, match="too long for a socket"):
        card_proxy.programs("127.0.0.1")


def test_a_demonstration_without_nginx_says_what_to_install(settings, tmp_path: Path, monkeypatch):
    settings.DEMO, settings.CARD_SOCKET = True, Path("/run/card.sock")
    monkeypatch.setattr(card_proxy, "find_nginx", lambda: None)

    with pytest.raises(CannotStartError, match="libnginx-mod-http-js"):
        card_proxy.programs("127.0.0.1")


def test_where_no_card_is_asked_for_nothing_starts(settings):
    settings.CARD_ORIGIN = settings.MTLS_ORIGIN = ""

    assert card_proxy.programs("127.0.0.1") == []


def test_where_services_alone_present_certificates_the_socket_is_open_and_nginx_is_the_deployment_s(settings):
    settings.CARD_ORIGIN, settings.CARD_SOCKET, settings.DEMO = "", Path("/run/card.sock"), False

    assert [program.name for program in card_proxy.programs("127.0.0.1")] == ["card"]


def test_a_demonstration_that_speaks_no_https_is_told_that_services_present_certificates_over_https(settings):
    require_nginx()
    settings.CARD_SOCKET, settings.DEMO, settings.TLS = Path("/run/card.sock"), True, False

    with pytest.raises(CannotStartError, match="set TLS=1"):
        card_proxy.programs("127.0.0.1")


@pytest.mark.parametrize(
    ("path", "waits"),
    [
        ("/portail/", False),
        ("/api/wallet/v1/card", False),
        ("/api/wallet/v1/login-requests", True),
        ("/api/wallet/v1/login-requests/claim", False),
    ],
)
def test_before_the_site_a_forged_certificate_is_dropped_and_what_waits_has_a_door_of_its_own(
    running: Front, tmp_path: Path, path: str, *, waits: bool
):
    site: list[dict[str, object]] = []
    door: list[dict[str, object]] = []
    port = free_ports(1)
    forged = {"Client-Cert": ":AA==:", "Client-Cert-Chain": ":AA==:", "Client-Verify": "SUCCESS"}
    with (
        recorder(site) as upstream,
        recorder(door) as waiting,
        site_front(running, tmp_path, listen=port, upstream=upstream, waiting=waiting),
    ):
        headers = {**forged, "Prefer": "wait=25"}
        answer = httpx.get(f"https://{HOST}:{port}{path}", headers=headers, verify=running.trust())

    seen, other = (door, site) if waits else (site, door)
    assert (answer.text, other) == ("seen", [])
    assert (seen[0]["PATH_INFO"], seen[0]["HTTP_X_FORWARDED_PROTO"]) == (path, "https")
    assert (seen[0]["HTTP_HOST"], seen[0]["HTTP_X_FORWARDED_FOR"]) == (f"{HOST}:{port}", "127.0.0.1")
    assert seen[0]["HTTP_PREFER"] == "wait=25"
    assert not {"HTTP_CLIENT_CERT", "HTTP_CLIENT_CERT_CHAIN", "HTTP_CLIENT_VERIFY"} & seen[0].keys()
