"""The other side of bench/uniform.py: somebody who types numbers at every public door, and looks at a watch."""

import http.client
import json
import os
import random
import secrets
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode, urlsplit

UNKNOWN = "unknown"
WHOLE = "known"
NO_CONTACT = "known, no contact"
NO_CARD = "known, no card"
TWO_MAILBOXES = "known, two mailboxes"
WRONG_DATE = "known, wrong birth date"
SWITCHED_OFF = "known, refuses typed numbers"
NOT_LISTED = "known, not listed"
BORN, NOT_BORN = "1985-03-04", "1985-03-05"
WARM = 20  # calls of each door before the watch starts
FORM = "application/x-www-form-urlencoded"

# Who types what where. The directory is public: at its own pages only who is not listed is nobody's to know.
GROUPS: dict[str, tuple[str, ...]] = {
    "activation, API": (UNKNOWN, WHOLE, NO_CONTACT),
    "activation, page": (UNKNOWN, WHOLE, NO_CONTACT),
    "lost phone": (UNKNOWN, WHOLE, WRONG_DATE, NO_CARD, NO_CONTACT, TWO_MAILBOXES),
    "sign-in page": (UNKNOWN, WHOLE, SWITCHED_OFF),
    "public page": (UNKNOWN, NOT_LISTED),
    "public search": (UNKNOWN, NOT_LISTED),
}


@dataclass(frozen=True)
class Call:
    """What is sent, and the status that shows that the door was passed."""

    method: str
    path: str
    status: int
    body: str = ""
    kind: str = FORM
    cookies: str = ""


class Visitor:
    """Somebody with a network of their own for each call: quotas count by network."""

    def __init__(self, origin: str) -> None:
        self._host = urlsplit(origin).netloc
        self._connection = http.client.HTTPConnection("127.0.0.1", urlsplit(origin).port or 80, timeout=30)
        self._calls = 0
        self.csrf = secrets.token_hex(16)

    def send(self, call: Call) -> tuple[float, http.client.HTTPResponse]:
        """Milliseconds from the first byte sent to the last received, and the answer."""
        self._calls += 1
        address = f"10.{self._calls >> 16 & 255}.{self._calls >> 8 & 255}.{self._calls & 255}"
        headers = {"Host": self._host, "X-Forwarded-For": address, "Content-Type": call.kind, "User-Agent": "bench"}
        headers["Cookie"] = f"csrf={self.csrf}{call.cookies}"
        begun = time.perf_counter()
        self._connection.request(call.method, call.path, body=call.body.encode() or None, headers=headers)
        response = self._connection.getresponse()
        text = response.read()
        spent = (time.perf_counter() - begun) * 1000
        if response.status != call.status:
            raise SystemExit(f"{call.path}: {response.status} {text[:300]!r}")
        return spent, response

    def form(self, path: str, status: int, cookies: str = "", **fields: str) -> Call:
        """A form of the site as a browser sends it."""
        return Call("POST", path, status, urlencode({"csrfmiddlewaretoken": self.csrf, **fields}), cookies=cookies)


def _activation_api(_visitor: Visitor, number: str, _group: str) -> Call:
    body = json.dumps({"national_id": number})
    return Call("POST", "/api/wallet/v1/activations", 202, body, "application/json")


def _activation_page(visitor: Visitor, number: str, _group: str) -> Call:
    return visitor.form("/ecps/", 302, national_id=number)


def _lost_phone(visitor: Visitor, number: str, group: str) -> Call:
    born = NOT_BORN if group == WRONG_DATE else BORN
    return visitor.form("/ecps/telephone-perdu/", 302, national_id=number, birth_date=born)


def _sign_in_page(visitor: Visitor, number: str, _group: str) -> Call:
    """A page of its own for each number; opening it is not timed."""
    _spent, opened = visitor.send(visitor.form("/ecps/essai", 303))
    cookie = (opened.getheader("Set-Cookie") or "").partition(";")[0]
    path = urlsplit(opened.getheader("Location") or "").path
    return visitor.form(f"{path}identifiant", 303, f"; {cookie}", national_id=number)


def _public_page(_visitor: Visitor, number: str, _group: str) -> Call:
    return Call("GET", f"/annuaire/{number}/", 404)


def _public_search(_visitor: Visitor, number: str, _group: str) -> Call:
    return Call("GET", f"/annuaire/?nom={number}", 200)


DOORS: dict[str, Callable[[Visitor, str, str], Call]] = {
    "activation, API": _activation_api,
    "activation, page": _activation_page,
    "lost phone": _lost_phone,
    "sign-in page": _sign_in_page,
    "public page": _public_page,
    "public search": _public_search,
}


def _measure(content: dict[str, dict[str, list[str]]], site: str, wallet: str) -> dict[str, dict[str, list[float]]]:
    """Every door and group, in rounds: one number of each group, in an order drawn anew."""
    rng = random.Random("rounds")
    times: dict[str, dict[str, list[float]]] = {}
    for door, groups in content.items():
        visitor = Visitor(wallet if door.endswith("API") else site)
        times[door] = {group: [] for group in groups}
        for turn in range(len(groups[UNKNOWN])):
            for group in rng.sample(list(groups), len(groups)):
                spent, _response = visitor.send(DOORS[door](visitor, groups[group][turn], group))
                if turn >= WARM:
                    times[door][group].append(spent)
    return times


if __name__ == "__main__":
    os.sched_setaffinity(0, {int(sys.argv[4])})
    print(json.dumps(_measure(json.loads(Path(sys.argv[1]).read_text()), sys.argv[2], sys.argv[3])))
