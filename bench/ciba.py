"""CIBA start, poll and finish a second on one core, beside npm oidc-provider; how many requests may wait.

SECONDS=2.5 is how long each operation of each provider lasts in one round, ROUNDS=3 how many rounds; PEERS=folder as in
bench/provider.py, whose terms these are: the same PostgreSQL, one process each on the same core, eight connections from
another, client secrets in the header, ES256. A start asks for `openid` of a person by `login_hint`, with two digits as
`binding_message`; a poll finds that nobody answered; a finish, after all did (written into both databases as the phones
and `backchannelResult` would), gives access, refresh and id_token. Ours asks in the names of several services, which it
reads in the database each time, counts what each asked of whom, wakes the phones, slows down who polls too early, and
tells every sign-in in its trail; the peer does none of it, and reads its account at a start and at a finish.

Then ours alone, its server on one core: how many requests may wait, each polled every five seconds, before a poll takes
a second (bench/_ciba_pending.py); none that is approved meanwhile may be lost, and none give tokens twice.
"""

import json
import os
import subprocess
import sys
from typing import Any

from bench import _ciba_ours, _provider_table, _rounds
from bench._ciba_load import APPROVE, RHYTHM
from bench._ciba_pending import CONNECTIONS
from bench._provider_sides import NPM
from bench._serving import ROOT, cores

PORT = 18580
STEPS = (("start", "poll", APPROVE, "finish"),)
LABELS = {"start": "start", "poll": "poll, pending", "finish": "finish"}
AT_LEAST = {(operation, NPM): 0.8 for operation in LABELS}


def run() -> None:
    """Print what was measured, in a database made for this run; exit 1 when an answer was wrong."""
    seconds, rounds = float(os.environ.get("SECONDS", "2.5")), int(os.environ.get("ROUNDS", "3"))
    os.environ.setdefault("LOG_LEVEL", "WARNING")  # what is refused of purpose is not told line by line
    with _rounds.opened(PORT, peers=[NPM]) as arena:
        from django.db import connection  # noqa: PLC0415  # after setup

        sides = [_ciba_ours.prepare(connection)]
        processes = _rounds.serve(arena, sides, {"SubjectNameID": "8"})
        with _rounds.asking(arena, "bench._ciba_load") as load:
            all_rounds = _rounds.Rounds(arena, load, processes, STEPS, unmeasured=[APPROVE])
            found = all_rounds.run(seconds=seconds, rounds=rounds)
        _provider_table.compare(found, labels=LABELS, at_least=AT_LEAST)
        print(f"\n{_provider_table.COLUMNS}")
        _wait(arena, max(2 * RHYTHM, 4 * seconds))


def _wait(arena: _rounds.Arena, seconds: float) -> None:
    """Let more and more requests wait, each step so long; exit 1 when one is lost or doubled."""
    print(
        f"\nrequests that wait, each polled every {RHYTHM:.0f} s, on {CONNECTIONS} connections; {seconds:.0f} s each:"
    )
    command = [sys.executable, "-m", "bench._ciba_pending", str(arena.folder / "sides.json"), str(cores()[0])]
    found: dict[str, Any] = {}
    with subprocess.Popen([*command, str(seconds)], cwd=ROOT, stdout=subprocess.PIPE, text=True) as crowd:
        for line in crowd.stdout or ():
            found = json.loads(line)
            if "waiting" in found:
                _tell_step(found)
    if "most" not in found:
        raise SystemExit("not held: a wrong answer to a poll")
    _tell_end(found)


def _tell_step(seen: dict[str, Any]) -> None:
    verdict = "held" if seen["held"] else "not held"
    times = f"p50 {seen['p50']:,.1f} ms, p99 {seen['p99']:,.1f} ms"
    polls = f"{seen['rate']:,.0f} polls a second, {times}"
    print(f"  {seen['waiting']:>7,}: {polls}; {seen['finished']:,} finished, {seen['slowed']:,} slowed down: {verdict}")


def _tell_end(found: dict[str, Any]) -> None:
    print(f"as many as may wait, with the p99 of a poll under a second: {found['most']:,}")
    print(
        f"of {found['made']:,} requests {found['approved']:,} were approved: {found['tokens']:,} tokens, "
        f"{found['lost']} lost, {found['doubled']} doubled; {found['denied']:,} denied, {found['expired']:,} expired, "
        f"{found['pending']:,} pending, {found['odd']} told anything else"
    )
    grants, sessions, access, refresh, lines = found["kept"]
    print(
        f"kept: {grants:,} grants, {sessions:,} sessions, {access:,} access tokens, {refresh:,} refresh tokens, "
        f"{lines:,} lines of sign-ins"
    )
    if found["lost"] or found["doubled"] or found["odd"] or set(found["kept"]) != {found["approved"]}:
        raise SystemExit("not held: an approved request was lost or doubled")
