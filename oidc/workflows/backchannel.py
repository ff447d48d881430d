"""A service asks phones where there is no browser: of the person whom it names, or of nobody, at the same cost.

What a service does to one person is counted for that service alone, and apart from what browsers ask: nothing here
stands between holders and their own sign-in.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings

from directory import queries as directory_queries
from directory.models import Practitioner
from oidc import policy
from oidc.errors import OAuthError
from oidc.models import BackchannelRequest, RelyingParty
from oidc.models.backchannel_request import From, Question, Whom
from oidc.protocol import numbers, sealing
from oidc.protocol.backchannel_request import BackchannelRequest as Asked
from oidc.queries.backchannel import Asking, count_asking
from oidc.workflows.code_proving import code_of_nobody, refuse_code
from oidc.workflows.hinted import UNKNOWN, digest_of, number_of

_TOO_MANY = "too many requests of this client: wait before the next one"


@dataclass(frozen=True)
class Started:
    """What the service is told (CIBA Core §7.3). Its text does not show what it polls with."""

    auth_req_id: str = field(repr=False)
    expires_in: int
    interval: int

    def as_members(self) -> dict[str, Any]:
        """Return the members of the answer."""
        return {"auth_req_id": self.auth_req_id, "expires_in": self.expires_in, "interval": self.interval}


def start(*, relying_party: RelyingParty, asked: Asked, origin: From, now: datetime) -> Started | OAuthError:
    """Ask the phones of the person whom a checked request names. relying_party: already authenticated.

    Who is unknown, of the other environment, or reported this service within the hour, gets no question: the request
    waits and expires like any other, unless the client may learn that the hint names nobody.
    """
    national_id = number_of(asked, relying_party, now=now)
    if isinstance(national_id, OAuthError):
        return national_id
    found = directory_queries.find_by_national_id(national_id)
    person = found if found is not None and relying_party.admits(is_test=found.is_test) else None
    if person is None and relying_party.backchannel_unknown_user_told:
        return UNKNOWN
    hint_digest = digest_of(person.national_id if person else national_id)
    asking = count_asking(
        relying_party,
        practitioner_id=person.pk if person else None,
        hint_digest=hint_digest,
        address=origin.address,
        now=now,
    )
    if asking.is_too_much:
        headers = {"Retry-After": str(int(policy.BACKCHANNEL_WAIT.total_seconds()))}
        return OAuthError("access_denied", _TOO_MANY, headers=headers, status=403)
    hashed = asking.hashed_code if person else code_of_nobody(hint_digest)
    is_asked_for_code = bool(hashed) and relying_party.backchannel_user_code_parameter
    if is_asked_for_code:
        refused = refuse_code(
            asked.user_code, hashed=hashed, relying_party=relying_party, hint_digest=hint_digest, now=now
        )
        if refused:
            return refused
    whom = _whom_to_ask(person, hint_digest, asking, is_proven=is_asked_for_code)
    auth_req_id, _login = BackchannelRequest.objects.open(
        relying_party=relying_party, question=_put(asked), whom=whom, origin=origin, now=now
    )
    return Started(auth_req_id, asked.lifetime, relying_party.backchannel_poll_interval)


def _whom_to_ask(person: Practitioner | None, hint_digest: str, asking: Asking, *, is_proven: bool) -> Whom:
    """Who wants nobody to ask by number is asked with their code alone; a service that asks nobody for codes wakes no
    phone of who has one.
    """
    is_refused = asking.is_reported or (asking.refuses_numbers and not is_proven)
    most = policy.KNOWN_BROWSER_PUSHES if asking.is_known else policy.STRANGER_PUSHES
    return Whom(
        practitioner_id=person.pk if person and not is_refused else None,
        hint_digest=hint_digest,
        is_known=asking.is_known,
        silent=asking.woken >= most or (bool(asking.hashed_code) and not is_proven),
    )


def _put(asked: Asked) -> Question:
    return Question(
        asked=asked,
        numbers=numbers.offer_number(asked.number) if asked.number else (),
        acr=policy.minimum_level(asked.acr_values) or "",
        seal=lambda content: sealing.seal(content, keys=settings.SIGNING_KEY_ENCRYPTION_KEYS),
    )
