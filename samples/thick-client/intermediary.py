"""The server of a thick client: it holds the secret and the tokens, the program on the desk holds a cookie.

    python intermediary.py registered.json traces.jsonl     what the registration answered; where traces go

ISSUER, INTERMEDIARY_PORT: where the provider is, and where this program listens. SESSION_SECONDS: how long a session
lasts, 14400 where it is absent. RENEW_EARLY: seconds before its end at which an access token is renewed, 30 where it
is absent. It needs `pip install authlib requests`.
"""

import json
import os
import secrets
import sys
import threading
import time
from contextlib import suppress
from datetime import UTC, datetime
from http.cookies import SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import requests
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

ISSUER = os.environ.get("ISSUER", "http://localhost:8000")
PORT = int(os.environ.get("INTERMEDIARY_PORT", "8011"))
LASTS = int(os.environ.get("SESSION_SECONDS", "14400"))  # seconds, from the connection
CIBA = "urn:openid:params:grant-type:ciba"
EARLY = int(os.environ.get("RENEW_EARLY", "30"))  # seconds
SENTENCES = {  # what the desktop program may show, by code
    "bad_request": ("A national number is expected.", "Un numéro national est attendu."),
    "not_connected": ("You are not connected.", "Vous n’êtes pas connecté."),
    "access_denied": ("The request was refused.", "La demande a été refusée."),
    "expired_token": (
        "Nobody answered in time: the number may be unknown, or the phone off.",
        "Personne n’a répondu à temps : le numéro est peut-être inconnu, ou le téléphone éteint.",
    ),
    "provider_unreachable": ("The provider does not answer.", "Le fournisseur d’identité ne répond pas."),
    "provider_refused": ("The provider refused this request.", "Le fournisseur d’identité a refusé cette demande."),
}
sessions = {}  # our cookie -> one connection, asked for or made; a real service has a database
lock = threading.RLock()  # over the sessions and the trace file


class Refused(Exception):
    """What the desktop program is told. The first argument is a code of SENTENCES."""


def call(method, address, **what):
    try:
        answer = requests.request(method, address, timeout=10, allow_redirects=False, **what)
    except requests.RequestException:
        raise Refused("provider_unreachable") from None
    if answer.status_code >= 500:
        raise Refused("provider_unreachable")
    return answer


def post(endpoint, **form):
    """Ask an endpoint of the provider as the client that we are: its status, and its JSON or nothing."""
    credentials = (REGISTERED["client_id"], REGISTERED["client_secret"])
    answer = call("POST", ABOUT[endpoint], data=form, auth=credentials)
    try:
        return answer.status_code, answer.json() if answer.content else {}
    except ValueError:
        raise Refused("provider_refused") from None


def trace(event, session, outcome):
    """Who, when, what, with which result: never a token, a code or what was typed on the phone."""
    line = {"at": datetime.now(UTC).isoformat(timespec="seconds"), "event": event, "who": session["who"]}
    line |= {"service": REGISTERED["client_id"], "session": session["trace"], "outcome": outcome}
    with lock, TRACES.open("a", encoding="utf-8") as file:
        file.write(json.dumps(line) + "\n")


def read_id_token(token):
    """Return its claims, once signature, issuer, audience and dates are checked."""
    keys = KeySet.import_key_set(call("GET", ABOUT["jwks_uri"]).json())
    claims = jwt.decode(token, keys, algorithms=["ES256"]).claims
    ours = {"iss": {"essential": True, "value": ISSUER}, "aud": {"essential": True, "value": REGISTERED["client_id"]}}
    jwt.JWTClaimsRegistry(leeway=30, exp={"essential": True}, iat={"essential": True}, **ours).validate(claims)
    return claims


def connect(number):
    """Ask for the person; the session that waits for the answer."""
    shown = f"{secrets.randbelow(90) + 10}"
    asked = {"scope": "openid scope_all", "acr_values": "eidas1", "login_hint": number, "binding_message": shown}
    session = {"who": number, "trace": secrets.token_hex(8), "lock": threading.RLock()}
    status, answer = post("backchannel_authentication_endpoint", **asked)
    if status != 200:
        refused = "access_denied" if answer.get("error") == "access_denied" else "provider_refused"
        trace("connect", session, refused)
        raise Refused(refused)
    now, interval = time.monotonic(), answer.get("interval", 5)
    session |= {"auth_req_id": answer["auth_req_id"], "interval": interval, "number": shown}
    return session | {"next": now + interval, "ends": now + answer["expires_in"] + 60}


def poll(session):
    """Whether the person answered yes. The provider is asked no sooner than it wants, however often we are."""
    if "access_token" in session:
        return True
    if time.monotonic() < session["next"]:
        return False
    status, answer = post("token_endpoint", grant_type=CIBA, auth_req_id=session["auth_req_id"])
    if answer.get("error") in {"authorization_pending", "slow_down"}:
        session["interval"] += 5 * (answer["error"] == "slow_down")
        session["next"] = time.monotonic() + session["interval"]
        return False
    if status != 200:
        error = answer.get("error")
        raise Refused(error if error in {"access_denied", "expired_token"} else "provider_refused")
    try:
        read_id_token(answer["id_token"])
    except (JoseError, KeyError, ValueError):
        raise Refused("provider_refused") from None
    keep(session, answer)
    session["ends"] = time.monotonic() + LASTS
    trace("connect", session, "done")
    return True


def keep(session, tokens):
    kept = ("access_token", "refresh_token", "id_token")
    session.update({name: tokens[name] for name in kept if name in tokens})
    session["renew"] = time.monotonic() + tokens.get("expires_in", 60) - EARLY


def send(session):
    """Call the protected API for the person. Here it is userinfo; yours takes the same bearer."""
    if "access_token" not in session:
        raise Refused("not_connected")
    if time.monotonic() >= session["renew"] and "refresh_token" in session:
        status, answer = post("token_endpoint", grant_type="refresh_token", refresh_token=session["refresh_token"])
        if status != 200:
            session["ends"] = 0  # nothing more will come of it
            raise Refused("not_connected")
        keep(session, answer)
    bearer = {"Authorization": f"Bearer {session['access_token']}"}
    answer = call("GET", ABOUT["userinfo_endpoint"], headers=bearer)
    if answer.status_code != 200:
        raise Refused("not_connected")
    return answer.json()


def close(session, why):
    """Revoke what we hold, and end the session at the provider. Our own session is over whatever it answers."""
    outcome = why
    try:
        for name in ("refresh_token", "access_token"):
            if name in session:
                status, _ = post("revocation_endpoint", token=session[name], token_type_hint=name)
                outcome += f", {name} not revoked" * (status != 200)
        if "id_token" in session:
            left = call("GET", ABOUT["end_session_endpoint"], params={"id_token_hint": session["id_token"]})
            outcome += ", not signed out" * (not left.ok)
    except Refused as refused:
        outcome = f"{why}, {refused.args[0]}"
    if "access_token" in session:
        trace("disconnect", session, outcome)


def sweep():
    """End what has lasted long enough, every second."""
    while True:
        time.sleep(1)
        with lock:
            over = [key for key, session in sessions.items() if time.monotonic() >= session["ends"]]
            ended = [sessions.pop(key) for key in over]
        for session in ended:
            with session["lock"]:
                close(session, "expired")


class Intermediary(BaseHTTPRequestHandler):
    log_message = lambda *_: None  # the traces say what is worth keeping

    def do_GET(self):
        self.serve({"/state": self.state, "/whoami": self.whoami})

    def do_POST(self):
        self.serve({"/connect": self.connect, "/send": self.send, "/disconnect": self.disconnect})

    def serve(self, ways):
        try:
            way = ways.get(self.path)
            self.answer(404, {"error": "not_found"}) if way is None else way()
        except Refused as refused:
            code = refused.args[0]
            french = self.headers.get("Accept-Language", "fr").lower().startswith("fr")
            status = {"bad_request": 400, "not_connected": 401, "provider_unreachable": 502}.get(code, 403)
            self.answer(status, {"error": code, "message": SENTENCES[code][french]})

    def session(self):
        cookie = SimpleCookie(self.headers.get("Cookie", "")).get("intermediary")
        with lock:
            session = sessions.get(cookie.value) if cookie else None
        if session is None or time.monotonic() >= session["ends"]:
            raise Refused("not_connected")
        return cookie.value, session

    def connect(self):
        try:
            number = json.loads(self.rfile.read(min(int(self.headers.get("Content-Length", 0)), 4096)))["national_id"]
        except (ValueError, KeyError, TypeError):
            raise Refused("bad_request") from None
        if not isinstance(number, str) or not (number.isascii() and number.isdigit() and 8 <= len(number) <= 20):
            raise Refused("bad_request")
        session, cookie = connect(number), secrets.token_urlsafe(32)
        with suppress(Refused):  # whoever was connected here before
            self.leave("replaced")
        with lock:
            sessions[cookie] = session
        self.answer(200, {"number": session["number"]}, cookie)

    def state(self):
        key, session = self.session()
        with session["lock"]:
            try:
                self.answer(200, {"state": "connected" if poll(session) else "waiting"})
            except Refused as refused:
                if refused.args[0] != "provider_unreachable":  # it may be back before the request ends
                    with lock:
                        sessions.pop(key, None)
                    trace("connect", session, refused.args[0])
                raise

    def whoami(self):
        _, session = self.session()
        with session["lock"]:
            self.answer(200, send(session))

    def send(self):
        _, session = self.session()
        with session["lock"]:
            try:
                answered = send(session)
            except Refused as refused:
                trace("send", session, refused.args[0])
                raise
            trace("send", session, "done")
            self.answer(200, {"sent_for": answered["sub"]})

    def leave(self, why):
        key, session = self.session()
        with lock:
            sessions.pop(key, None)
        with session["lock"]:
            close(session, why)

    def disconnect(self):
        self.leave("asked")
        self.answer(200, {"state": "disconnected"})

    def answer(self, status, body, cookie=None):
        self.send_response(status)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Cache-Control", "no-store")
        if cookie:
            self.send_header("Set-Cookie", f"intermediary={cookie}; Path=/; HttpOnly; SameSite=Strict")  # and Secure
        self.end_headers()
        self.wfile.write(json.dumps(body, ensure_ascii=False).encode())


if __name__ == "__main__":
    REGISTERED, TRACES = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")), Path(sys.argv[2])
    try:
        ABOUT = requests.get(f"{ISSUER}/.well-known/openid-configuration", timeout=10).json()
    except requests.RequestException:
        sys.exit(f"The provider does not answer at {ISSUER}: start it first, or set ISSUER.")
    threading.Thread(target=sweep, daemon=True).start()
    print(f"My intermediary on http://localhost:{PORT}/", flush=True)
    ThreadingHTTPServer(("127.0.0.1", PORT), Intermediary).serve_forever()
