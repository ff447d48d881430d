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
    now: datetime,
) -> Preview:
    """Return what a sign-in of this instant would tell. scopes: of those that the client registered.

    The tokens that the claims speak of do not exist: `sid` and `at_hash` are of none. Raises NotAllowed for anybody
    whom this client does not sign in, real people above all.
    """
    if not person.is_test or not relying_party.admits(is_test=True):
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
    )
    access_token = digests.draw(digests.ACCESS_TOKEN)
    return Preview(
        id_token=claims_of_id_token(grant, relying_party, nonce=nonce, access_token=access_token, now=now),
        userinfo=claims_of_userinfo(grant, now=now),
    )
