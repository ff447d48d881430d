"""What a client would read of a test person now, by the very functions that tell it: nothing is signed nor kept."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from directory.errors import NotAllowed
from directory.models import Practitioner
from oidc.models import Grant, ProviderSession, RelyingParty
from oidc.policy import Means
from oidc.protocol import digests
from oidc.protocol.claims_request import ClaimsRequest
from oidc.queries import situations
from oidc.workflows.disclosure import claims_of_userinfo
from oidc.workflows.tokens import claims_of_id_token


@dataclass(frozen=True)
class Preview:
    """Both answers, as claims."""

    id_token: dict[str, Any] = field(repr=False)
    userinfo: dict[str, Any] = field(repr=False)


def preview(
    *,
    relying_party: RelyingParty,
    person: Practitioner,
    scopes: tuple[str, ...],
    claims: ClaimsRequest,
    means: Means,
    nonce: str,
    situation: int | None = None,
    now: datetime,
) -> Preview:
    """Return what a sign-in of this instant would tell. scopes: of those that the client registered. situation: the
    one that the person would choose, where the client asks for one; None: they have none.

    The tokens that the claims speak of do not exist: `sid` and `at_hash` are of none. Raises NotAllowed for anybody
    whom this client does not sign in, real people above all, and for a situation that they could not choose.
    """
    if not person.is_test or not relying_party.admits(is_test=True):
        raise NotAllowed
    if situation is not None and situation not in situations.list_open_ids(person.pk, now=now):
        raise NotAllowed
    grant = Grant(
        relying_party=relying_party,
        practitioner=person,
        session=ProviderSession(sid=digests.draw(), practitioner=person),
        scopes=[one for one in scopes if one in relying_party.client.scope],
        auth_time=now,
        acr=means.acr,
        amr=list(means.amr),
        auth_mode=means.auth_mode,
        claims=claims,
        situation_id=situation if relying_party.ask_situation else None,
    )
    access_token = digests.draw(digests.ACCESS_TOKEN)
    return Preview(
        id_token=claims_of_id_token(grant, relying_party, nonce=nonce, access_token=access_token, now=now),
        userinfo=claims_of_userinfo(grant, now=now),
    )
