"""What a request still needs, given the session of the browser."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from oidc.protocol.authentication import SessionFacts, Verdict, judge
from oidc.protocol.authorization_request import AuthorizationRequest

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
ASKED = AuthorizationRequest(
    client_id="service",
    redirect_uri="https://rp.example/callback",
    scope=("openid",),
    state="",
    nonce="",
    code_challenge="",
    prompt=(),
    max_age=None,
    login_hint="",
    acr_values=(),
)
SESSION = SessionFacts(
    auth_time=NOON - timedelta(minutes=10), acr="eidas1", subject="f:x:1", national_id="899700000001"
)


@pytest.mark.parametrize(
    ("changes", "session", "verdict"),
    [
        ({}, None, Verdict.AUTHENTICATE),
        ({"prompt": ("none",)}, None, Verdict.LOGIN_REQUIRED),
        ({}, SESSION, Verdict.CONFIRM),
        ({"expected_subject": "f:x:1"}, SESSION, Verdict.CONFIRM),
        ({"expected_subject": "f:x:2"}, SESSION, Verdict.AUTHENTICATE),
        ({"expected_subject": "f:x:2", "prompt": ("none",)}, SESSION, Verdict.LOGIN_REQUIRED),
        ({"login_hint": "99700000001"}, SESSION, Verdict.CONFIRM),
        ({"login_hint": "zoe@example.org"}, SESSION, Verdict.CONFIRM),
        ({"login_hint": "899700000002"}, SESSION, Verdict.AUTHENTICATE),
        ({"login_hint": "899700000002", "prompt": ("none",)}, SESSION, Verdict.LOGIN_REQUIRED),
        ({"prompt": ("none",)}, SESSION, Verdict.ISSUE),
        ({"prompt": ("login",)}, SESSION, Verdict.AUTHENTICATE),
        ({"prompt": ("select_account",)}, SESSION, Verdict.CONFIRM),
        ({"max_age": 0}, SESSION, Verdict.AUTHENTICATE),
        ({"max_age": 599}, SESSION, Verdict.AUTHENTICATE),
        ({"max_age": 600}, SESSION, Verdict.CONFIRM),
        ({"max_age": 599, "prompt": ("none",)}, SESSION, Verdict.LOGIN_REQUIRED),
        ({"acr_values": ("eidas2",)}, SESSION, Verdict.AUTHENTICATE),
        ({"acr_values": ("eidas2", "eidas1")}, SESSION, Verdict.CONFIRM),
    ],
)
def test_d9_what_is_needed_follows_from_the_request_and_this_session(
    changes: dict[str, object], session: SessionFacts | None, verdict: Verdict
) -> None:
    assert judge(replace(ASKED, **changes), session, now=NOON) is verdict  # type: ignore[arg-type]
