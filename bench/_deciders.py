"""The other side of bench/decisions.py: phones that read QR codes and approve with the PIN."""

import asyncio
import json
import os
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
from joserfc.jwk import ECKey

from activation.management.phone.keys import PhoneKey, base64url
from bench._timing import median_and_p99
from oidc.protocol import claim
from oidc.protocol.decision import digest_display

API = "/api/wallet/v1/login-requests"
NUMBER = "17"  # that the page shows once its code was read
MOST_A_SECOND = 400  # requests that are made ready: more than any machine decides
WARM = 40  # decisions before the watch starts

_REQUESTS = """
INSERT INTO oidc_loginrequest (id, relying_party_id, purpose, state, scopes, acr, binding_text, number, numbers,
    challenge, browser_digest, known_browser, silent, shared_workstation, origin_address, origin_user_agent, way,
    return_digest, created_at, expires_at)
SELECT gen_random_uuid(), %s, 'BROWSER', 'PENDING', '["openid"]', '', '', %s, '[]', repeat('c', 43), '', false, false,
    false, '127.0.0.1', 'Firefox', 'QR', '', now(), now() + interval '1 hour'
FROM generate_series(1, %s) RETURNING id
"""


@dataclass
class Seen:
    """What all phones saw. Times in seconds; spent: what the server said of itself, in milliseconds."""

    claims: list[float] = field(default_factory=list)
    decisions: list[float] = field(default_factory=list)
    whole: list[float] = field(default_factory=list)
    spent: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Line:
    """One connection that is kept."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    origin: str

    async def post(self, path: str, content: dict[str, Any], phone: PhoneKey, seen: Seen) -> tuple[float, Any]:
        """Seconds from the first byte sent to the last received, and the body of an answer, which must be 200."""
        body = json.dumps(content).encode()
        proof = phone.prove_call(method="POST", url=f"{self.origin}{path}", body=body, at=int(time.time()))
        head = f"POST {path} HTTP/1.1\r\nHost: {self.origin.partition('//')[2]}\r\nCard-Proof: {proof}\r\n"
        head += f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        begun = time.perf_counter()
        self.writer.write(head.encode() + body)
        lines = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])}
        answer = await self.reader.readexactly(int(headers["content-length"]))
        spent = time.perf_counter() - begun
        if " 200 " not in f"{lines[0]} ":
            raise SystemExit(f"{path}: {lines[0]} {answer[:300]!r}")
        for part in filter(None, headers.get("server-timing", "").split(", ")):
            name, _, value = part.partition(";dur=")
            seen.spent[name] = seen.spent.get(name, 0.0) + float(value)
        return spent, json.loads(answer)


async def _decide(line: Line, phone: PhoneKey, pin_proof: str, login: UUID, known: dict[str, Any], seen: Seen) -> None:
    """Read the code of a page, then approve what it asks."""
    text = claim.write_qr(login, key=bytes.fromhex(known["claim_key"]), now=datetime.now(UTC))
    claimed, asked = await line.post(f"{API}/claim", {"claim": text}, phone, seen)
    signed = {
        "aud": known["issuer"],
        "iat": int(time.time()),
        "login_request": asked["id"],
        "challenge": asked["challenge"],
        "client_id": asked["client_id"],
        "decision": "approve",
        "number": NUMBER,
        "display": digest_display(asked["display"]),
    }
    body = {"decision_jws": phone.decide(signed), "pin_proof": pin_proof}
    decided, answer = await line.post(f"{API}/{asked['id']}/decision", body, phone, seen)
    if answer != {"state": "APPROVED"}:
        raise SystemExit(f"not approved: {answer}")
    seen.claims.append(claimed)
    seen.decisions.append(decided)
    seen.whole.append(claimed + decided)


async def _live(
    phones: list[dict[str, Any]], logins: Iterator[UUID], known: dict[str, Any], seen: Seen, end: list[float]
) -> None:
    """One connection: a decision after the other, by these phones in turn, until the end is near."""
    keys = [PhoneKey(ECKey.import_key(phone["jwk"]), b"") for phone in phones]
    proofs = [base64url(bytes.fromhex(phone["pin_proof"])) for phone in phones]
    port = int(known["origin"].rpartition(":")[2])
    line = Line(*await asyncio.open_connection("127.0.0.1", port), known["origin"])
    turn = 0
    while not end or time.perf_counter() < end[0]:
        await _decide(line, keys[turn % len(keys)], proofs[turn % len(keys)], next(logins), known, seen)
        turn += 1
    line.writer.close()


async def _measure(known: dict[str, Any], seconds: int, at_once: int) -> None:
    with psycopg.connect(**known["database"], autocommit=True) as connection:
        rows = connection.execute(_REQUESTS, (known["service"], NUMBER, seconds * MOST_A_SECOND))
        logins = iter([row[0] for row in rows.fetchall()])
        connection.execute("VACUUM ANALYZE oidc_loginrequest")
    phones, seen, end = known["phones"], Seen(), list[float]()
    living = [asyncio.create_task(_live(phones[one::at_once], logins, known, seen, end)) for one in range(at_once)]
    while len(seen.whole) < WARM and not any(one.done() for one in living):
        await asyncio.sleep(0.01)
    for times in (seen.claims, seen.decisions, seen.whole):
        times.clear()
    seen.spent.clear()
    begun = time.perf_counter()
    end.append(begun + seconds)
    print("ready", flush=True)
    await asyncio.gather(*living)
    told = {"count": len(seen.whole), "seconds": time.perf_counter() - begun, "spent": seen.spent}
    times = {name: median_and_p99(getattr(seen, name)) for name in ("claims", "decisions", "whole")}
    print(json.dumps({**told, "times": times}), flush=True)


if __name__ == "__main__":
    os.sched_setaffinity(0, {int(sys.argv[4])})
    asyncio.run(_measure(json.loads(Path(sys.argv[1]).read_text()), int(sys.argv[2]), int(sys.argv[3])))
