"""A step of several workflows: the keys that prove a client, as it registered them or as its server publishes them."""

import json
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import Value
from django.db.models.functions import Coalesce

from directory import queries
from directory.channels import web
from directory.channels.errors import ChannelUnavailable, MessageRefused
from oidc import policy
from oidc.models import ClientKeySet, RelyingParty
from oidc.protocol import client_jwt
from oidc.protocol.client_certificates import CertificateMismatch
from oidc.protocol.client_jwt import NoKeyVerifies, Unverified
from oidc.protocol.client_keys import KeysRefused, read_key_set

Keys = Sequence[Mapping[str, Any]]
_OK: Final = 200
logger = logging.getLogger(__name__)

# Of all processes, one asks at a time, and not sooner than the floor.
_TAKE_TURN = """
    INSERT INTO oidc_clientkeyset AS kept (relying_party_id, keys, tried_at, failure)
    VALUES (%(relying_party)s, '[]'::jsonb, %(now)s, '')
    ON CONFLICT (relying_party_id) DO UPDATE SET tried_at = %(now)s WHERE kept.tried_at <= %(before)s
"""


@dataclass(frozen=True)
class Unreadable:
    """What an address answered is no set of keys. reason: a stable code."""

    reason: str


def verify_signature(relying_party: RelyingParty, jwt: Unverified, *, now: datetime) -> None:
    """Return when a key of the client signed it. Raises NoKeyVerifies.

    No query where the keys are registered, or came with the client and were read within the hour. A key that is not
    among them is looked for where the client publishes them: not in a transaction, for its server may be slow.
    """
    find_among_keys(relying_party, lambda keys: client_jwt.verify(jwt, keys), now=now)


def find_among_keys(relying_party: RelyingParty, look: Callable[[Keys], None], *, now: datetime) -> None:
    """Look among the keys of a client as they are known; where that finds none, among newer ones, once. look: raises
    NoKeyVerifies or CertificateMismatch, as this does.
    """
    known = _known(relying_party, now=now)
    try:
        look(known)
    except (NoKeyVerifies, CertificateMismatch):
        newer = read_again(relying_party, now=now) if relying_party.jwks_uri else None
        if newer is None:
            raise
        look(newer)


def read_again(relying_party: RelyingParty, *, now: datetime) -> Keys | None:
    """Return the keys that a client publishes at this instant, and keep them; None when its address cannot be read, or
    was asked a moment ago. One query, or two and a call.
    """
    return settle(relying_party, fetch(relying_party.jwks_uri), now=now) if take_turn(relying_party, now=now) else None


def take_turn(relying_party: RelyingParty, *, now: datetime) -> bool:
    """Tell whether it is this caller who asks the address of a client now; whoever does settles it. One query."""
    before = now - policy.CLIENT_KEYS_ASKED_AT_MOST_EVERY
    with queries.run(_TAKE_TURN, {"relying_party": relying_party.pk, "now": now, "before": before}) as cursor:
        return bool(cursor.rowcount == 1)


def fetch(uri: str) -> Keys | Unreadable:
    """Call the address. No database here: it may be asked of a thread."""
    try:
        answer = web.get(uri, timeout_seconds=policy.CLIENT_KEYS_TIMEOUT_SECONDS)
    except ChannelUnavailable:
        return Unreadable("unreachable")
    except MessageRefused:
        return Unreadable("address_refused")
    if answer.status != _OK:
        return Unreadable("status")
    if not answer.is_whole:
        return Unreadable("too_long")
    try:
        keys = read_key_set(json.loads(answer.body))
    except KeysRefused as refused:
        return Unreadable(refused.reason)
    except (ValueError, RecursionError):
        return Unreadable("not_a_set")
    return keys or Unreadable("no_key")


def settle(relying_party: RelyingParty, read: Keys | Unreadable, *, now: datetime) -> Keys | None:
    """Keep what the turn of this instant read, and return it; None where it could not: the former keys then serve for a
    while. Where private ones were published, which are everybody’s, none serves. One query, or two.
    """
    turn = ClientKeySet.objects.filter(relying_party=relying_party, tried_at=now)
    if not isinstance(read, Unreadable):
        turn.update(keys=read, read_at=now, failing_since=None, failure="")
        return read
    logger.warning("keys of a client cannot be read client=%s reason=%s", relying_party.public_id, read.reason)
    turn.update(failing_since=Coalesce("failing_since", Value(now)), failure=read.reason)
    if read.reason != "private_key":
        return None
    turn.update(keys=[])
    return []


def _known(relying_party: RelyingParty, *, now: datetime) -> Keys:
    """What is registered; else what was read, again after a while: a key that was withdrawn serves no longer."""
    if not relying_party.jwks_uri:
        keys: Keys = relying_party.jwks.get("keys", [])
        return keys
    kept: ClientKeySet | None = getattr(relying_party, "key_set", None)
    if kept is not None and kept.is_read_since(now - policy.CLIENT_KEYS_READ_AGAIN_EVERY):
        return list(kept.keys)
    newer = read_again(relying_party, now=now)
    if newer is not None:
        return newer
    still_serves = kept is not None and kept.is_read_since(now - policy.CLIENT_KEYS_SERVE_FOR)
    return list(kept.keys) if kept is not None and still_serves else []
