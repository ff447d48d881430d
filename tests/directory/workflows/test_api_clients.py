"""Applications get keys, change them, and lose them."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from directory.errors import ApiClientRefused, NotAllowed, UnknownApiKey
from directory.models import ApiClient, ApiKey, AuditEvent
from directory.policy import API_KEY_LONGEST_LIFE, API_KEYS_AT_ONCE
from directory.workflows import api_clients
from directory.workflows.api_access import admit
from tests.factories.api_clients import ApiClientFactory, ApiKeyFactory
from tests.factories.directory import MandateFactory

pytestmark = pytest.mark.django_db

YEAR = timedelta(days=365)


@pytest.fixture
def operator():
    return MandateFactory(operator=True).account


def reason_of(call, **arguments):
    with pytest.raises(ApiClientRefused) as refusal:
        call(**arguments)
    return refusal.value.params["reason"]


@pytest.mark.parametrize("trait", ["auditor", "agent", "officer"])
def test_nobody_but_an_operator_manages_applications(trait, now):
    account, key = MandateFactory(**{trait: True}).account, ApiKeyFactory()
    about = {"account": account, "now": now}

    for refused in (
        lambda: api_clients.create(name="Logiciel", contact_email="", reads_restricted=False, **about),
        lambda: api_clients.issue_key(client_id=key.client_id, lifetime=YEAR, **about),
        lambda: api_clients.rotate(client_id=key.client_id, lifetime=YEAR, overlap=YEAR, **about),
        lambda: api_clients.revoke_key(key_id=key.pk, **about),
        lambda: api_clients.suspend(client_id=key.client_id, **about),
        lambda: api_clients.resume(client_id=key.client_id, **about),
    ):
        with pytest.raises(NotAllowed):
            refused()
    assert ApiClient.objects.count() == ApiKey.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "email", "reason"), [(" ", "", "name"), ("x" * 121, "", "name"), ("Logiciel", "nobody", "email")]
)
def test_an_application_that_cannot_be_is_refused(operator, now, name, email, reason):
    arguments = {"name": name, "contact_email": email, "reads_restricted": False, "account": operator, "now": now}

    assert reason_of(api_clients.create, **arguments) == reason


def test_a_name_serves_once(operator, now):
    ApiClientFactory(name="Logiciel Exemple")
    about = {"contact_email": "", "reads_restricted": False, "account": operator, "now": now}

    assert reason_of(api_clients.create, name=" Logiciel  Exemple ", **about) == "taken"


@pytest.mark.parametrize("lifetime", [timedelta(0), API_KEY_LONGEST_LIFE + timedelta(seconds=1)])
def test_a_key_lives_neither_no_time_nor_for_ever(operator, now, lifetime):
    client = ApiClientFactory()

    about = {"client_id": client.pk, "lifetime": lifetime, "account": operator, "now": now}
    assert reason_of(api_clients.issue_key, **about) == "lifetime"


def test_an_application_has_a_few_keys_at_most(operator, now):
    client = ApiClientFactory()
    for number in range(API_KEYS_AT_ONCE):
        ApiKeyFactory(client=client, secret=f"ak_{number}")

    about = {"client_id": client.pk, "lifetime": YEAR, "account": operator, "now": now}
    assert reason_of(api_clients.issue_key, **about) == "too_many_keys"


def test_a_key_is_kept_as_a_digest_and_traced_without_itself(operator, now):
    client = ApiClientFactory()

    key, secret = api_clients.issue_key(client_id=client.pk, lifetime=YEAR, account=operator, now=now)

    assert secret.startswith("ak_")
    assert len(secret) >= 3 + 43  # 256 bits
    assert secret not in str(ApiKey.objects.values().get(pk=key.pk))
    event = AuditEvent.objects.get(action="directory.api_key_issued")
    assert (event.actor, event.subject_id) == (operator, str(key.pk))
    assert secret not in json.dumps(event.details)
    assert admit(key=secret, limit=17, now=now).client_id == client.pk


def test_former_keys_run_on_for_the_overlap_and_no_longer(operator, now):
    client = ApiClientFactory()
    ApiKeyFactory(client=client, secret="ak_former")
    soon = ApiKeyFactory(client=client, secret="ak_soon", expires_at=now + timedelta(days=1))

    _key, secret = api_clients.rotate(
        client_id=client.pk, overlap=timedelta(days=7), lifetime=YEAR, account=operator, now=now
    )

    assert admit(key="ak_former", limit=17, now=now + timedelta(days=6))
    assert admit(key=secret, limit=17, now=now + timedelta(days=8))
    with pytest.raises(UnknownApiKey):
        admit(key="ak_former", limit=17, now=now + timedelta(days=7))
    soon.refresh_from_db()
    assert soon.expires_at == now + timedelta(days=1)


def test_a_key_is_revoked_once(operator, now):
    key = ApiKeyFactory()

    assert api_clients.revoke_key(key_id=key.pk, account=operator, now=now) is True
    assert api_clients.revoke_key(key_id=key.pk, account=operator, now=now) is False
    assert AuditEvent.objects.filter(action="directory.api_key_revoked").count() == 1


def test_an_application_is_suspended_and_let_back(operator, now):
    client = ApiClientFactory()
    about = {"client_id": client.pk, "account": operator, "now": now}

    assert [api_clients.suspend(**about), api_clients.suspend(**about)] == [True, False]
    assert [api_clients.resume(**about), api_clients.resume(**about)] == [True, False]


def run(*arguments):
    out = StringIO()
    call_command("api_client", *arguments, stdout=out)
    return out.getvalue()


def test_the_command_makes_an_application_and_its_keys():
    client = json.loads(run("--json", "create", "Logiciel", "--email", "equipe@logiciel.test"))["client"]
    first = json.loads(run("--json", "issue-key", str(client)))
    second = json.loads(run("--json", "rotate", str(client), "--overlap", "2"))
    run("revoke-key", str(first["key"]))
    run("suspend", str(client))

    (line,) = json.loads(run("--json", "list"))

    assert line["suspended"] is True
    assert {key["key"]: key["revoked"] for key in line["keys"]} == {first["key"]: True, second["key"]: False}
    assert second["secret"] not in run("list")


def test_the_command_refuses_in_one_line():
    with pytest.raises(CommandError, match="no such application"):
        run("issue-key", "404")
    with pytest.raises(CommandError, match="refused: name"):
        run("create", " ")
