"""Requests a second of our provider on one core, beside npm oidc-provider, django-oauth-toolkit and stock DOP.

SECONDS=2.5 is how long each operation of each provider lasts in one round, ROUNDS=3 how many rounds; in each, the
providers take turns, and medians over rounds are told. PEERS=folder keeps what is installed for the next time
(bench/peers says which versions; without a network, the rest is measured).

All have the same PostgreSQL, each a database of its own; each is one process on the same core, the three of Django
under the same server with as many threads; those who ask (bench/_provider_load.py) have another core, on eight
connections. All ask for the same scopes with a proof key, authenticate their client by a secret in the header, keep
codes and tokens in the database, sign with keys of the same kind and size, and tell the same things of a person. Each
operation of npm oidc-provider reads its account in one query, and its clients are in its memory: ours reads them in the
database. DOT keeps its clients' secrets as they are, which its documentation allows: hashed as passwords they would
take most of a second a call. Ours alone asks at each use what its directory of some thousands says of card and rights.
"""

import os

from bench import _provider_ours, _provider_table, _rounds
from bench._provider_sides import DOP, DOT, NPM
from oidc.policy import RSA_KEY_BITS

PORT = 18560
# A code is exchanged at once, for it does not live long: these two follow each other at each provider
STEPS = (("discovery",), ("jwks",), ("authorize", "exchange"), ("refresh",), ("userinfo",), ("introspect",), ("own",))
ONLY_RS256 = ("authorize", "exchange", "refresh")  # of our second client; its authorize is for its codes
LEFT_OUT = [
    (operation, _provider_table.OURS_RS256) for step in STEPS for operation in step if operation not in ONLY_RS256
]


def run() -> None:
    """Print what was measured, in a database made for this run; exit 1 when an answer was wrong."""
    seconds, rounds = float(os.environ.get("SECONDS", "2.5")), int(os.environ.get("ROUNDS", "3"))
    with _rounds.opened(PORT, peers=(NPM, DOT, DOP)) as arena:
        from django.db import connection  # noqa: PLC0415  # after setup

        sides, claims = _provider_ours.prepare(connection)
        processes = _rounds.serve(arena, sides, claims)
        with _rounds.asking(arena, "bench._provider_load") as load:
            all_rounds = _rounds.Rounds(arena, load, processes, STEPS, LEFT_OUT)
            found = all_rounds.run(seconds=seconds, rounds=rounds)
    _provider_table.tell(found, rsa_bits=RSA_KEY_BITS)
