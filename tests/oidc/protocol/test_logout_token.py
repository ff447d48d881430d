"""What a logout token says."""

from datetime import UTC, datetime

from oidc.protocol import logout_token

NOON = datetime(2026, 3, 17, 12, 0, tzinfo=UTC)


def test_a_logout_token_names_person_and_session_and_can_be_no_id_token() -> None:
    claims = logout_token.build_claims(
        issuer="https://op.test", client_id="horizon", subject="f:x:8", sid="s-1", token_id="t-1", now=NOON
    )

    issued_at = int(NOON.timestamp())
    assert claims == {
        "iss": "https://op.test",
        "sub": "f:x:8",
        "aud": "horizon",
        "iat": issued_at,
        "exp": issued_at + 120,
        "jti": "t-1",
        "events": {"http://schemas.openid.net/event/backchannel-logout": {}},
        "sid": "s-1",
    }
