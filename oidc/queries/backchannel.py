"""What a service has been asking of people lately, and what they decided of being asked."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from directory import queries
from oidc import policy
from oidc.models import RelyingParty
from oidc.vocabulary import Environment

# Each count stops where it is enough. What nobody approved is counted, asked of somebody or of nobody: a limit tells
# nothing of who exists.
_ASKING = """
    SELECT
        (SELECT count(*) FROM (
            SELECT 1 FROM oidc_backchannelrequest b JOIN oidc_loginrequest l ON l.id = b.login_request_id
            WHERE b.hint_digest = %(hint)s AND b.relying_party_id = %(service)s AND b.created_at > %(pending_since)s
              AND l.state = 'PENDING' AND l.expires_at > %(now)s
            LIMIT %(most_pending)s) AS pending),
        (SELECT count(*) FROM (
            SELECT 1 FROM oidc_backchannelrequest b
            WHERE b.hint_digest = %(hint)s AND b.relying_party_id = %(service)s AND b.created_at > %(since)s
            LIMIT %(most_of_person)s) AS of_person),
        (SELECT count(*) FROM (
            SELECT 1 FROM oidc_backchannelrequest b
            WHERE b.relying_party_id = %(service)s AND b.created_at > %(minute_ago)s
            LIMIT %(most_of_service)s) AS of_service),
        (SELECT count(*) >= %(sample)s AND count(*) FILTER (WHERE state IN ('APPROVED', 'REDEEMED', 'DENIED')) < %(few)s
         FROM (
            SELECT l.state FROM oidc_backchannelrequest b JOIN oidc_loginrequest l ON l.id = b.login_request_id
            WHERE b.relying_party_id = %(service)s AND b.address = %(address)s::inet AND b.created_at > %(since)s
              AND b.created_at <= %(had_their_time)s
            ORDER BY b.created_at DESC LIMIT %(sample)s) AS of_address),
        (SELECT EXISTS (
            SELECT 1 FROM oidc_grant g
            WHERE g.practitioner_id = %(person)s AND g.relying_party_id = %(service)s)),
        (SELECT count(*) FROM (
            SELECT 1 FROM oidc_backchannelrequest b JOIN oidc_loginrequest l ON l.id = b.login_request_id
            WHERE b.hint_digest = %(hint)s AND b.created_at > %(since)s AND NOT l.silent AND NOT l.known_browser
            LIMIT %(pushes)s) AS by_strangers),
        (SELECT count(*) FROM (
            SELECT 1 FROM oidc_backchannelrequest b JOIN oidc_loginrequest l ON l.id = b.login_request_id
            WHERE b.hint_digest = %(hint)s AND b.relying_party_id = %(service)s AND b.created_at > %(since)s
              AND NOT l.silent
            LIMIT %(pushes)s) AS by_it),
        (SELECT EXISTS (
            SELECT 1 FROM oidc_backchannelrequest b JOIN oidc_loginrequest l ON l.id = b.login_request_id
            WHERE b.hint_digest = %(hint)s AND b.relying_party_id = %(service)s AND l.state = 'REPORTED'
              AND b.created_at > %(reported_since)s AND l.decided_at > %(dropped_since)s)),
        (SELECT EXISTS (
            SELECT 1 FROM oidc_signinpreference p WHERE p.practitioner_id = %(person)s AND NOT p.typed_numbers)),
        (SELECT c.hashed FROM oidc_usercode c WHERE c.practitioner_id = %(person)s)
"""


@dataclass(frozen=True)
class Asking:
    """What one service asked lately. is_too_much: it must wait; no other one does, and no browser. is_known: it signed
    the person in before. woken: pushes that count against the next one. is_reported: the person said within the hour
    that they did not ask for it. refuses_numbers: that nobody is to ask their phones by number. hashed_code: of the
    code without which they are not asked, empty for who set none.
    """

    is_too_much: bool
    is_known: bool
    woken: int
    is_reported: bool
    refuses_numbers: bool
    hashed_code: str = field(repr=False)


def count_asking(
    relying_party: RelyingParty, *, practitioner_id: int | None, hint_digest: str, address: str | None, now: datetime
) -> Asking:
    """Count what this service asked. The same statement whoever is named. One query."""
    is_test = relying_party.environment == Environment.SANDBOX
    at_once, in_all = policy.BACKCHANNEL_TO_TEST_PERSON if is_test else policy.BACKCHANNEL_TO_PERSON
    values: dict[str, Any] = {
        "service": relying_party.pk,
        "person": practitioner_id or 0,
        "hint": hint_digest,
        "address": address,
        "now": now,
        "since": now - policy.STRANGER_WINDOW,
        "minute_ago": now - policy.MINUTE,
        "pending_since": now - policy.BACKCHANNEL_LONGEST,
        "dropped_since": now - policy.REPORT_DROPS_FOR,
        "reported_since": now - policy.REPORT_DROPS_FOR - policy.BACKCHANNEL_LONGEST,
        "most_pending": at_once,
        "most_of_person": in_all,
        "most_of_service": policy.BACKCHANNEL_A_MINUTE,
        "sample": policy.BACKCHANNEL_SAMPLE,
        "few": policy.BACKCHANNEL_ANSWERED,
        "had_their_time": now - policy.MINUTE * 2,
        "pushes": max(policy.STRANGER_PUSHES, policy.KNOWN_BROWSER_PUSHES),
    }
    with queries.run(_ASKING, values) as cursor:
        row = cursor.fetchone()
    pending, person, service, is_at_random, known, by_strangers, by_it, reported, refuses, hashed = row
    is_too_much = pending >= at_once or person >= in_all or service >= policy.BACKCHANNEL_A_MINUTE or is_at_random
    return Asking(is_too_much, known, by_it if known else by_strangers, reported, refuses, hashed or "")
