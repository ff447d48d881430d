"""A service that signs people in with the e-CPS: sign-in, userinfo, sign-out, and the sign-outs it is told of.

    python service.py registered.json     {"client_id": "…", "client_secret": "…"}, as the registration answered

ISSUER, SERVICE_PORT: where the provider is, and where this program listens. It needs `pip install authlib requests`.
"""

import json
import os
import secrets
import sys
from html import escape
from http.cookies import SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qsl, urlencode

import requests
from authlib.integrations.base_client import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

ISSUER = os.environ.get("ISSUER", "http://localhost:8000")
PORT = int(os.environ.get("SERVICE_PORT", "8010"))
HERE = f"http://localhost:{PORT}"
REGISTERED = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
try:
    ABOUT = requests.get(f"{ISSUER}/.well-known/openid-configuration", timeout=10).json()
except requests.RequestException:
    sys.exit(f"The provider does not answer at {ISSUER}: start it first, or set ISSUER.")
LOGOUT = "http://schemas.openid.net/event/backchannel-logout"
sessions = {}  # our cookie -> what we know of one browser; a real service has a database
keys = {}  # kid -> key of the provider; at a kid that we do not know they are read again, once


def client():
    back = {"redirect_uri": f"{HERE}/back", "code_challenge_method": "S256"}
    return OAuth2Session(REGISTERED["client_id"], REGISTERED["client_secret"], scope="openid scope_all", **back)


def find_key(token):
    if token.headers().get("kid") not in keys:
        published = KeySet.import_key_set(requests.get(ABOUT["jwks_uri"], timeout=10).json())
        keys.update({key.kid: key for key in published.keys})
    return keys[token.headers()["kid"]]


def read_token(token):
    """Return the claims of an id_token or of a logout token, once signature, issuer, audience and dates are checked."""
    claims = jwt.decode(token, find_key, algorithms=["ES256"]).claims  # the algorithm that we registered, no other
    ours = {"iss": {"essential": True, "value": ISSUER}, "aud": {"essential": True, "value": REGISTERED["client_id"]}}
    jwt.JWTClaimsRegistry(leeway=30, exp={"essential": True}, iat={"essential": True}, **ours).validate(claims)
    return claims


class Service(BaseHTTPRequestHandler):
    log_message = lambda *_: None  # the address of /back holds a code: it is not for a log

    def do_GET(self):
        path, _, query = self.path.partition("?")
        cookie = SimpleCookie(self.headers.get("Cookie", "")).get("service")
        session = sessions.get(cookie.value, {}) if cookie else {}
        if path == "/":
            shown = escape(json.dumps(session.get("claims"), indent=2, ensure_ascii=False))
            way, words = ("out", "Sign out") if "claims" in session else ("in", "Sign in with e-CPS")
            self.answer(200, f'<title>My service</title><a href="/sign-{way}">{words}</a><pre>{shown}</pre>')
        elif path == "/sign-in":
            asked = {"nonce": secrets.token_urlsafe(24), "code_verifier": secrets.token_urlsafe(48)}
            asked["acr_values"] = "eidas1"
            where, asked["state"] = client().create_authorization_url(ABOUT["authorization_endpoint"], **asked)
            self.go(where, {"asked": asked})
        elif path == "/back":
            self.sign_in(dict(parse_qsl(query)), session.pop("asked", {}))
        elif path == "/sign-out" and session:
            sessions.pop(cookie.value, None)
            asked = {"id_token_hint": session.get("id_token", ""), "post_logout_redirect_uri": f"{HERE}/"}
            self.go(f"{ABOUT['end_session_endpoint']}?{urlencode(asked)}")
        else:
            self.answer(404, "Nothing here.")

    def sign_in(self, answer, asked):
        # The browser is back: from whom we sent it to, with what we gave it?
        if not asked or answer.get("state") != asked["state"] or answer.get("iss") != ISSUER:
            return self.fail(400, "This sign-in did not begin here, or it is over.")
        if "code" not in answer:
            refused = answer.get("error") == "access_denied"
            return self.fail(400, "You did not sign in." if refused else "The provider refused this sign-in.")
        http, proof = client(), {"code": answer["code"], "code_verifier": asked["code_verifier"]}
        try:
            tokens = http.fetch_token(ABOUT["token_endpoint"], timeout=10, **proof)
            who, claims = read_token(tokens["id_token"]), http.get(ABOUT["userinfo_endpoint"], timeout=10).json()
        except requests.RequestException:
            return self.fail(502, "The provider does not answer: try again in a moment.")
        except (OAuthError, JoseError, KeyError, ValueError) as fault:
            print(f"Sign-in refused: {fault}", file=sys.stderr, flush=True)  # for who runs this, not for the person
            return self.fail(400, "The provider did not confirm this sign-in.")
        is_asked = who.get("nonce") == asked["nonce"] and who.get("acr", "").startswith("eidas")
        if not is_asked or claims.get("sub") != who["sub"]:
            return self.fail(400, "This is not the sign-in that was asked for.")
        return self.go("/", {"sid": who["sid"], "id_token": tokens["id_token"], "claims": claims})

    def do_POST(self):
        # /signed-out: the provider tells that a session ended; whoever has it here is signed out
        try:
            body = self.rfile.read(min(int(self.headers.get("Content-Length", 0)), 16384)).decode()
            told = read_token(dict(parse_qsl(body)).get("logout_token", ""))
        except (requests.RequestException, JoseError, KeyError, ValueError):
            told = {}
        if LOGOUT not in told.get("events", {}) or "nonce" in told or "sid" not in told:
            return self.answer(400, "No logout token.")
        for cookie in [cookie for cookie, one in sessions.items() if one.get("sid") == told["sid"]]:
            sessions.pop(cookie, None)
        return self.answer(200, "")

    def go(self, address, session=None):
        self.send_response(303)
        self.send_header("Location", address)
        if session:  # what begins for this browser, under a new cookie
            cookie = secrets.token_urlsafe(32)
            sessions[cookie] = session
            self.send_header("Set-Cookie", f"service={cookie}; Path=/; HttpOnly; SameSite=Lax")  # and Secure, on https
        self.end_headers()

    def fail(self, status, words):
        way = '<a href="/sign-in">Sign in with e-CPS</a>'
        self.answer(status, f"<title>My service</title><h1>You are not signed in</h1><p>{escape(words)}</p>{way}")

    def answer(self, status, page):
        self.send_response(status)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(page.encode())


print(f"My service on {HERE}/", flush=True)
ThreadingHTTPServer(("127.0.0.1", PORT), Service).serve_forever()
