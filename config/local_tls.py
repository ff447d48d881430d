"""https on this machine (`TLS=1`): an authority made once in DATA_DIR, that nobody but this machine trusts."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import certifi
from cryptography import x509

from activation.management.test_authority.folder import write_pair
from activation.management.test_authority.issuing import make_authority, make_server

NAMES = ("localhost", "127.0.0.1", "::1")
RENEWED_BEFORE = timedelta(days=30)  # of its end


@dataclass(frozen=True)
class LocalTls:
    """The files. authority: to be trusted by browsers and clients; bundle: with what this machine trusts anyway."""

    folder: Path

    @property
    def authority(self) -> Path:
        """The certificate of the authority; its key is not kept."""
        return self.folder / "authority.pem"

    @property
    def bundle(self) -> Path:
        """What a client of ours trusts."""
        return self.folder / "bundle.pem"

    @property
    def certificate(self) -> Path:
        """What servers show."""
        return self.folder / "server.pem"

    @property
    def key(self) -> Path:
        """What proves it: PKCS#8, for this account alone."""
        return self.folder / "server.key"


def files_in(data_dir: Path) -> LocalTls:
    """Where they are, made or not."""
    return LocalTls(data_dir / "tls")


def make(files: LocalTls, *, now: datetime) -> bool:
    """Make them where they are missing, or soon over; whether it did."""
    if _lasts(files, now):
        return False
    files.folder.mkdir(parents=True, exist_ok=True)
    authority = make_authority("TEST AC LOCALE", now=now)
    write_pair(files.folder, "server", make_server(list(NAMES), issuer=authority, now=now))
    write_pair(files.folder, "authority", authority)
    (files.folder / "authority.key").unlink()
    files.bundle.write_bytes(Path(certifi.where()).read_bytes() + files.authority.read_bytes())
    return True


def _lasts(files: LocalTls, now: datetime) -> bool:
    if not all(path.exists() for path in (files.authority, files.bundle, files.certificate, files.key)):
        return False
    certificate = x509.load_pem_x509_certificate(files.certificate.read_bytes())
    return certificate.not_valid_after_utc - RENEWED_BEFORE > now
