"""Nothing personal leaves by a public door: every address of all origins, the API, the open files, the commands.

The doors of people themselves (userinfo, the holder's pages) and of their authority (the portal) are visited as nobody;
those that a physical card opens, with the card of each person.
"""

import io
import string
from pathlib import Path
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from django.core.management import CommandError, call_command, get_commands
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from activation.certificates import write_header
from activation.management.test_authority.issuing import CardSubject, make_authority, make_card
from config.card_door import MARK
from directory.api.fhir.resources import RESOURCES
from directory.models import PractitionerRole
from directory.workflows import merging, publishing
from tests.factories.activation import VirtualCardFactory
from tests.factories.directory import (
    AccountFactory,
    ExpertiseFactory,
    FormerIdentifierFactory,
    MailboxFactory,
    MandateFactory,
    PractitionerFactory,
    RegistrationAuthorityFactory,
)
from tests.factories.qualifications import SmartCardFactory
from tests.support.code_systems import code_system, encoded
from tests.support.fhir import ROOT, Program
from tests.support.personal import BIRTH_NAME, EMAIL, leaks, mark, marked_person
from tests.support.routes import routes_of

pytestmark = pytest.mark.django_db

SITE, WALLET, CARD = "testserver", "wallet.testserver", "carte.testserver"
ROUTES = [
    *((SITE, route) for route in routes_of("config.urls")),
    *((WALLET, route) for route in routes_of("config.urls_wallet")),
    *((CARD, route) for route in routes_of("config.urls_card")),
]
NOT_PUBLIC = {
    "demo/boite/": "the demonstration's inbox: it stands for everybody's mail and phone, and exists nowhere else",
    "demo/boite.json": "the same, for programs",
}
# Variable parts of addresses: what names a marked person where one is named, and what names nobody.
KEYS = ("person_id", "practitioner_id", "object_id", "pk", "id", "content_type_id")
UUIDS = ("interaction_id", "activation", "card", "card_id", "login_request_id", "proposal_id", "correction_id")
WORDS = {
    "kind": "courriel",
    "name": "Practitioner",
    "app_label": "directory",
    "path": "admin",
    "url": "directory/practitioner/",
    "token": "x" * 32,
    "key": "x" * 32,
    "uidb36": "1",
    "key_id": "1",
    "chart": "personnes",
    "what": "personnes",
    "task": "contacts-to-verify",
    "document": "demarrage-rapide",
}
# Commands of ours that print; those that start or serve something have no business with people.
SILENT = {
    "up": "starts the processes",
    "demo": "shows the demonstration's own accounts and keys",
    "wallet": "a phone as a program: it holds one card, and shows its holder their own",
    "check_translations": "reads files of the program",
    "check_documents": "reads files of the program",
    "ensure_signing_keys": "makes keys",
    "rotate_signing_keys": "makes and ends keys",
    "relying_party": "registers services",
    "test_people": "counts the test people that it made",
    "resource_server": "registers resource servers",
    "incident": "tells what operators wrote of an incident, for everybody",
    "recount_figures": "counts sign-ins",
    "wrap_pins": "counts cards",
    "reseal": "counts what it sealed again",
    "make_vapid_keys": "prints a key that it made, and keeps nothing",
    "make_extract": "draws people who do not exist",
}


@pytest.fixture
def people():
    """Marked people of both worlds: one of them absorbed a record, one holds cards, one has other numbers."""
    operator = AccountFactory(operator=True)
    made = []
    for world in (True, False):
        authority = RegistrationAuthorityFactory(is_test=world)
        given = {"authority": authority, "is_test": world} if world else {"real": True}
        kept, absorbed = marked_person(**given), PractitionerFactory(**given)
        mark(absorbed)
        merging.merge(
            account=operator,
            kept_id=kept.pk,
            absorbed_id=absorbed.pk,
            reason="Même personne, dit l’agence",
            now=timezone.now(),
        )
        FormerIdentifierFactory(practitioner=kept)
        SmartCardFactory(practitioner=kept)
        MailboxFactory(practitioner=kept)
        ExpertiseFactory(exercise=kept.exercises.get())
        VirtualCardFactory(practitioner=kept)
        made += [kept, absorbed]
    return made


@pytest.fixture
def program():
    return Program()


def values_of(route, person, *, garbage):
    """A value for each variable part of an address; a part that nobody taught fails the test, by name."""
    values = {}
    for name in route.parameters:
        if name in UUIDS:
            values[name] = str(uuid4())
        elif garbage and name in WORDS:
            values[name] = "%C3%A9%00" + "x" * 300
        elif name in WORDS:
            values[name] = WORDS[name]
        elif name in {"identifier", "national_id"}:
            values[name] = "899799999992" if garbage else person.national_id
        elif name == "technical_id":
            role = PractitionerRole.objects.filter(exercise__practitioner=person, organization__isnull=False).first()
            values[name] = "R0" if garbage or role is None else role.organization.technical_id
        elif name in KEYS or name.endswith("_id"):
            values[name] = "9" * 18 if garbage else str(person.pk)
        else:
            raise AssertionError(f"{route.template}: teach this test what {name!r} is")
    return values


def card_of(person):
    """What the reverse proxy passes through its socket, once the card of this person was read."""
    now = timezone.now()
    card = make_card(CardSubject(person.national_id, "", ""), issuer=make_authority("AC", now=now), now=now)
    header = write_header(card.certificate.public_bytes(Encoding.DER))
    return {MARK: True, "HTTP_CLIENT_CERT": header, "HTTP_CLIENT_VERIFY": "SUCCESS"}


def body_of(answer):
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def told_by(answer):
    """Everything that a caller receives: body, headers, cookies."""
    return body_of(answer) + repr([*answer.headers.items(), answer.cookies.output()]).encode()


def test_what_finds_leaks_finds_them(people, tmp_path, now):
    account = MandateFactory(operator=True, authority__is_test=False).account
    file = publishing.export_restricted(folder=tmp_path, now=now, account=account, test_people=True)

    assert leaks(file.path.read_bytes()) >= {
        "birth date",
        "birth name",
        "given names",
        "birth place",
        "e-mail",
        "mobile",
    }
    assert leaks("né le 23 novembre 1951") == leaks("born November 23, 1951") == {"birth date"}
    assert leaks('12 rue du secret marque, "gender": "female"') == {"address", "sex"}
    assert not leaks("Zoé PUBLIQUE, infirmière")


def test_no_address_of_any_origin_tells_anything_personal(people):
    found, shown = {}, set()
    browser = Client(raise_request_exception=False)
    cards = {person.pk: card_of(person) for person in people}
    assert {route.template for _host, route in ROUTES} >= set(NOT_PUBLIC)
    for host, route in ROUTES:
        if route.template in NOT_PUBLIC:
            continue
        for person, garbage in ((people[0], False), (people[2], False), (people[0], True)):
            address = route.address(values_of(route, person, garbage=garbage))
            for method, query in (("get", ""), ("get", "?q=publique&nom=PUBLIQUE&page=x&next=%00"), ("post", "")):
                data = {"national_id": people[0].national_id, "code": "x"} if method == "post" else {}
                card = cards[person.pk] if host == CARD else {}
                answer = getattr(browser, method)(address + query, data, headers={"host": host}, **card)
                content = told_by(answer)
                shown |= {host + route.template} if b"PUBLIQUE" in content and answer.status_code == 200 else set()
                told = leaks(content)
                if told or (answer.status_code >= 500 and not address.startswith("/healthz")):
                    found[f"{method} {host}{address}{query}"] = (answer.status_code, told)

    assert found == {}
    assert len(ROUTES) > 60
    assert f"{CARD}ecps/carte/" in shown
    assert f"{SITE}annuaire/{{national_id}}/" in shown  # the pages of people were read, and not only refused


@pytest.mark.parametrize("restricted", [False, True])
@pytest.mark.parametrize("test_people", [False, True])
def test_no_resource_of_the_api_tells_anything_personal(people, settings, restricted, test_people):
    settings.FHIR_TEST_PEOPLE, settings.FHIR_CALLS_A_SECOND = test_people, 1000
    program = Program(restricted=restricted)
    shown = b""
    for name in RESOURCES:
        address = f"{ROOT}/{name}"
        while address:
            answer = program.client.get(address)
            assert answer.status_code == 200, answer.content
            shown += told_by(answer)
            links = {link["relation"]: link["url"] for link in answer.json().get("link", [])}
            address = links.get("next", "").removeprefix("http://testserver")
        for query in ({"_id": "\0"}, {"name": "marque"}, {"_lastUpdated": "x"}, {"birthdate": "1951-11-23"}):
            shown += body_of(program.client.get(f"{ROOT}/{name}", query))
        for person in people:
            shown += body_of(program.client.get(f"{ROOT}/{name}/{person.national_id}"))

    assert leaks(shown.replace(b"birthdate", b"").replace(b"1951-11-23", b"")) == set()
    assert b"PUBLIQUE" in shown


def test_no_open_file_tells_anything_personal(people, tmp_path, settings, now):
    settings.OPEN_DATA_DIR, settings.DEMO = tmp_path, True
    publication = publishing.publish(now=now)

    for file in publication.files:
        assert leaks(Path(file.path).read_bytes()) == set()
        assert leaks(body_of(Client().get(f"/annuaire/donnees-ouvertes/{Path(file.path).name}"))) == set()
    assert b"PUBLIQUE" in Path(publication.files[0].path).read_bytes()
    assert leaks(body_of(Client().get("/annuaire/donnees-ouvertes/"))) == set()


def test_no_command_prints_anything_personal(people, tmp_path, settings):
    settings.LOADS_DIR = settings.OPEN_DATA_DIR = tmp_path / "kept"
    account = MandateFactory(operator=True, authority__is_test=False).account
    table, codes, out = tmp_path / "table.csv", tmp_path / "codes.json", tmp_path / "out"
    out.mkdir()
    maildir = tmp_path / "maildir"
    (maildir / "new").mkdir(parents=True)
    (maildir / "new" / "1").write_text("Final-Recipient: rfc822; marque.perso@courriel-perso.test\n")
    table.write_text(f"N° ADELI;N° RPPS\n012800736;{people[0].identifier}\nmarque.perso@courriel-perso.test;1\n")
    codes.write_bytes(encoded(code_system()))
    calls = {
        "export_extract": [
            [str(out), "--test-people"],
            [str(out), "--restricted", "--account", account.email],
            ["--publish"],
        ],
        "load_extract": [[str(out)], [str(out), "--dry-run"], [str(table)]],
        "load_correspondence": [[str(table), "--dry-run"]],
        "load_nomenclature": [[str(codes)], [str(table)]],
        "api_client": [["list"]],
        "establish_authorities": [["--test"], ["--test"]],
        "invite": [
            [EMAIL, "--name", BIRTH_NAME, "--role", "OPERATOR", "--authority", "ANS", "--test"],
            [EMAIL, "--name", BIRTH_NAME, "--role", "OPERATOR", "--authority", "ANS", "--test"],
            [EMAIL, "--name", BIRTH_NAME, "--role", "AGENT", "--authority", "ANS", "--test", "--print-link"],
            [EMAIL, "--name", BIRTH_NAME, "--role", "AGENT", "--authority", "nobody"],
        ],
        "read_bounces": [["--maildir", str(maildir)], ["--maildir", str(out)]],
        "verify_audit": [[], ["--seals", str(table)]],
        "test_pki": [[str(tmp_path / "pki")], [str(out)]],
    }
    ours = {name for name, app in get_commands().items() if app in {"config", "directory", "activation", "oidc"}}
    assert ours - set(SILENT) - set(calls) == set(), "say what these commands print"

    printed = io.StringIO()
    for name, ways in calls.items():
        for way in ways:
            try:
                call_command(name, *way, stdout=printed, stderr=printed)
            except (CommandError, SystemExit) as refusal:
                printed.write(str(refusal))

    # What a line of a file wrongly holds in the place of a number is shown to whoever gave the file: it is their own
    told = printed.getvalue().replace("marque.perso@courriel-perso.test", "")
    assert leaks(told) == set()
    assert len(printed.getvalue().splitlines()) > 10


@given(text=st.text(string.ascii_letters, min_size=12, max_size=30))
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_a_civil_identity_is_the_open_file_and_the_api_do_not_hold_it(people, program, tmp_path, now, text):
    person = people[2]
    mark(person, birth_family_name=text, given_names=text, birth_place_label=text)

    publishing.export_extracts(folder=tmp_path, now=now, test_people=True)
    shown = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    shown += program.client.get(f"{ROOT}/Practitioner", {"identifier": person.identifier}).content

    assert b"PUBLIQUE" in shown
    assert text.encode().lower() not in shown.lower()
