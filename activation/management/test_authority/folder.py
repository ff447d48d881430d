"""What `manage.py test_pki` writes: what a proxy needs, and cards that a browser can import."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)

from activation.management.test_authority.issuing import (
    CardSubject,
    Pair,
    make_authority,
    make_card,
    make_list,
    make_server,
)

ROOT_NAME = "TEST AC RACINE IGC-SANTE"
CARDS_NAME = "TEST AC IGC-SANTE ELEMENTAIRE PERSONNES"
_PRIVATE = 0o600


@dataclass(frozen=True)
class Authorities:
    """The root, the authority of cards below it, and the one that signs the site."""

    root: Pair
    cards: Pair
    site: Pair


def make_authorities(now: datetime) -> Authorities:
    """New ones, of which nothing is kept but their certificates."""
    root = make_authority(ROOT_NAME, now=now)
    return Authorities(
        root=root,
        cards=make_authority(CARDS_NAME, now=now, issuer=root),
        site=make_authority("TEST AC SITE", now=now),
    )


def write_proxy_files(folder: Path, authorities: Authorities, *, names: list[str], now: datetime) -> None:
    """`clients-ca.pem` and `clients-crl.pem` (chain and lists of cards), `server.pem`, `server.key`, `site-ca.pem`."""
    folder.mkdir(parents=True, exist_ok=True)
    server = make_server(names, issuer=authorities.site, now=now)
    write_certificates(folder / "clients-ca.pem", [authorities.cards, authorities.root])
    write_certificates(folder / "server.pem", [server])
    write_certificates(folder / "site-ca.pem", [authorities.site])
    _write_private(folder / "server.key", _key(server))
    write_lists(folder, authorities, revoked=[], now=now)


def write_lists(folder: Path, authorities: Authorities, *, revoked: Sequence[Pair], now: datetime) -> None:
    """Both lists: nginx wants one of each authority of the chain."""
    cards = make_list([pair.certificate for pair in revoked], issuer=authorities.cards, now=now)
    root = make_list([], issuer=authorities.root, now=now)
    lists: list[x509.CertificateRevocationList] = [cards, root]
    (folder / "clients-crl.pem").write_bytes(b"".join(one.public_bytes(Encoding.PEM) for one in lists))


def write_card(folder: Path, name: str, subject: CardSubject, authorities: Authorities, *, now: datetime) -> Pair:
    """One card as `name.pem` and `name.key`; what a browser imports is made by `pack_card`."""
    card = make_card(subject, issuer=authorities.cards, now=now)
    write_pair(folder, name, card)
    return card


def write_pair(folder: Path, name: str, card: Pair) -> None:
    """The certificate and its key, as two files of PEM."""
    write_certificates(folder / f"{name}.pem", [card])
    _write_private(folder / f"{name}.key", _key(card))


def pack_card(path: Path, card: Pair, authorities: Authorities, *, password: str) -> None:
    """A PKCS#12 file: card, key and chain."""
    chain = [authorities.cards.certificate, authorities.root.certificate]
    packed = pkcs12.serialize_key_and_certificates(
        path.stem.encode(), card.key, card.certificate, chain, BestAvailableEncryption(password.encode())
    )
    _write_private(path, packed)


def write_certificates(path: Path, pairs: list[Pair]) -> None:
    """Theirs in one file of PEM, without their keys."""
    path.write_bytes(b"".join(pair.certificate.public_bytes(Encoding.PEM) for pair in pairs))


def _write_private(path: Path, content: bytes) -> None:
    path.touch(mode=_PRIVATE)
    path.chmod(_PRIVATE)
    path.write_bytes(content)


def _key(pair: Pair) -> bytes:
    return pair.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
