"""The demo's data, made once; each step leaves alone what is already there."""

from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.conf import settings
from django.db import transaction

from config.demo import care_offer, past_sign_ins, past_weeks, registrations
from config.demo.people import (
    NATIONAL_CODE,
    PASSWORD,
    PRACTITIONERS,
    SAMPLE_PEOPLE,
    SAMPLE_SEED,
    STAFF,
    ReadyPractitioner,
    StaffMember,
)
from directory import queries
from directory.extract.layouts import OPEN_KINDS, file_name
from directory.extract.sample.people import write_samples
from directory.models import (
    Account,
    AuthorityKind,
    CivilIdentity,
    ContactKind,
    ContactPoint,
    ExtractLoad,
    LoadState,
    Mandate,
    Practitioner,
    RegistrationAuthority,
    VerificationSource,
)
from directory.policy import TERMS_VERSION
from directory.workflows import loading
from oidc.workflows.key_rotation import ensure_signing_keys
from oidc.workflows.sandbox.people import make_test_people

EXTRACT_TIME = "202601010000"  # as official names carry it
PUBLIC_TELEPHONE = "01 99 00 00 00"  # kept for fiction by the telephone regulator
PUBLIC_EMAIL = "contact@annuaire.test"


@dataclass(frozen=True)
class Seeded:
    """What this run made; zeros and False when everything was there."""

    lines: int
    staff: int
    practitioners: int
    service: bool
    test_people: int

    @property
    def nothing_new(self) -> bool:
        """Everything was there already."""
        return not (self.lines or self.staff or self.practitioners or self.service or self.test_people)


def seed(*, now: datetime) -> Seeded:
    """Make what is missing: directory, staff, ready practitioners, test people, signing keys, the demo service."""
    lines = _load_sample(now)
    _name_authorities()
    with transaction.atomic():
        staff = sum(_make_staff(member, now) for member in STAFF)
        _hang_mandates()
        practitioners = sum(_make_reachable(person, now) for person in PRACTITIONERS)
    ensure_signing_keys(now=now)
    care_offer.complete(now=now)
    past_weeks.complete(now=now)
    service = registrations.register(now=now)
    past_sign_ins.complete(now=now)
    test_people = make_test_people(now=now)  # after the past: it has none of them
    return Seeded(lines, staff, practitioners, service, test_people)


def _load_sample(now: datetime) -> int:
    """The directory comes from the open files in their official format, as the national one does; returns the lines.

    The restricted file is left out: who can be reached, and who cannot, is told one by one.
    """
    paths = {kind: Path(settings.DATA_DIR) / file_name(kind, EXTRACT_TIME) for kind in OPEN_KINDS}
    loaded = ExtractLoad.objects.filter(state=LoadState.FINISHED).values_list("file_name", flat=True)
    if {path.name for path in paths.values()} <= set(loaded):
        return 0
    with ExitStack() as files:
        outs = {kind: files.enter_context(path.open("wb")) for kind, path in paths.items()}
        write_samples(outs, people=SAMPLE_PEOPLE, seed=SAMPLE_SEED)
    loads = loading.receive_forced(paths=list(paths.values()), now=now)
    lines = sum(loading.advance(load_id=load.pk, now=now).line_count for load in loads)
    queries.forget_labels()
    return lines


def _name_authorities() -> None:
    """Authorities of the sample have no public address yet: pages that say whom to call need one."""
    RegistrationAuthority.objects.get_or_create(
        code=NATIONAL_CODE,
        organization=None,
        is_test=True,
        defaults={"kind": AuthorityKind.NATIONAL, "name": "Opérateur national (démonstration)"},
    )
    RegistrationAuthority.objects.filter(is_test=True, telephone="", email="").update(
        telephone=PUBLIC_TELEPHONE, email=PUBLIC_EMAIL
    )


def _make_staff(member: StaffMember, now: datetime) -> bool:
    if Account.objects.filter(username=member.email).exists():
        return False
    authority = RegistrationAuthority.objects.get(
        code=member.authority_code,
        organization__technical_id=member.structure if member.structure else None,
        department_code="",
        is_test=True,
    )
    account = Account.objects.create_user(
        member.email, member.email, PASSWORD, display_name=member.name, is_staff=True, date_joined=now
    )
    if member.practitioner:
        account.practitioner = Practitioner.objects.get(national_id=member.practitioner)
        account.save(update_fields=["practitioner"])
    Mandate.objects.create(
        account=account,
        authority=authority,
        role=member.role,
        valid_from=now,
        terms_version=TERMS_VERSION,
        terms_accepted_at=now,
    )
    if not Authenticator.objects.filter(user=account).exists():
        TOTP.activate(account, member.totp_secret)
    return True


def _hang_mandates() -> None:
    """Each mandate of the demo's own hangs from the one of who gave it."""
    for member in STAFF:
        if not member.given_by:
            continue
        giver = Mandate.objects.filter(account__username=member.given_by).select_related("account").first()
        first = Mandate.objects.filter(account__username=member.email, granted_by=None, given_from=None).first()
        if giver is not None and first is not None:
            Mandate.objects.filter(pk=first.pk).update(given_from=giver, granted_by=giver.account)


def _make_reachable(person: ReadyPractitioner, now: datetime) -> bool:
    """Contacts as the restricted national extract would bring them: proven by the authority."""
    practitioner = Practitioner.objects.get(national_id=person.national_id)
    if ContactPoint.objects.filter(practitioner=practitioner).exists():
        return False
    CivilIdentity.objects.get_or_create(
        practitioner=practitioner,
        defaults={
            "birth_family_name": practitioner.family_name,
            "given_names": practitioner.given_names,
            "birth_date": person.birth_date,
            "sex_code": person.sex_code,
        },
    )
    proven = {
        "practitioner": practitioner,
        "verified_at": now,
        "verified_by": VerificationSource.EXTRACT,
        "settled_at": now,
        "created_at": now,
    }
    ContactPoint.objects.create(kind=ContactKind.EMAIL, email=person.email, **proven)
    ContactPoint.objects.create(kind=ContactKind.MOBILE, mobile=person.mobile, **proven)
    return True
