"""Holders set, change and remove their code in their space."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.hashers import check_password
from django.test import Client
from django.utils import timezone

from directory.models import AuditEvent, Practitioner
from directory.policy import STRONG_MEANS_AGE
from oidc.models import UserCode
from tests.support.holder import browser, person, sign_in_holder

__all__ = ["browser", "person"]

pytestmark = pytest.mark.django_db
PAGE = "/espace/connexions/code/"
REMOVE = "/espace/connexions/code/retrait/"


def keep(browser: Client, code: str, again: str | None = None) -> Any:
    return browser.post(PAGE, {"code": code, "again": code if again is None else again}, follow=True)


def test_a_code_is_set_changed_and_removed_each_with_a_line_of_the_trail(browser: Client, person: Practitioner) -> None:
    assert "Retirer mon code" not in browser.get(PAGE).content.decode()
    for code in ("Tilleul-42", "Platane-77"):
        page = keep(browser, code)
        assert page.status_code == 200
        assert "Retirer mon code" in page.content.decode()
        assert code not in page.content.decode()
        assert check_password(code, UserCode.objects.get(practitioner=person).hashed)
    browser.post(REMOVE, follow=True)
    browser.post(REMOVE)

    assert not UserCode.objects.exists()
    actions = AuditEvent.objects.filter(practitioner=person, action__contains="user_code").order_by("pk")
    assert [event.action for event in actions] == [
        "oidc.user_code_set",
        "oidc.user_code_set",
        "oidc.user_code_removed",
    ]


@pytest.mark.parametrize(
    ("code", "again", "why"),
    [
        ("", "", "Saisissez un code."),
        ("12345", "12345", "De 6 à 32 caractères."),
        ("123456", "123456", "Ce code est trop facile à deviner"),
        ("tilleulé", "tilleulé", "Lettres sans accent"),
        ("Tilleul-42", "Tilleul-43", "Ce n’est pas le même code."),
        ("Tilleul-42", "", "Saisissez le code une seconde fois."),
    ],
)
def test_a_code_that_cannot_be_kept_is_refused_with_the_reason(
    browser: Client, code: str, again: str, why: str
) -> None:
    page = keep(browser, code, again)

    assert page.status_code == 422
    assert why in page.content.decode()
    assert not UserCode.objects.exists()


def test_part_of_the_own_number_is_no_code(browser: Client, person: Practitioner) -> None:
    page = keep(browser, person.national_id[2:])

    assert page.status_code == 422
    assert not UserCode.objects.exists()


def test_nothing_changes_long_after_the_e_cps_was_shown(person: Practitioner) -> None:
    keep(sign_in_holder(person), "Tilleul-42")
    kept = UserCode.objects.get().hashed
    late = sign_in_holder(person, auth_time=timezone.now() - STRONG_MEANS_AGE - timedelta(seconds=1))

    assert 'name="code"' not in late.get(PAGE).content.decode()
    assert keep(late, "Platane-77").status_code == 200
    late.post(REMOVE)
    assert UserCode.objects.get().hashed == kept


def test_nobody_else_sets_it(person: Practitioner) -> None:
    assert keep(Client(), "Tilleul-42").redirect_chain
    assert Client().post(REMOVE).status_code == 302
    assert not UserCode.objects.exists()
