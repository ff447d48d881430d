"""The command-line phone's calls: to the wallet's API, and to the demo inbox."""

import json
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any

import httpx

from activation.management.phone.keys import PhoneKey
from directory.channels import web

API = "/api/wallet/v1"
PATIENCE = 15.0  # seconds for one call
INBOX_PATIENCE = 20.0  # seconds for two messages to leave
INBOX_PERIOD = 0.5
_machine_time = time.time
_LINK = re.compile(r"#t=([0-9a-f-]{36})\.([0-9A-Za-z]+)")
_CODE = re.compile(r"\b(\d{6})\b")


class PhoneRefused(Exception):
    """The server said no. code: its stable word; details: its parameters."""

    def __init__(self, code: str, details: dict[str, Any]) -> None:
        super().__init__(code)
        self.code = code
        self.details = details


class Unreachable(Exception):
    """Nothing answered."""


@dataclass(frozen=True, repr=False)
class Secrets:
    """What two messages bring."""

    activation: str
    ticket: str
    code: str


class WalletHttp:
    """Calls to one wallet origin. open_client: makes the HTTP client of an origin (tests give their own)."""

    def __init__(self, *, wallet_origin: str, site_url: str, open_client: Callable[[str], httpx.Client]) -> None:
        self.wallet_origin = wallet_origin
        self._wallet = open_client(wallet_origin)
        self._site = open_client(site_url)
        self._offset = 0.0  # seconds to add to this machine's clock

    def now(self) -> int:
        """Seconds since the epoch, on the server's clock."""
        return int(_machine_time() + self._offset)

    def call(
        self,
        method: str,
        path: str,
        body: dict[str, Any] | None = None,
        *,
        phone: PhoneKey | None = None,
        query: str = "",
        wait: int = 0,
    ) -> Any:
        """One call, proved when a phone is given; a proof refused for its age is made once more by the server's clock.

        query: beside the path, which alone is proved. wait: seconds that the server may keep it, where it can.
        Returns the JSON, or None when there is none. Raises PhoneRefused, Unreachable.
        """
        raw = b"" if body is None else json.dumps(body).encode()
        response = self._send(method, path, raw, phone, query, wait)
        if response.status_code == httpx.codes.UNAUTHORIZED and phone is not None and "Date" in response.headers:
            self._offset = parsedate_to_datetime(response.headers["Date"]).timestamp() - _machine_time()
            response = self._send(method, path, raw, phone, query, wait)
        return _read(response)

    def wait_for_secrets(self, activation: str, *, since: datetime) -> Secrets:
        """The ticket and the code that the demo inbox shows. Raises Unreachable when they do not come."""
        deadline = time.monotonic() + INBOX_PATIENCE
        while time.monotonic() < deadline:
            found = _find_secrets(self._read_inbox(), activation, since)
            if found is not None:
                return found
            time.sleep(INBOX_PERIOD)
        raise Unreachable("the demo inbox")

    def _send(
        self, method: str, path: str, raw: bytes, phone: PhoneKey | None, query: str, wait: int
    ) -> httpx.Response:
        headers = {"Content-Type": "application/json"} if raw else {}
        if wait:
            headers["Prefer"] = f"wait={wait}"
        if phone is not None:
            url = f"{self.wallet_origin}{API}{path}"
            headers["Card-Proof"] = phone.prove_call(method=method, url=url, body=raw, at=self.now())
        try:
            address = f"{API}{path}?{query}" if query else f"{API}{path}"
            return self._wallet.request(method, address, content=raw, headers=headers, timeout=PATIENCE + wait)
        except httpx.HTTPError as error:
            raise Unreachable(self.wallet_origin) from error

    def _read_inbox(self) -> list[dict[str, str]]:
        try:
            content = self._site.get("/demo/boite.json").raise_for_status().json()
        except (httpx.HTTPError, ValueError) as error:
            raise Unreachable("the demo inbox") from error
        return list(content["messages"])


def open_client(origin: str) -> httpx.Client:
    """A plain client of one origin: no proxy of the environment, no redirect."""
    return httpx.Client(
        base_url=origin, verify=web.trusted(), timeout=PATIENCE, trust_env=False, follow_redirects=False
    )


def read_ticket(text: str) -> tuple[str, str]:
    """The activation and the ticket of a link; ("", ticket) for a bare one."""
    link = _LINK.search(text)
    return (link[1], link[2]) if link else ("", text.strip())


def _read(response: httpx.Response) -> Any:
    try:
        value = response.json() if response.content else None
    except ValueError:
        value = None
    if response.is_success:
        return value
    details = value if isinstance(value, dict) else {}
    raise PhoneRefused(str(details.get("error", f"http_{response.status_code}")), details)


def _find_secrets(messages: list[dict[str, str]], activation: str, since: datetime) -> Secrets | None:
    """The newest ticket of this activation, and the newest code that left since it was opened."""
    tickets = [
        link[2]
        for message in messages
        if message["channel"] == "EMAIL" and (link := _LINK.search(message["body"])) and link[1] == activation
    ]
    codes = [
        code[1]
        for message in messages
        if message["channel"] == "SMS"
        and "e-CPS" in message["body"]
        and datetime.fromisoformat(message["at"]) >= since
        and (code := _CODE.search(message["body"]))
    ]
    return Secrets(activation, tickets[0], codes[0]) if tickets and codes else None
