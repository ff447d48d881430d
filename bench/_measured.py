"""The application of the wallet's door once more, that says of each answer where its time went: bench/decisions.py.

`Server-Timing` names milliseconds: `whole`, from the call to the answer; `signatures`, `pin`, `digests`, which are its
cryptography; `database` and the ends of transactions, `commits`, as the application waits for them; and how many
`queries` there were.
"""

import threading
import time
from collections.abc import Callable, Iterable
from functools import wraps
from importlib import import_module
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.backends.postgresql.base import DatabaseWrapper

from config.wsgi import application as product  # makes the product ready: what is wrapped comes after it

# The names by which the path of a decision calls its cryptography, and what each is counted as
CRYPTOGRAPHY = {
    "activation.proofs.verify_jws": "signatures",
    "activation.workflows.pin_judgement.is_right": "pin",
    "activation.workflows.card_use.secret_digest": "digests",
    "oidc.protocol.claim.proves_qr": "digests",
    "oidc.workflows.claiming.claim_key": "digests",
    "oidc.protocol.decision.digest_display": "digests",
}
_here = threading.local()


def _note(name: str, amount: float) -> None:
    spent: dict[str, float] | None = getattr(_here, "spent", None)
    if spent is not None:
        spent[name] = spent.get(name, 0.0) + amount


def _timed(name: str, work: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(work)
    def timed(*args: Any, **kwargs: Any) -> Any:
        begun = time.perf_counter()
        try:
            return work(*args, **kwargs)
        finally:
            _note(name, (time.perf_counter() - begun) * 1000)

    return timed


def _asked(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001
    _note("queries", 1)
    return _timed("database", execute)(sql, params, many, context)


def _measured(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """One call."""
    _here.spent, begun = {}, time.perf_counter()

    def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
        _note("whole", (time.perf_counter() - begun) * 1000)
        told = ", ".join(f"{name};dur={value:.4f}" for name, value in _here.spent.items())
        return start_response(status, [*headers, ("Server-Timing", told)], exc_info)

    with connection.execute_wrapper(_asked):
        return product(environ, start)


for _path, _name in CRYPTOGRAPHY.items():
    _module, _, _function = _path.rpartition(".")
    setattr(import_module(_module), _function, _timed(_name, getattr(import_module(_module), _function)))
for _end in ("_commit", "_rollback"):
    setattr(DatabaseWrapper, _end, _timed("commits", getattr(DatabaseWrapper, _end)))
application = import_module("config.waiting.door").Door(_measured, most=settings.WAITING_CALLS)
