"""The other side of bench/waiting.py: wallets on connections of their own, and requests that arrive for them."""

import asyncio
import base64
import hashlib
import json
import random
import resource
import statistics
import sys
import time
import uuid
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from joserfc.jwk import ECKey

PATH = "/api/wallet/v1/login-requests"
OPENED_A_SECOND = 25
AT_REST = 0.2  # seconds that a call takes when none is before it
PROBES = 5  # such calls in a row: everybody who opened waits by now
QUIET = 5.0  # seconds after the last request, for its wake-up to come

_REQUEST = """
INSERT INTO oidc_loginrequest (id, relying_party_id, practitioner_id, purpose, state, scopes, acr, binding_text,
    number, numbers, challenge, browser_digest, known_browser, silent, shared_workstation, origin_user_agent,
    way, return_digest, created_at, expires_at)
VALUES (%s, %s, %s, 'BROWSER', 'PENDING', '["openid"]', '', '', '17', '["17","42","88"]', repeat('c', 43), '', false,
    false, false, '', 'NUMBER', '', now(), now() + interval '120 seconds')
"""


def _base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


@dataclass
class Seen:
    """What all wallets saw. pushed: the instant of the last commit, by person."""

    waiting: int = 0
    answers: int = 0
    unchanged: int = 0
    failures: int = 0
    counts: bool = False
    pushed: dict[int, float] = field(default_factory=dict)
    woken: list[float] = field(default_factory=list)


class Wallet:
    """One phone: a connection that is kept, and the mark of the list it has."""

    def __init__(self, known: dict[str, Any], origin: str) -> None:
        self.person = known["person"]
        self._kid = known["kid"]
        self._key = ECKey.import_key(known["jwk"]).private_key
        self._origin = origin

    def proof(self) -> str:
        """The JWS of one call."""
        header = {"typ": "card-proof+jwt", "alg": "ES256", "kid": self._kid}
        claims = {"htm": "GET", "htu": self._origin + PATH, "iat": int(time.time()), "jti": uuid.uuid4().hex}
        claims["bsh"] = _base64url(hashlib.sha256(b"").digest())
        text = f"{_base64url(json.dumps(header).encode())}.{_base64url(json.dumps(claims).encode())}"
        r, s = decode_dss_signature(self._key.sign(text.encode(), ECDSA(SHA256())))
        return f"{text}.{_base64url(r.to_bytes(32, 'big') + s.to_bytes(32, 'big'))}"

    async def live(self, seen: Seen) -> None:
        """Wait, be answered, wait again, for ever."""
        host = self._origin.partition("//")[2]
        reader, writer = await asyncio.open_connection("127.0.0.1", int(host.partition(":")[2]))
        mark = ""
        while True:
            wanted = f"Prefer: wait=25\r\nIf-None-Match: {mark}\r\n" if mark else ""
            writer.write(f"GET {PATH} HTTP/1.1\r\nHost: {host}\r\nCard-Proof: {self.proof()}\r\n{wanted}\r\n".encode())
            if mark:
                seen.waiting += 1
            status, headers = await _read(reader)
            now = time.monotonic()
            seen.answers += seen.counts
            if status == 304:
                seen.unchanged += seen.counts
            elif status == 200:
                mark = headers["etag"]
                pushed = seen.pushed.pop(self.person, None)
                if pushed is not None:
                    seen.woken.append(now - pushed)
            else:
                seen.failures += 1
                await asyncio.sleep(1)


async def _read(reader: asyncio.StreamReader) -> tuple[int, dict[str, str]]:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:])}
    status = int(head[0].split(" ")[1])
    if status != 304:
        await reader.readexactly(int(headers.get("content-length", "0")))
    return status, headers


async def _rest(wallet: Wallet, origin: str) -> None:
    """Until the door has taken in everybody who opened."""
    host = origin.partition("//")[2]
    reader, writer = await asyncio.open_connection("127.0.0.1", int(host.partition(":")[2]))
    quick = 0
    while quick < PROBES:
        began = time.monotonic()
        writer.write(f"GET {PATH} HTTP/1.1\r\nHost: {host}\r\nCard-Proof: {wallet.proof()}\r\n\r\n".encode())
        await _read(reader)
        quick = quick + 1 if time.monotonic() - began < AT_REST else 0
        await asyncio.sleep(AT_REST)
    writer.close()


async def _push(content: dict[str, Any], wallets: list[Wallet], seen: Seen, *, seconds: int, rate: int) -> int:
    """Requests for people drawn at random, each of them once, evenly in time."""
    chosen = random.sample(wallets, min(len(wallets), seconds * rate))
    async with await psycopg.AsyncConnection.connect(**content["database"], autocommit=True) as connection:
        began = time.monotonic()
        for turn, wallet in enumerate(chosen):
            await asyncio.sleep(max(0.0, began + turn / rate - time.monotonic()))
            seen.pushed[wallet.person] = time.monotonic()
            await connection.execute(_REQUEST, (uuid.uuid4(), content["service"], wallet.person))
    return len(chosen)


async def _measure(content: dict[str, Any], *, seconds: int, rate: int) -> None:
    seen = Seen()
    wallets = [Wallet(known, content["origin"]) for known in content["keys"]]
    living = []
    for wallet in wallets:
        living.append(asyncio.create_task(wallet.live(seen)))
        await asyncio.sleep(1 / OPENED_A_SECOND)
    while seen.waiting < len(wallets):
        await asyncio.sleep(0.1)
    await _rest(wallets[0], content["origin"])
    print(f"{len(wallets):,} wallets wait", flush=True)
    seen.counts = True
    pushed = await _push(content, wallets, seen, seconds=seconds, rate=rate)
    seen.counts = False
    await asyncio.sleep(QUIET)
    cuts = statistics.quantiles(seen.woken, n=100, method="inclusive")
    told = {"pushed": pushed, "woken": len(seen.woken), "median": cuts[49], "p99": cuts[98], "worst": max(seen.woken)}
    counts = {"answers": seen.answers, "unchanged": seen.unchanged, "failures": seen.failures}
    print(json.dumps({**told, **counts}), flush=True)
    for one in living:
        one.cancel()


if __name__ == "__main__":
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(65536, most) if most > 0 else 65536, most))
    asyncio.run(_measure(json.loads(Path(sys.argv[1]).read_text()), seconds=int(sys.argv[2]), rate=int(sys.argv[3])))
