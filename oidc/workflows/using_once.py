"""A step of several workflows: what a client signed for one call serves for no other."""

from directory import queries
from oidc.models import RelyingParty
from oidc.protocol import digests
from oidc.protocol.client_assertion import Once
from oidc.protocol.client_jwt import JwtRefused

# Of several calls with one of them, exactly one writes the row.
_USE = """
    INSERT INTO oidc_usedassertion (digest, expires_at) VALUES (%(digest)s, %(until)s) ON CONFLICT DO NOTHING
"""


def use_once(once: Once, relying_party: RelyingParty, *, kind: str = "") -> None:
    """Write its use down, verified: a forged one uses nothing up. Raises JwtRefused when that was done before.

    kind: of which its `jti` is unique; empty for assertions. One query.
    """
    values = {"digest": digests.digest(f"{kind}{relying_party.pk} {once.token_id}"), "until": once.until}
    with queries.run(_USE, values) as cursor:
        if cursor.rowcount != 1:
            raise JwtRefused("jti was used already")
