"""The other side of bench/ciba.py's comparison: services that ask for people who are not in their browsers.

They ask for everybody in turn, come once for each answer, as nobody has given one, and once more when all have: for the
phones' answers are written into the database before (CIBA Core §10.1, §11). Orders as in bench/_provider_load.py.
"""

import json
import time
from collections import deque
from collections.abc import Collection
from dataclasses import dataclass, field
from itertools import cycle
from typing import Any

import psycopg

from bench._provider_load import AT_ONCE, Asked, WrongAnswer, basic, obey
from bench._provider_sides import NPM
from oidc.protocol import digests

GRANT_TYPE = "urn:openid:params:grant-type:ciba"
LIFETIME = 300  # seconds; of what is asked
RHYTHM = 5.0  # seconds between two polls of one request
ASKED = {
    "start": (b" 200 ", b'"auth_req_id"'),
    "poll": (b" 400 ", b'"authorization_pending"'),
    "finish": (b" 200 ", b'"id_token"'),
}
APPROVE = "approve"  # what no service does

# As the phones would, each with the card of the person who was asked
_OURS = """
    UPDATE oidc_loginrequest AS login SET state = 'APPROVED', card_id = card.id, decided_at = now()
    FROM oidc_backchannelrequest asked, activation_virtualcard card
    WHERE asked.digest = ANY(%s) AND login.id = asked.login_request_id AND login.state = 'PENDING'
        AND card.practitioner_id = login.practitioner_id
"""
# As `backchannelResult` of its documentation: a grant, and its name in the request
_NPM = """
    WITH asked AS (
        SELECT id, payload, 'grant-' || id AS granted FROM provider_rows
        WHERE type = 'BackchannelAuthenticationRequest' AND id = ANY(%s)
    ), granted AS (
        INSERT INTO provider_rows (id, type, payload, expires_at)
        SELECT granted, 'Grant', jsonb_build_object('jti', granted, 'kind', 'Grant',
            'accountId', payload->'accountId', 'clientId', payload->'clientId', 'openid', '{"scope": "openid"}'::jsonb,
            'iat', payload->'iat', 'exp', (payload->'iat')::int + 14400), now() + interval '4 hours' FROM asked
    )
    UPDATE provider_rows AS one SET grant_id = granted, payload = one.payload || jsonb_build_object('grantId', granted,
        'acr', 'eidas1', 'amr', '["swk","pin","mfa"]'::jsonb, 'authTime', extract(epoch FROM now())::int)
    FROM asked WHERE one.id = asked.id AND one.type = 'BackchannelAuthenticationRequest'
"""


@dataclass(frozen=True)
class _Waiting:
    """A request of a service, as its header says it. due: when it may be asked for again."""

    client: str
    auth_req_id: str
    due: float


@dataclass
class AskedForPeople(Asked):
    """One provider, and what was asked of it in this round."""

    pending: deque[_Waiting] = field(default_factory=deque)
    under_way: list[_Waiting | None] = field(default_factory=lambda: [None] * AT_ONCE)

    def __post_init__(self) -> None:
        known = self.known
        clients = known.get("clients") or [(known["client_id"], known["secret"])]
        self.clients = cycle([basic(*one) for one in clients])
        self.hints = cycle(known.get("hints") or known["subjects"])

    @property
    def asks(self) -> Collection[str]:
        """The operations that are requests."""
        return ASKED

    def marks(self, operation: str) -> tuple[tuple[bytes, ...], bytes]:
        """The statuses that a right answer may have, and what stands in its body."""
        status, mark = ASKED[operation]
        return (status,), mark

    def prepare(self, operation: str) -> None:
        """Before the watch starts: every person answers, and what is left of an earlier round is forgotten."""
        if operation == APPROVE:
            self._approve()
        elif operation == "start":
            self.pending.clear()

    def request(self, operation: str, connection: int) -> bytes:
        """The bytes of the next request; none when nothing is left to ask."""
        if operation == "start":
            client = next(self.clients)
            self.under_way[connection] = _Waiting(client, "", 0.0)
            asked = {"scope": "openid", "login_hint": next(self.hints), "binding_message": "42"}
            return self.form("backchannel", client, requested_expiry=str(LIFETIME), **asked)
        if not self.pending or (operation == "poll" and self.pending[0].due > time.perf_counter()):
            return b""
        one = self.under_way[connection] = self.pending.popleft()
        return self.form("token", one.client, grant_type=GRANT_TYPE, auth_req_id=one.auth_req_id)

    def keep(self, operation: str, connection: int, head: bytes, body: bytes) -> None:
        """Remember whom to come for again."""
        one = self.under_way[connection]
        if one is None or operation == "finish":
            return
        if operation == "start":
            self.pending.append(_Waiting(one.client, json.loads(body)["auth_req_id"], 0.0))
        else:
            self.pending.append(_Waiting(one.client, one.auth_req_id, time.perf_counter() + RHYTHM))

    def read_whole(self, operation: str, body: bytes) -> None:
        """Look at an answer as its receiver would."""
        answer = json.loads(body)
        if operation == "finish":
            self.check_signature(answer["id_token"])
            if not answer["refresh_token"]:
                raise WrongAnswer(f"{self.known['name']}: no refresh token")

    def _approve(self) -> None:
        """All that wait; then the database looks at what it holds, as its own servant does in longer lives."""
        asked = [one.auth_req_id for one in self.pending]
        is_npm = self.known["name"] == NPM
        with psycopg.connect(**place_of(self.known), autocommit=True) as connection:
            statement, keys = (_NPM, asked) if is_npm else (_OURS, [digests.digest(one) for one in asked])
            done = connection.execute(statement.encode(), (keys,)).rowcount
            connection.execute("ANALYZE")
        if done != len(asked):
            raise WrongAnswer(f"{self.known['name']}: {done} of {len(asked)} could be approved")


def place_of(known: dict[str, Any]) -> dict[str, Any]:
    """How the database of a provider is reached."""
    place = known["database"]
    return {"dbname": place["database"], **{name: place[name] for name in ("user", "host", "port")}}


if __name__ == "__main__":
    obey(AskedForPeople)
