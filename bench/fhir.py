"""Pages of the FHIR API beside their queries alone, and searches of it, over a directory of PEOPLE people.

To reach: a page of 50 takes at most 1.5 times its queries. The whole answer is what the server does for a call, from
the WSGI request to the last byte of JSON; its queries are the same statements, sent once more by the bare driver. Both
are the best of TRIES, so that what else the machine does counts little.
PEOPLE=200000 chooses the size, ROUNDS=100 how many pages and searches of each kind; FOLDER keeps the database there for
the next run.
"""

import os
import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import django

from bench._calls import Caller, Measured
from config import embedded

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.demo")
os.environ["FHIR_TEST_PEOPLE"] = "0"

ROUNDS = int(os.environ.get("ROUNDS", "100"))
MOST = 1.5
PAGES = {
    "Practitioner": "Practitioner?_count=50",
    "Practitioner, activities": "Practitioner?_count=50&_revinclude=PractitionerRole:practitioner",
    "PractitionerRole": "PractitionerRole?_count=50",
    "PractitionerRole, all": "PractitionerRole?_count=50&_include=*",
    "Organization": "Organization?_count=50",
}


def run() -> None:
    """Print milliseconds and ratios, in a database made for this run."""
    people = int(os.environ.get("PEOPLE", "200000"))
    with tempfile.TemporaryDirectory(prefix="ecps-bench-") as fresh:
        folder = Path(os.environ.get("FOLDER", fresh))
        folder.chmod(0o755)
        os.environ["DATA_DIR"] = str(folder)
        with embedded.running(folder):
            django.setup()
            _measure(people)


def _measure(people: int) -> None:
    from django.db import connection  # noqa: PLC0415  # after setup

    from bench._fhir_rows import draw, fill  # noqa: PLC0415

    fill(connection, people)
    caller = Caller(connection)
    print(f"{people:,} people; medians of {ROUNDS} pages that follow each other, milliseconds")
    print(f"{'page of 50':<26}{'whole':>8}{'queries':>9}{'ratio':>7}{'statements':>12}{'KiB':>6}")
    for name, path in PAGES.items():
        print(_line(name, [caller.measure(address) for address in _following(caller, path, ROUNDS)]))
    print(f"\n{'search, page of 50':<44}{'whole p50':>10}{'p95':>8}{'queries p50':>13}{'p95':>8}")
    for name, paths in draw(connection, ROUNDS).items():
        print(_search_line(name, [caller.measure(path) for path in paths]))
    connection.close()


def _following(caller: Caller, path: str, count: int) -> Iterator[str]:
    """Pages that follow each other; the first ones warm what a process remembers, and are not given."""
    for index in range(count + 10):
        if index >= 10:
            yield path
        links = {link["relation"]: link["url"] for link in caller.read(path)["link"]}
        path = links["next"].split("/fhir/v2/")[1]


def _line(name: str, calls: list[Measured]) -> str:
    whole, queries = statistics.median(call.whole for call in calls), statistics.median(call.queries for call in calls)
    ratio = statistics.median(call.whole / call.queries for call in calls)
    size = statistics.median(call.size for call in calls) / 1024
    note = "" if ratio <= MOST else f"  above {MOST}"
    return f"{name:<26}{whole:>8.2f}{queries:>9.2f}{ratio:>7.2f}{calls[0].statements:>12}{size:>6.0f}{note}"


def _search_line(name: str, calls: list[Measured]) -> str:
    whole, queries = sorted(call.whole for call in calls), sorted(call.queries for call in calls)
    middle, high = len(calls) // 2, int(len(calls) * 0.95)
    return f"{name:<44}{whole[middle]:>10.2f}{whole[high]:>8.2f}{queries[middle]:>13.2f}{queries[high]:>8.2f}"


if __name__ == "__main__":
    begun = time.perf_counter()
    run()
    print(f"{time.perf_counter() - begun:.0f} s in all")
