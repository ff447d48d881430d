"""Cards whose keys and PIN proofs the measurement has, and a service that asks them."""

import secrets
from typing import Any

from bench import _people


def make_cards(connection: Any, count: int, *, among: int = 0) -> list[dict[str, Any]]:
    """So many people in an empty directory, each with a card. Returns what their phones hold, as JSON can.

    among: how many people the directory knows, where more than those with cards."""
    from django.conf import settings  # noqa: PLC0415  # after setup
    from django.utils import timezone  # noqa: PLC0415
    from joserfc.jwk import ECKey  # noqa: PLC0415

    from activation.models import VirtualCard  # noqa: PLC0415
    from activation.pins import make_verifier  # noqa: PLC0415
    from activation.policy import CARD_LIFETIME, PIN_PROOF_BYTES  # noqa: PLC0415
    from directory.models import Practitioner  # noqa: PLC0415

    _people.make_people(connection, max(count, among))
    now = timezone.now()
    phones, cards = [], []
    for person in Practitioner.objects.order_by("pk").values_list("pk", flat=True)[:count]:
        key, pin_proof = ECKey.generate_key("P-256"), secrets.token_bytes(PIN_PROOF_BYTES)
        verifier = make_verifier(pin_proof, settings.PIN_PEPPERS)
        public = {name: str(value) for name, value in key.as_dict(private=False).items() if name in "kty crv x y"}
        cards.append(
            VirtualCard(
                practitioner_id=person,
                public_jwk=public,
                kid=key.thumbprint(),
                pin_verifier=verifier.digest,
                pepper_ids=list(verifier.pepper_ids),
                created_at=now,
                usable_from=now,
                expires_at=now + CARD_LIFETIME,
            )
        )
        jwk = key.as_dict(private=True)
        phones.append({"person": person, "kid": key.thumbprint(), "jwk": jwk, "pin_proof": pin_proof.hex()})
    VirtualCard.objects.bulk_create(cards, batch_size=1000)
    return phones


def make_service() -> int:
    """A service that signs in real people; its key."""
    from django.utils import timezone  # noqa: PLC0415  # after setup
    from oidc_provider.models import Client  # noqa: PLC0415

    from oidc.models import RelyingParty  # noqa: PLC0415

    client = Client.objects.create(name="Bench", client_id="bench", redirect_uris=["https://bench.test/"])
    RelyingParty.objects.create(client=client, environment="production", created_at=timezone.now())
    return int(client.pk)


def place_of(connection: Any) -> dict[str, Any]:
    """How another process reaches the same database."""
    server = connection.get_connection_params()
    return {name: server[name] for name in ("dbname", "user", "host", "port") if name in server}
