"""CIBA start, poll and finish a second of our provider on one core, beside npm oidc-provider; then how many may wait.

SECONDS=2.5 is how long each operation of each provider lasts in one round, ROUNDS=3 how many rounds; PEERS=folder as in
bench/provider.py, whose terms these are: the same PostgreSQL, one process each on the same core, eight connections from
another, client secrets in the header, ES256. A start asks for `openid` of a person by `login_hint`, with two digits as
`binding_message`; a poll finds that nobody answered; a finish, after all did (written into both databases as the phones
and `backchannelResult` would), gives access, refresh and id_token. Ours asks in the names of several services, which it
reads in the database each time, counts what each asked of whom, wakes the phones, slows down who polls too early, and
tells every sign-in in its trail; the peer does none of it, and reads its account at a start and at a finish.
"""

import os

from bench import _ciba_ours, _provider_table, _rounds
from bench._ciba_load import APPROVE
from bench._provider_sides import NPM

PORT = 18580
STEPS = (("start", "poll", APPROVE, "finish"),)
LABELS = {"start": "start", "poll": "poll, pending", "finish": "finish"}
AT_LEAST = {(operation, NPM): 0.8 for operation in LABELS}


def run() -> None:
    """Print what was measured, in a database made for this run; exit 1 when an answer was wrong."""
    seconds, rounds = float(os.environ.get("SECONDS", "2.5")), int(os.environ.get("ROUNDS", "3"))
    with _rounds.opened(PORT, peers=[NPM]) as arena:
        from django.db import connection  # noqa: PLC0415  # after setup

        sides = [_ciba_ours.prepare(connection)]
        processes = _rounds.serve(arena, sides, {"SubjectNameID": "8"})
        with _rounds.asking(arena, "bench._ciba_load") as load:
            all_rounds = _rounds.Rounds(arena, load, processes, STEPS, unmeasured=[APPROVE])
            found = all_rounds.run(seconds=seconds, rounds=rounds)
        _provider_table.compare(found, labels=LABELS, at_least=AT_LEAST)
        print(f"\n{_provider_table.COLUMNS}")
