"""Who signs in to the portal, and who is refused, is told; what a stranger typed is not kept."""

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client

from directory.models import AuditEvent
from tests.factories.directory import STAFF_PASSWORD, AccountFactory, MandateFactory
from tests.support.staff import sign_in, sign_in_with_password

pytestmark = pytest.mark.django_db


def try_password(login, password="wrong"):
    return Client().post("/compte/login/", {"login": login, "password": password})


def test_a_sign_in_says_who_by_what_and_under_which_mandate():
    mandate = MandateFactory()

    sign_in(mandate.account)

    line = AuditEvent.objects.get()
    assert (line.action, line.actor, line.mandate) == ("directory.signed_in", mandate.account, mandate)
    assert (line.category, line.outcome) == ("SIGN_IN", "DONE")
    assert line.details == {"means": ["password", "totp"]}


def test_a_wrong_password_is_told_of_the_account_that_was_tried():
    account = AccountFactory()

    try_password(account.email.upper())

    line = AuditEvent.objects.get()
    assert (line.action, line.reason, line.actor) == ("directory.sign_in_refused", "wrong_password", None)
    assert (line.subject_type, line.subject_id) == ("directory.Account", str(account.pk))


@pytest.mark.parametrize(
    "login", ["nobody@exemple.test", "a\0b@exemple.test", "x" * 5000, "=cmd|' /C calc'!A0", "é\u202e"]
)
def test_of_an_unknown_account_nothing_is_kept(login):
    try_password(login)

    for line in AuditEvent.objects.all():
        assert (line.reason, line.subject_id, line.details) == ("unknown_account", "", {})


def test_a_wrong_second_factor_is_told():
    account = AccountFactory()
    TOTP.activate(account, generate_totp_secret())
    browser = sign_in_with_password(account)

    browser.post("/compte/2fa/authenticate/", {"code": "000000"})

    line = AuditEvent.objects.get(outcome="REFUSED")
    assert (line.reason, line.subject_id) == ("wrong_second_factor", str(account.pk))


def test_a_lock_out_is_told_and_a_flood_is_counted(settings):
    settings.AXES_FAILURE_LIMIT = 3
    account = AccountFactory()

    for _ in range(30):
        try_password(account.email)
    try_password(account.email, STAFF_PASSWORD)

    reasons = list(AuditEvent.objects.order_by("pk").values_list("reason", flat=True))
    assert reasons[:3] == ["wrong_password", "wrong_password", "locked_out"]
    assert set(reasons[3:]) == {"locked_out"}
    assert len(reasons) <= 20  # ten a minute, and the minute may have turned
