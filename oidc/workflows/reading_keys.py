"""The keys that clients publish are read by the clock too: an address that fails is known before somebody signs in."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from django.db.models import F, Q, QuerySet

from oidc import policy
from oidc.models import RelyingParty
from oidc.workflows.client_keys import Unreadable, fetch, settle, take_turn


def read_client_keys(*, limit: int, now: datetime) -> int:
    """Read those that nobody asked for within the hour, and return how many could be read.

    Safe to run twice, and at once with itself: of all callers one has the turn of a client.
    """
    mine = [one for one in _due(now)[:limit] if take_turn(one, now=now)]
    with ThreadPoolExecutor(policy.LOGOUT_AT_ONCE) as readers:
        read = list(readers.map(fetch, [one.jwks_uri for one in mine]))
    for one, keys in zip(mine, read, strict=True):
        settle(one, keys, now=now)
    return sum(not isinstance(keys, Unreadable) for keys in read)


def _due(now: datetime) -> QuerySet[RelyingParty]:
    """The active clients whose address was not asked lately, those first that never were."""
    late = Q(key_set__isnull=True) | Q(key_set__tried_at__lte=now - policy.CLIENT_KEYS_READ_AGAIN_EVERY)
    published = RelyingParty.objects.filter(late, is_active=True).exclude(jwks_uri="")
    return published.select_related("client").order_by(F("key_set__tried_at").asc(nulls_first=True), "pk")
