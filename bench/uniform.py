"""Times of answers to known and unknown national numbers, at every public door that takes one, beside each other.

ROUNDS=400 chooses how many numbers of each kind are typed. The one who types is another process (bench/_doors.py), with
a network of its own for each call, as a reverse proxy would say. To reach: nobody can tell who exists, who can be
reached, who has a card, by the time of the answer.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

from bench import _doors, _ranks
from bench._database import fresh_database
from bench._serving import ROOT, cores, serving
from bench._timing import quantiles

PORT = 18520
AREA_LIMIT = 0.05  # from 0.5: of two answers the slower one is guessed right 55 times in a hundred at most…
MEDIAN_LIMIT = 0.02  # …or the medians differ by this share at most, which the noise of any network covers

Times = dict[str, dict[str, list[float]]]


def run() -> None:
    """Print what was measured, in a database made for this run; exit 1 when a door tells."""
    rounds = int(os.environ.get("ROUNDS", "400")) + _doors.WARM
    # Without the demonstration, people are real ones, whom public pages list or not; one proxy, whose word is taken
    os.environ.update({"PORT": str(PORT), "DEMO": "0", "PROXY_COUNT": "1", "PUBLIC_PAGES_A_DAY": "1000000"})
    with fresh_database() as folder:
        _prepare(rounds, folder)
        with serving("web", core=cores()[-1]), serving("wallet", core=cores()[-1]):
            times = _ask(folder)
    told = _compare(times)
    if told:
        raise SystemExit(f"not held: {', '.join(told)}")
    print(f"held: nobody is told apart (area within 0.5 ± {AREA_LIMIT}, or medians within {MEDIAN_LIMIT:.0%})")


def _prepare(rounds: int, folder: Path) -> None:
    from django.core.management import call_command  # noqa: PLC0415  # after setup
    from django.db import connection  # noqa: PLC0415

    from bench import _typed_numbers  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    (folder / "numbers.json").write_text(json.dumps(_typed_numbers.make(connection, rounds)))
    connection.close()


def _ask(folder: Path) -> Times:
    from django.conf import settings  # noqa: PLC0415

    origins = [settings.SITE_URL, settings.WALLET_ORIGIN]
    command = [sys.executable, "-m", "bench._doors", str(folder / "numbers.json"), *origins, str(cores()[0])]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        raise SystemExit("the one who types was refused")
    times: Times = json.loads(done.stdout)
    return times


def _compare(times: Times) -> list[str]:
    """Print each group beside the unknown numbers of its door; returns those that can be told apart."""
    print(
        f"{'door':<17} {'number':<29} {'n':>4} {'p50':>6} {'p95':>6}  {'difference of medians (95 %)':<30} {'area':>5}"
    )
    told = []
    for door, groups in times.items():
        unknown = groups[_doors.UNKNOWN]
        for group, spent in groups.items():
            p50, p95, _worst = quantiles(spent)
            line = f"{door:<17} {group:<29} {len(spent):>4} {p50:>6.2f} {p95:>6.2f}"
            if spent is unknown:
                print(line)
                continue
            apart, least, most = _ranks.difference(unknown, spent)
            area = _ranks.area(unknown, spent)
            share = apart / quantiles(unknown)[0]
            tells = abs(area - 0.5) > AREA_LIMIT and abs(share) > MEDIAN_LIMIT
            told += [f"{door}: {group}"] if tells else []
            print(
                f"{line}  {apart:+.2f} ms ({least:+.2f} to {most:+.2f}) {share:+5.1%}  {area:.3f}"
                + ("  !! told apart" if tells else "")
            )
    some = len(unknown)
    chance = _ranks.spread_of_chance(some, some)
    print(f"milliseconds; by chance alone the area between {some} and {some} of one kind spreads by {chance:.3f}")
    return told
