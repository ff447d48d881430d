"""Where services present their certificate in a demonstration: a server of nginx, and a certificate to try it with."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone

from activation.management.test_authority.folder import write_certificates, write_pair
from activation.management.test_authority.issuing import make_authority, make_service
from config import local_tls
from config.supervisor.output import Output
from config.supervisor.refusals import CannotStartError

SERVICE = "service"  # the files of the certificate to try with: `.pem`, `.key`
AUTHORITY = "authority.pem"


@dataclass(frozen=True)
class ServiceProxy:
    """The server of services. listen: address and port. origin: MTLS_ORIGIN. certificate, key: of the site.
    authorities: whose certificates are verified.
    """

    socket: Path
    listen: str
    origin: str
    certificate: Path
    key: Path
    authorities: Path

    def values(self) -> dict[str, str]:
        """The names of its file in deploy/nginx."""
        named = urlsplit(self.origin)
        return {
            "CARD_SOCKET": str(self.socket),
            "MTLS_LISTEN": self.listen,
            "MTLS_HOST": str(named.hostname),
            "MTLS_NAME": named.netloc,
            "MTLS_CERTIFICATE": str(self.certificate),
            "MTLS_KEY": str(self.key),
            "MTLS_AUTHORITIES": str(self.authorities),
        }


def values(host: str) -> dict[str, str]:
    """Of the demonstration. Raises CannotStartError: it speaks no https, and certificates are presented there alone."""
    if not settings.TLS:
        raise CannotStartError("services present certificates (MTLS_ORIGIN) over https alone: set TLS=1")
    shown = local_tls.files_in(settings.DATA_DIR)
    listen = f"{host}:{urlsplit(settings.MTLS_ORIGIN).port or 443}"
    return ServiceProxy(
        settings.CARD_SOCKET, listen, settings.MTLS_ORIGIN, shown.certificate, shown.key, _pki() / AUTHORITY
    ).values()


def prepare(output: Output) -> None:
    """The authority and the certificate, once: they stay as long as DATA_DIR."""
    if not certificate().exists():
        _make(_pki(), now=timezone.now())
        output.say("proxy", f"a certificate for a service is in {_pki()}")


def certificate() -> Path:
    """The one to try with; its key is beside it."""
    return _pki() / f"{SERVICE}.pem"


def _make(folder: Path, *, now: datetime) -> None:
    """The key of the authority is not kept."""
    folder.mkdir(parents=True, exist_ok=True)
    authority = make_authority("TEST AC SERVICES", now=now)
    write_certificates(folder / AUTHORITY, [authority])
    write_pair(folder, SERVICE, make_service("service.test", issuer=authority, now=now))


def _pki() -> Path:
    return Path(settings.DATA_DIR) / "service-pki"
