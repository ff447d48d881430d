"""The page of a load moves on while the load holds the directory; its ticket opens nothing to anybody else."""

import re
from html import unescape

import pytest
from django.db import connection

from directory.extract.plans import activities
from directory.models import LoadState
from tests.factories.directory import AccountFactory, MandateFactory
from tests.factories.loads import ExtractLoadFactory
from tests.support.staff import sign_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def running():
    return ExtractLoadFactory(state=LoadState.COMPARED, progress={"step": "search", "done": 0, "total": 0})


def watched(client, load):
    """The address that the page of a load asks again and again."""
    page = client.get(f"/portail/directory/extractload/{load.pk}/change/").content.decode()
    return unescape(re.search(r'data-address="([^"]+)"', page)[1])


@pytest.mark.parametrize("who", [{"operator": True}, None])
def test_a_load_is_watched_while_it_holds_the_directory(running, who):
    account = AccountFactory(**who) if who else MandateFactory(auditor=True).account
    client = sign_in(account)
    address = watched(client, running)
    loading = connection.copy()
    try:
        with loading.cursor() as held, connection.cursor() as ours:
            held.execute(f"BEGIN; LOCK TABLE {', '.join(activities.TABLES)} IN ACCESS EXCLUSIVE MODE")
            ours.execute("SET lock_timeout = '2s'")

            answer = client.get(address)

            ours.execute("RESET lock_timeout")
            held.execute("ROLLBACK")
    finally:
        loading.close()

    assert answer.status_code == 200
    assert "suivi=" in answer.content.decode()


def test_a_ticket_serves_its_account_and_its_load_only(running):
    address = watched(sign_in(AccountFactory(operator=True)), running)
    other = ExtractLoadFactory()
    agent = sign_in(MandateFactory(agent=True).account)

    assert agent.get(address).status_code == 404
    assert agent.get(address.replace(f"/{running.pk}/", f"/{other.pk}/")).status_code == 404
    assert agent.get(f"{address.partition('?')[0]}?suivi=W10:x:y").status_code == 404


def test_a_ticket_outlives_no_account_and_no_session(running, client):
    account = AccountFactory(operator=True)
    staff = sign_in(account)
    address = watched(staff, running)

    assert client.get(address).status_code == 302

    type(account).objects.filter(pk=account.pk).update(is_active=False)
    assert staff.get(address).status_code == 302
