"""Seconds of whole pages on the server: the public search, and the portal's list for an agency and for the nation."""

# ruff: noqa: PLC0415 - Django is set up first

from __future__ import annotations

import statistics
import time
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from bench._timing import database_time, quantiles

if TYPE_CHECKING:
    from django.test import Client

PAGE_LIMIT = 100.0  # ms
PAGE_QUESTIONS = 30


def measure(connection: Any, kinds: Any) -> list[str]:
    """Whole pages on the server, through the middleware and the templates. Returns those beyond the limit."""
    from django.conf import settings
    from django.utils.http import urlencode

    import config.wsgi  # noqa: F401  # the process is set up as the server's

    settings.DEMO = False  # real people: the bench draws no others
    settings.PUBLIC_PAGES_A_MINUTE = settings.PUBLIC_PAGES_A_DAY = 10**9
    named = [one.terms for one in kinds["exact name"][:PAGE_QUESTIONS]]
    slips = [one.terms.text for one in kinds["one slip and given name"][:PAGE_QUESTIONS]]
    placed = [one.terms for one in kinds["profession, department"][:PAGE_QUESTIONS]]
    visited: dict[str, tuple[Client, list[str]]] = {
        "public page, name": (_browser(), [f"/annuaire/?{urlencode({'nom': one.text})}" for one in named]),
        "public page, slip": (_browser(), [f"/annuaire/?{urlencode({'nom': text})}" for text in slips]),
        "public page, profession, department": (
            _browser(),
            [f"/annuaire/?{urlencode({'profession': one.profession, 'lieu': one.department})}" for one in placed],
        ),
    }
    people = "/portail/directory/practitioner/"
    for who, client in (("agency", _signed_in("AGENT", "ARS-11")), ("nation", _signed_in("OPERATOR", "ANS"))):
        visited[f"portal list, {who}"] = (client, [people] * PAGE_QUESTIONS)
        visited[f"portal list, {who}, name"] = (client, [f"{people}?{urlencode({'q': one.text})}" for one in named])
        visited[f"portal list, {who}, slip"] = (client, [f"{people}?{urlencode({'q': text})}" for text in slips])
        visited[f"portal list, {who}, profession, department"] = (
            client,
            [f"{people}?{urlencode({'profession': one.profession, 'department': one.department})}" for one in placed],
        )
    print(f"{'page':<55} {'n':>5} {'p50':>7} {'p95':>7} {'worst':>7} {'in SQL':>7}")
    missed = []
    for name, (client, addresses) in visited.items():
        times, inside = [], []
        for address in addresses:
            for _ in range(2):
                begun = time.perf_counter()
                with database_time(connection) as spent:
                    answer = client.get(address)
                elapsed = (time.perf_counter() - begun) * 1000
                if answer.status_code != HTTPStatus.OK:
                    raise SystemExit(f"{address} answered {answer.status_code}")
            times.append(elapsed)
            inside.append(sum(spent))
        p50, p95, worst = quantiles(times)
        is_slow = p95 > PAGE_LIMIT
        missed += [name] if is_slow else []
        print(
            f"{name:<55} {len(times):>5} {p50:>7.2f} {p95:>7.2f} {worst:>7.2f} {statistics.median(inside):>7.2f}"
            + (f"  !! {addresses[times.index(worst)]}" if is_slow else "")
        )
    return missed


def _browser() -> Client:
    """A browser that calls the product by its name: another host is sent there."""
    from django.conf import settings
    from django.test import Client

    return Client(headers={"host": urlsplit(settings.SITE_URL).netloc})


def _signed_in(role: str, authority: str) -> Any:
    """A browser of a member of staff with this mandate, second factor included."""
    from allauth.account.internal.flows.login import record_authentication
    from django.http import HttpRequest
    from django.utils import timezone

    from directory.models import Account, Mandate, RegistrationAuthority
    from directory.policy import TERMS_VERSION

    name = f"{role}@bench.test".lower()
    account, is_new = Account.objects.get_or_create(username=name, defaults={"email": name, "is_staff": True})
    if is_new:
        Mandate.objects.create(
            account=account,
            authority=RegistrationAuthority.objects.get(code=authority),
            role=role,
            valid_from=timezone.now(),
            terms_version=TERMS_VERSION,
            terms_accepted_at=timezone.now(),
        )
    client = _browser()
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    request = HttpRequest()
    request.session = session = client.session
    for method in ("password", "mfa"):
        record_authentication(request, account, method)
    session.save()
    return client
