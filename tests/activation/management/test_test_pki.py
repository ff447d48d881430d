"""`manage.py test_pki`: what it writes, and for whom it refuses."""

import stat
from io import StringIO
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, pkcs12
from django.core.management import CommandError, call_command
from django.utils import timezone

from activation.certificates import read_certificate
from directory.models import Practitioner
from tests.factories.directory import PractitionerFactory

pytestmark = pytest.mark.django_db


def make(folder: Path, **options: object) -> str:
    """Run it, and return what it said."""
    said = StringIO()
    call_command("test_pki", str(folder), stdout=said, **options)
    return said.getvalue()


def test_a_real_person_gets_no_card_and_nothing_is_written(tmp_path: Path) -> None:
    real = PractitionerFactory(real=True)

    with pytest.raises(CommandError, match="real person"):
        make(tmp_path / "pki", person=[real.national_id])

    assert not (tmp_path / "pki").exists()


def test_nobody_gets_no_card(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="nobody"):
        make(tmp_path / "pki", person=["899700434378"])


def test_a_folder_that_holds_something_is_left_alone(practitioner: Practitioner, tmp_path: Path) -> None:
    (tmp_path / "kept.txt").write_text("mine")

    with pytest.raises(CommandError, match="not empty"):
        make(tmp_path, person=[practitioner.national_id])


def test_a_card_is_a_file_that_browsers_import(practitioner: Practitioner, tmp_path: Path) -> None:
    said = make(tmp_path / "pki", person=[practitioner.national_id], password="card of a test")

    path = tmp_path / "pki" / f"{practitioner.national_id}.p12"
    key, certificate, chain = pkcs12.load_key_and_certificates(path.read_bytes(), b"card of a test")
    assert key is not None
    assert certificate is not None
    assert len(chain) == 2
    der = certificate.public_bytes(Encoding.DER)
    assert read_certificate(der, now=timezone.now()).national_id == practitioner.national_id
    assert practitioner.national_id in said
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_revoked_card_is_on_the_list_and_the_others_are_not(practitioner: Practitioner, tmp_path: Path) -> None:
    other = PractitionerFactory()

    make(tmp_path / "pki", person=[practitioner.national_id], revoked=[other.national_id])

    cards, root = [
        x509.load_pem_x509_crl(block + b"-----END X509 CRL-----\n")
        for block in (tmp_path / "pki" / "clients-crl.pem").read_bytes().split(b"-----END X509 CRL-----\n")[:-1]
    ]
    revoked = x509.load_pem_x509_certificate((tmp_path / "pki" / f"{other.national_id}-revoked.pem").read_bytes())
    good = x509.load_pem_x509_certificate((tmp_path / "pki" / f"{practitioner.national_id}.pem").read_bytes())
    assert cards.get_revoked_certificate_by_serial_number(revoked.serial_number) is not None
    assert cards.get_revoked_certificate_by_serial_number(good.serial_number) is None
    assert len(root) == 0


def test_without_names_some_test_people_get_cards(practitioner: Practitioner, tmp_path: Path) -> None:
    PractitionerFactory(real=True)

    make(tmp_path / "pki")

    assert [path.name for path in (tmp_path / "pki").glob("*.p12")] == [f"{practitioner.national_id}.p12"]
