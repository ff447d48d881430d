"""The other side of bench/provider.py: services and browsers that ask one provider at a time, on connections they keep.

Reads orders, a line each: who is asked, for what, how long. Answers what it saw. A wrong answer ends it.
"""

import asyncio
import json
import os
import sys
import time
from base64 import b64encode, urlsafe_b64decode
from collections import deque
from collections.abc import Collection
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import cycle
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from bench._timing import median_and_p99
from oidc.protocol.digests import base64url_sha256

AT_ONCE = 8
REDIRECT = "https://bench.test/"
VERIFIER = sha256(b"bench").hexdigest()
SAMPLED = 50  # every so many answers are read whole
KEPT = 256  # access tokens that are asked about
SUCCESS = {"authorize": (b" 302 ", b" 303 ")}
MARKS = {
    "discovery": b'"token_endpoint"',
    "jwks": b'"keys"',
    "authorize": b"",
    "exchange": b'"id_token"',
    "refresh": b'"refresh_token"',
    "userinfo": b'"sub"',
    "introspect": b'"active"',
    "own": b'"access_token"',
}


class WrongAnswer(Exception):
    """What a provider should not have said."""


def basic(name: str, secret: str) -> str:
    """What the header of a client says that proves itself with a secret."""
    return "Basic " + b64encode(f"{name}:{secret}".encode()).decode()


@dataclass
class Asked:
    """One provider, and what it gave so far. known: see bench/_provider_sides.py."""

    known: dict[str, Any]
    codes: deque[str] = field(default_factory=deque)
    chains: list[str] = field(default_factory=list)
    tokens: deque[str] = field(default_factory=lambda: deque(maxlen=KEPT))

    def __post_init__(self) -> None:
        known = self.known
        self.cookies = cycle(known["cookies"])
        self.as_client = basic(known["client_id"], known["secret"])
        self.as_itself = basic(known["own_client_id"], known["secret"])
        fields = {
            "client_id": known["client_id"],
            "response_type": "code",
            "redirect_uri": REDIRECT,
            "scope": known["scope"],
            "state": "a-state-of-the-service",
            "nonce": "a-nonce-of-the-service",
            "code_challenge": base64url_sha256(VERIFIER.encode()),
            "code_challenge_method": "S256",
            **known["prompt"],
        }
        self.authorization = f"{known['paths']['authorize']}?{urlencode(fields)}"

    @property
    def asks(self) -> Collection[str]:
        """The operations that are requests."""
        return MARKS

    def marks(self, operation: str) -> tuple[tuple[bytes, ...], bytes]:
        """The statuses that a right answer may have, and what stands in its body."""
        return SUCCESS.get(operation, (b" 200 ",)), MARKS[operation]

    def prepare(self, operation: str) -> None:
        """Before the watch starts."""
        if operation == "authorize":
            self.codes.clear()  # what is left of an earlier round is too old
        elif operation == "exchange":
            self.chains.clear()

    def request(self, operation: str, connection: int) -> bytes:
        """The bytes of the next request; none when nothing is left to ask."""
        match operation:
            case "authorize":
                return self._get(self.authorization, f"Cookie: {next(self.cookies)}\r\n")
            case "exchange":
                if not self.codes:
                    return b""
                code = {"code": self.codes.popleft(), "redirect_uri": REDIRECT, "code_verifier": VERIFIER}
                return self.form("token", self.as_client, grant_type="authorization_code", **code)
            case "refresh":
                token = self.chains[connection]
                return self.form("token", self.as_client, grant_type="refresh_token", refresh_token=token)
            case "own":
                form = {"grant_type": "client_credentials", "scope": self.known["own_scope"]}
                return self.form("token", self.as_itself, **form)
            case "introspect":
                return self.form("introspect", self.as_client, token=self._token())
            case "userinfo":
                return self._get(self.known["paths"]["userinfo"], f"Authorization: Bearer {self._token()}\r\n")
            case _:
                return self._get(self.known["paths"][operation])

    def keep(self, operation: str, connection: int, head: bytes, body: bytes) -> None:
        """Remember what later requests need."""
        if operation == "authorize":
            place = head.lower().index(b"\nlocation: ") + 11
            address = head[place : head.index(b"\r\n", place)].decode()
            answer = parse_qs(urlsplit(address).query)
            if not address.startswith(REDIRECT) or "code" not in answer:
                raise WrongAnswer(f"{self.known['name']}: no code in {address}")
            self.codes.append(answer["code"][0])
        elif operation == "exchange":
            given = json.loads(body)
            if len(self.chains) < AT_ONCE:
                self.chains.append(given["refresh_token"])
            else:
                self.tokens.append(given["access_token"])
        elif operation == "refresh":
            self.chains[connection] = json.loads(body)["refresh_token"]

    def read_whole(self, operation: str, body: bytes) -> None:
        """Look at an answer as its receiver would."""
        answer = json.loads(body) if body and operation != "authorize" else {}
        right = True
        if operation == "exchange" or (operation == "refresh" and "id_token" in answer):
            self.check_signature(answer["id_token"])
        elif operation == "userinfo":
            right = set(self.known["shown"]) <= set(answer)
        elif operation == "introspect":
            right = answer["active"] is True
        if not right:
            raise WrongAnswer(f"{self.known['name']}, {operation}: {body[:600]!r}")

    def check_signature(self, id_token: str) -> None:
        """Refuse one that is not signed as the provider is compared."""
        header = id_token.partition(".")[0]
        signed = json.loads(urlsafe_b64decode(header + "=" * (-len(header) % 4)))
        if signed["alg"] != self.known["algorithm"]:
            raise WrongAnswer(f"{self.known['name']}: signed {signed['alg']}")

    def _token(self) -> str:
        self.tokens.rotate(1)
        return self.tokens[0]

    def _get(self, path: str, headers: str = "") -> bytes:
        return f"GET {path} HTTP/1.1\r\nHost: {self.known['host']}\r\n{headers}\r\n".encode()

    def form(self, door: str, client: str, **fields: str) -> bytes:
        """The bytes of a form. client: what its header says of who asks."""
        body = urlencode(fields)
        head = f"POST {self.known['paths'][door]} HTTP/1.1\r\nHost: {self.known['host']}\r\nAuthorization: {client}\r\n"
        head += f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
        return (head + body).encode()


async def receive(reader: asyncio.StreamReader) -> tuple[bytes, bytes]:
    """Head and body of an answer."""
    head = await reader.readuntil(b"\r\n\r\n")
    lowered = head.lower()
    place = lowered.find(b"\r\ncontent-length:")
    if place >= 0:
        return head, await reader.readexactly(int(lowered[place + 17 : lowered.index(b"\r\n", place + 17)]))
    body = b""
    while b"\r\ntransfer-encoding: chunked" in lowered:
        size = int((await reader.readuntil(b"\r\n")).partition(b";")[0], 16)
        body += (await reader.readexactly(size + 2))[:size]
        if not size:
            break
    return head, body


async def _live(asked: Asked, operation: str, connection: int, end: float, times: list[float]) -> None:
    """One connection: a request after the other until the end."""
    reader, writer = await asyncio.open_connection("127.0.0.1", asked.known["port"])
    good, mark = asked.marks(operation)
    while time.perf_counter() < end and (request := asked.request(operation, connection)):
        begun = time.perf_counter()
        writer.write(request)
        head, body = await receive(reader)
        times.append(time.perf_counter() - begun)
        if not any(status in head[:16] for status in good) or mark not in body:
            raise WrongAnswer(f"{asked.known['name']}, {operation}: {head[:900]!r} {body[:600]!r}")
        asked.keep(operation, connection, head, body)
        if len(times) % SAMPLED == 1:
            asked.read_whole(operation, body)
    writer.close()


async def _measure(asked: Asked, operation: str, seconds: float) -> dict[str, float]:
    times: list[float] = []
    asked.prepare(operation)
    if operation not in asked.asks:
        return {}
    begun = time.perf_counter()
    lives = [_live(asked, operation, number, begun + seconds, times) for number in range(AT_ONCE)]
    await asyncio.gather(*lives)
    whole = time.perf_counter() - begun
    p50, p99 = median_and_p99(times)
    return {"count": len(times), "seconds": whole, "p50": p50, "p99": p99}


def obey(kind: type[Asked]) -> None:
    """Read orders until there are no more. kind: what the providers are asked for."""
    os.sched_setaffinity(0, {int(sys.argv[2])})
    sides = {known["name"]: kind(known) for known in json.loads(Path(sys.argv[1]).read_text())}
    print("ready", flush=True)
    for line in sys.stdin:
        order = json.loads(line)
        asked = sides[order["side"]]
        try:
            seen = asyncio.run(_measure(asked, order["operation"], order["seconds"]))
        except WrongAnswer as wrong:
            raise SystemExit(str(wrong)) from None
        print(json.dumps(seen), flush=True)


if __name__ == "__main__":
    obey(Asked)
