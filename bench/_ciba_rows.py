"""Requests of bench/ciba.py's second part, as they stand in the database: made there, and answered as phones would."""

from dataclasses import dataclass, field
from itertools import cycle
from typing import Any
from uuid import UUID

import psycopg

from activation.codes import question_of
from bench._ciba_load import place_of
from bench._provider_load import basic
from oidc.protocol import digests

LIVES = 3_600.0  # seconds; the measurement is shorter
NUMBER = "42"

_SERVICES = "SELECT client_id, id FROM oidc_provider_client"  # whose keys are those of services
_PEOPLE = "SELECT practitioner_id, id FROM activation_virtualcard"
_MAKE = """
    WITH made AS (
        SELECT * FROM unnest(%(logins)s::uuid[], %(digests)s::text[], %(services)s::int[], %(people)s::int[],
            %(lives)s::float[]) AS made (login, digest, service, person, lives)
    ), logins AS (
        INSERT INTO oidc_loginrequest (id, relying_party_id, practitioner_id, purpose, way, state, scopes, acr,
            binding_text, number, numbers, challenge, browser_digest, known_browser, silent, shared_workstation,
            origin_address, origin_user_agent, return_digest, created_at, expires_at)
        SELECT login, service, person, 'CIBA', 'NUMBER', 'PENDING', '["openid"]', '', '', '42', '["17", "42", "88"]',
            repeat('c', 43), '', FALSE, FALSE, FALSE, '127.0.0.1', '', '', now(), now() + make_interval(secs => lives)
        FROM made
    )
    INSERT INTO oidc_backchannelrequest (digest, login_request_id, relying_party_id, hint_digest, address, resource,
        delivery_mode, notification_token, ping_state, ping_attempts, poll_interval, created_at, expires_at)
    SELECT digest, login, service, '', '127.0.0.1', '', 'poll', '', '', 0, 5, now(),
        now() + make_interval(secs => lives) FROM made
"""
# A conditional UPDATE, as the decision of a phone
_ANSWER = """
    UPDATE oidc_loginrequest AS login SET state = %(state)s, card_id = card.id, decided_at = now()
    FROM activation_virtualcard card
    WHERE login.id = ANY(%(logins)s) AND login.state = 'PENDING' AND card.practitioner_id = login.practitioner_id
    RETURNING login.id
"""
_KEPT = """
    SELECT (SELECT count(*) FROM oidc_grant), (SELECT count(*) FROM oidc_providersession),
        (SELECT count(*) FROM oidc_accesstoken), (SELECT count(*) FROM oidc_refreshtoken),
        (SELECT count(*) FROM directory_auditevent WHERE action = 'oidc.signed_in')
"""


@dataclass(eq=False)
class Request:
    """One request, and what its service was told. client: what the header says of its service; lives: seconds; fate:
    what the database was told. answers: how many gave tokens; last: the last one that did not.
    """

    client: str
    auth_req_id: str
    login: UUID
    lives: float
    fate: str = "PENDING"
    tokens: int = 0
    last: str = ""
    asked_again: bool = False
    due: float = 0.0

    @property
    def is_over(self) -> bool:
        """Whether its service has nothing more to come for."""
        return bool(self.tokens) or self.last in ("access_denied", "expired_token", "invalid_grant")


@dataclass
class Rows:
    """The database of our provider, from outside."""

    known: dict[str, Any]
    made: list[Request] = field(default_factory=list)

    async def open(self) -> None:
        """Connect, and learn who may ask whom."""
        connect = psycopg.AsyncConnection.connect
        self._connection = await connect(**place_of(self.known), autocommit=True)
        keys = dict(await (await self._connection.execute(_SERVICES)).fetchall())
        people = await (await self._connection.execute(_PEOPLE)).fetchall()
        self._services = cycle([(basic(name, secret), keys[name]) for name, secret in self.known["clients"]])
        self._people = cycle([person for person, _card in people])
        self._before = await self._kept()

    async def make(self, lives: list[float]) -> list[Request]:
        """So many requests, which live so many seconds."""
        asked = [(*next(self._services), next(self._people)) for _one in lives]
        names = [digests.draw(digests.BACKCHANNEL_REQUEST) for _one in lives]
        requests = [
            Request(client, name, question_of(name), one)
            for (client, _service, _person), name, one in zip(asked, names, lives, strict=True)
        ]
        values = {
            "logins": [one.login for one in requests],
            "digests": [digests.digest(name) for name in names],
            "services": [service for _client, service, _person in asked],
            "people": [person for _client, _service, person in asked],
            "lives": lives,
        }
        await self._connection.execute(_MAKE, values)
        self.made += requests
        return requests

    async def look(self) -> None:
        """Let the database see how much it holds, as its own servant does in longer lives."""
        await self._connection.execute("ANALYZE oidc_loginrequest, oidc_backchannelrequest")

    async def answer(self, requests: list[Request], state: str) -> None:
        """Their people answer."""
        found = await self._connection.execute(_ANSWER, {"state": state, "logins": [one.login for one in requests]})
        taken = {login for (login,) in await found.fetchall()}
        for one in requests:
            if one.login in taken:
                one.fate = state

    async def kept_since(self) -> list[int]:
        """How many grants, sessions, access tokens, refresh tokens and lines of sign-ins are kept since `open`."""
        return [after - before for after, before in zip(await self._kept(), self._before, strict=True)]

    async def _kept(self) -> list[int]:
        row = await (await self._connection.execute(_KEPT)).fetchone()
        return list(row or ())
