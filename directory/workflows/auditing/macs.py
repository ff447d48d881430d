"""What is computed over lines and seals: canonical bytes, and their HMAC-SHA-256 with a key of AUDIT_KEYS."""

import hmac
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, Final

Bytes = bytes | memoryview  # as the database gives them
MAC_BYTES: Final = 32
FIRST: Final = bytes(MAC_BYTES)  # what stands before the first seal
COLUMNS: Final = (
    "id",
    "occurred_at",
    "action",
    "outcome",
    "category",
    "actor_id",
    "mandate_id",
    "authority_id",
    "practitioner_id",
    "subject_type",
    "subject_id",
    "reason",
    "details",
)


def line_mac(key: bytes, line: Mapping[str, Any]) -> bytes:
    """Of one line, with its number. line: the values of COLUMNS.

    With the key: what stays of a purged line tells nothing to whoever has not it.
    """
    return _mac(key, "line", [line[name] for name in COLUMNS])


def seal_mac(
    key: bytes,
    *,
    number: int,
    key_id: str,
    sealed_at: datetime,
    previous_mac: Bytes,
    line_ids: Iterable[int],
    line_kinds: str,
    line_macs: Bytes,
) -> bytes:
    """Of one seal: where it stands in the chain, and its lines in their order."""
    content = [number, key_id, sealed_at, bytes(previous_mac).hex(), list(line_ids), line_kinds, bytes(line_macs).hex()]
    return _mac(key, "seal", content)


def purge_mac(key: bytes, *, category: str, before: str) -> str:
    """Of what a purge says of itself: without it, a hole is a hole."""
    return _mac(key, "purge", [category, before]).hex()


def split(macs: Bytes) -> list[bytes]:
    """The MACs of a seal's lines, one by one."""
    whole = bytes(macs)
    return [whole[place : place + MAC_BYTES] for place in range(0, len(whole), MAC_BYTES)]


def _mac(key: bytes, kind: str, content: list[Any]) -> bytes:
    """JSON leaves no two ways to read it: lists say where each value ends, names of objects are sorted."""
    text = json.dumps([kind, *content], sort_keys=True, separators=(",", ":"), ensure_ascii=True, default=_instant)
    return hmac.digest(key, text.encode(), "sha256")


def _instant(value: object) -> str:
    if not isinstance(value, datetime):
        raise TypeError(f"a line of the trail holds a {type(value).__name__}")
    return value.astimezone(UTC).isoformat(timespec="microseconds")
