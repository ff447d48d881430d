"""A strict relying party and its browser: it checks every answer on the way, as the certification does."""

import re
import secrets
from dataclasses import dataclass, field
from functools import cached_property
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
from joserfc.jwk import KeySet

from activation.management.phone import acts
from activation.management.phone.keys import StoredCard
from tests.conformance import checks
from tests.conformance.phone import PIN, phone_of
from tests.support.product import Product

BACK = "https://rp.conformance.test/callback"  # nothing answers there: what is sent to it is read on its way
SIGNED_OUT = "https://rp.conformance.test/signed-out"
NOT_SIGNED_IN = {"login_required", "interaction_required", "account_selection_required", "consent_required"}
_CSRF = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
_HIDDEN = ("", "application/x-www-form-urlencoded")


@dataclass(frozen=True)
class Registered:
    """One client. method: how it authenticates at the token endpoint."""

    client_id: str
    secret: str = field(repr=False)
    method: str = "client_secret_basic"


@dataclass(frozen=True)
class SignedIn:
    """How a flow ended. asked: what the person did, `sign-in`, `continue`, or nothing."""

    code: str
    tokens: dict[str, Any] = field(repr=False)
    claims: dict[str, Any] = field(repr=False)
    info: dict[str, Any] = field(repr=False)
    asked: str = ""


class Provider:
    """The provider under test. mode: the response mode of the plan, empty for the default."""

    def __init__(self, product: Product, card: StoredCard, *, mode: str = "") -> None:
        self.product, self.card, self.mode, self.issuer = product, card, mode, product.site
        self.http = product.client()

    @cached_property
    def about(self) -> dict[str, Any]:
        """The discovery document."""
        response = self.http.get(f"{self.issuer}/.well-known/openid-configuration")
        assert response.status_code == 200
        assert response.headers["content-type"].partition(";")[0] == "application/json"
        return dict(response.json())

    @cached_property
    def keys(self) -> KeySet:
        """What signs its id_tokens."""
        return checks.are_keys(self.http.get(self.about["jwks_uri"]).raise_for_status().json())

    def token(self, client: Registered, **form: str) -> httpx.Response:
        """Ask the token endpoint as the client authenticates."""
        if client.method == "client_secret_post":
            form |= {"client_id": client.client_id, "client_secret": client.secret}
            return self.http.post(self.about["token_endpoint"], data=form)
        return self.http.post(self.about["token_endpoint"], data=form, auth=(client.client_id, client.secret))

    def exchange(self, client: Registered, code: str, **more: str) -> httpx.Response:
        """Present a code."""
        return self.token(client, grant_type="authorization_code", code=code, redirect_uri=BACK, **more)

    def userinfo(self, access_token: str) -> httpx.Response:
        """Ask userinfo by GET."""
        return self.http.get(self.about["userinfo_endpoint"], headers={"Authorization": f"Bearer {access_token}"})

    def read_id_token(
        self, client: Registered, tokens: dict[str, Any], *, nonce: str, algorithm: str = "RS256"
    ) -> dict[str, Any]:
        """The claims of an id_token, once everything about it has been checked."""
        return checks.is_id_token(
            tokens["id_token"],
            keys=self.keys,
            issuer=self.issuer,
            client_id=client.client_id,
            nonce=nonce,
            access_token=tokens["access_token"],
            algorithm=algorithm,
        )


class Browser:
    """One person's browser, with the phone of the same person."""

    def __init__(self, provider: Provider) -> None:
        self.provider, self.http = provider, provider.product.client(follow_redirects=False)

    def __enter__(self) -> "Browser":
        return self

    def __exit__(self, *_: object) -> None:
        self.http.close()

    def open(self, method: str, url: str, **sent: Any) -> httpx.Response:
        """Follow what stays at the provider; what leaves it is returned as it is."""
        response = self.http.request(method, url, **sent)
        while response.is_redirect and response.next_request is not None:
            if not str(response.next_request.url).startswith(f"{self.provider.issuer}/"):
                break
            response = self.http.send(response.next_request)
        return response

    def ask(self, client: Registered, *, method: str = "GET", **changes: str) -> httpx.Response:
        """An authorization request: the changes first, in their order; an empty parameter is left out."""
        usual = {
            "client_id": client.client_id,
            "response_type": "code",
            "redirect_uri": BACK,
            "scope": "openid",
            "response_mode": self.provider.mode,
        }
        asked = {name: value for name, value in {**changes, **usual, **changes}.items() if value}
        address = self.provider.about["authorization_endpoint"]
        return self.open(method, address, **({"params": asked} if method == "GET" else {"data": asked}))

    def act(self, page: httpx.Response) -> tuple[httpx.Response, str]:
        """Do what the page wants of the person, and say what it was."""
        if 'id="continue-as"' in page.text:
            return self._agree(self._post(page, "continuer")), "continue"
        assert 'id="identify-form"' in page.text, page.text[:3000]
        return self._agree(self._sign_in(page)), "sign-in"

    def _agree(self, response: httpx.Response) -> httpx.Response:
        """Where the client asked for an agreement, the person reads, and gives it."""
        return self._post(response, "accord", answer="oui") if 'id="consent-agree"' in response.text else response

    def _sign_in(self, page: httpx.Response) -> httpx.Response:
        """With the e-CPS of this very device: no limit of pushes is met by so many flows."""
        opened = self._post(page, "telephone")
        product, card = self.provider.product, self.provider.card
        with phone_of(product) as phone:
            request = acts.claim(phone, card, opened.headers["location"].rpartition("#c=")[2])
            decided = acts.decide(phone, card, request, issuer=product.site, decision="approve", pin=PIN)
        return self._post(page, "approuve", return_code=decided["return_code"])

    def _post(self, page: httpx.Response, door: str, **fields: str) -> httpx.Response:
        token = _CSRF.search(page.text)
        assert token, page.text[:2000]
        headers = {"Referer": str(page.url), "Origin": self.provider.issuer}
        return self.open(
            "POST",
            f"{page.url.copy_with(query=None)}{door}",
            data={"csrfmiddlewaretoken": token[1], **fields},
            headers=headers,
        )

    def answer(self, response: httpx.Response) -> dict[str, str]:
        """The parameters that go back to the client, in the response mode of the plan and in no other way."""
        if self.provider.mode == "form_post":
            assert response.status_code == 200, response.headers.get("location", response.text[:2000])
            assert "location" not in response.headers
            assert "form_post.js" in response.text  # what submits it by itself
            form = _AnswerForm(response.text)
            assert form.attributes["method"].lower() == "post"
            assert form.attributes.get("enctype", "") in _HIDDEN
            assert form.attributes["action"] == BACK
            return form.members
        assert response.is_redirect, response.text[:2000]
        back = urlsplit(response.headers["location"])
        assert back.fragment == ""
        assert f"{back.scheme}://{back.netloc}{back.path}" == BACK
        pairs = parse_qsl(back.query, keep_blank_values=True, strict_parsing=True)
        assert len(dict(pairs)) == len(pairs)
        return dict(pairs)

    def refused(self, client: Registered, **changes: str) -> str:
        """A request that is refused to the client; returns the error."""
        state = secrets.token_urlsafe(8) + " ~é&="
        members = self.answer(self.ask(client, state=state, **changes))
        return checks.is_error(members, issuer=self.provider.issuer, state=state)

    def code(self, client: Registered, *, method: str = "GET", **changes: str) -> tuple[str, str]:
        """A request that brings a code; returns it, and what the person did."""
        state = changes.setdefault("state", secrets.token_urlsafe(8) + " ~é&=")
        page, asked = self.ask(client, method=method, **changes), ""
        if not page.is_redirect and 'id="answer"' not in page.text:
            page, asked = self.act(page)
        members = self.answer(page)
        checks.is_success(members, issuer=self.provider.issuer, state=state)
        return members["code"], asked

    def sign_in(self, client: Registered, *, method: str = "GET", verifier: str = "", **changes: str) -> SignedIn:
        """A whole flow, every answer checked."""
        nonce = changes.setdefault("nonce", secrets.token_urlsafe(12))
        code, asked = self.code(client, method=method, **changes)
        proof = {"code_verifier": verifier} if verifier else {}
        tokens = checks.are_tokens(self.provider.exchange(client, code, **proof))
        claims = self.provider.read_id_token(client, tokens, nonce=nonce)
        checks.tells_only_what_was_asked(claims)
        info = checks.is_userinfo(self.provider.userinfo(tokens["access_token"]), subject=claims["sub"])
        return SignedIn(code, tokens, claims, info, asked)

    def is_signed_out(self, client: Registered) -> bool:
        """Whether prompt=none finds nobody."""
        return self.refused(client, prompt="none") in NOT_SIGNED_IN


class _AnswerForm(HTMLParser):
    """The form that carries an answer: its attributes, and its hidden fields."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.attributes: dict[str, str] = {}
        self.members: dict[str, str] = {}
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "form":
            assert not self.attributes, "one form only"
            self.attributes = found
        elif tag == "input":
            assert found["type"] == "hidden"
            assert found["name"] not in self.members
            self.members[found["name"]] = found["value"]
