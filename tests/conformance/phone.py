"""The phone of the person: it answers what services ask where there is no browser."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from activation.management.phone import acts
from activation.management.phone.http import WalletHttp
from activation.management.phone.keys import StoredCard
from tests.support.product import Product

HOLDER = "899700000062"  # a test person of the demo
PIN = "593827"


@contextmanager
def phone_of(product: Product) -> Iterator[WalletHttp]:
    """A wallet that speaks to this product."""
    with ExitStack() as opened:
        yield WalletHttp(
            wallet_origin=product.wallet,
            site_url=product.site,
            open_client=lambda origin: opened.enter_context(product.client(base_url=origin)),
        )


def answer(product: Product, card: StoredCard, decision: str, *, number: str = "") -> int:
    """Decide about all that waits, and return how much it was. decision: `approve`, with one tap and the PIN, or
    `deny`. number: the one that the service shows; any that is offered where it is left out.
    """
    pin = PIN if decision == "approve" else None
    with phone_of(product) as phone:
        waiting = acts.list_pending(phone, card)
        for request in waiting:
            offered = request["numbers"] if pin else []
            chosen = (number or offered[0]) if offered else None
            acts.decide(phone, card, request, issuer=product.site, decision=decision, pin=pin, number=chosen)
    return len(waiting)
