"""What people agreed that services may be told."""

from oidc.models import Consent, RelyingParty
from oidc.protocol import agreement
from oidc.protocol.authorization_request import AuthorizationRequest


def is_agreed(asked: AuthorizationRequest, *, practitioner_id: int, relying_party: RelyingParty) -> bool:
    """Whether the person agreed, and did not withdraw it, to all that this request would tell. One query."""
    living = Consent.objects.living().filter(practitioner_id=practitioner_id, relying_party=relying_party).first()
    return living is not None and agreement.is_agreed(
        asked, registered=relying_party.client.scope, scopes=living.scopes, claims=living.claims
    )
