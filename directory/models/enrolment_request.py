"""Somebody asks, or is invited, to be registered in a structure; a registrar decides."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from phonenumber_field.modelfields import PhoneNumberField

from directory.models.authority import RegistrationAuthority
from directory.models.enrolment import Enrolment
from directory.models.organization import Organization
from directory.models.practitioner import Practitioner
from directory.states import OPEN_REQUESTS
from directory.vocabulary.requests import RequestOrigin, RequestState, SecretKind, StepKind


class EnrolmentRequestQuerySet(models.QuerySet["EnrolmentRequest"]):
    """Requests, narrowed by what may still happen to them."""

    def open(self) -> "EnrolmentRequestQuerySet":
        """Neither decided, nor withdrawn, nor expired."""
        return self.filter(state__in=OPEN_REQUESTS)

    def known_to_registrars(self) -> "EnrolmentRequestQuerySet":
        """What a registrar sent out, and what a person has sent in: before, a person's attempt is nobody's business."""
        return self.filter(Q(origin=RequestOrigin.INVITATION) | Q(submitted_at__isnull=False))


class EnrolmentRequest(models.Model):
    """One request of one person for one structure. Nothing personal is here: what was typed is in its answers.

    authority: which would register the person. practitioner: who it is, once known; enrolment: what it became.
    email_digest: keyed, so that one address has one open request in one structure; empty once the answers are gone.
    version: grows with every change, and forms carry it: a decision on something else than what was read is refused.
    expires_at: when it ends by itself unless something happens. submitted_at: the last time.
    """

    organization = models.ForeignKey(
        Organization, verbose_name=_("structure"), on_delete=models.PROTECT, related_name="enrolment_requests"
    )
    authority = models.ForeignKey(
        RegistrationAuthority, verbose_name=_("authority"), on_delete=models.PROTECT, related_name="+"
    )
    origin = models.CharField(_("begun by"), max_length=10, choices=RequestOrigin)
    state = models.CharField(_("state"), max_length=9, choices=RequestState, default=RequestState.INVITED)
    version = models.PositiveIntegerField(default=1, editable=False)
    email_digest = models.BinaryField(max_length=32, editable=False)
    email_verified_at = models.DateTimeField(_("e-mail verified"), null=True, blank=True)
    mobile_verified_at = models.DateTimeField(_("mobile verified"), null=True, blank=True)
    practitioner = models.ForeignKey(
        Practitioner,
        verbose_name=_("practitioner"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="enrolment_requests",
    )
    enrolment = models.OneToOneField(
        Enrolment,
        verbose_name=_("enrolment"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="request",
    )
    created_at = models.DateTimeField(_("created"))
    submitted_at = models.DateTimeField(_("sent"), null=True, blank=True)
    expires_at = models.DateTimeField(_("expires"))
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    emptied_at = models.DateTimeField(_("answers removed"), null=True, blank=True)

    objects = EnrolmentRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("enrolment request")
        verbose_name_plural = _("enrolment requests")
        indexes = [
            models.Index(fields=["organization", "state", "created_at"], name="request_by_structure"),
            models.Index(fields=["expires_at"], name="request_to_expire", condition=Q(closed_at__isnull=True)),
            models.Index(
                fields=["closed_at"],
                name="request_to_empty",
                condition=Q(closed_at__isnull=False, emptied_at__isnull=True),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "email_digest"],
                name="one_open_request_an_address_and_structure",
                condition=Q(state__in=OPEN_REQUESTS),
            ),
            models.UniqueConstraint(
                fields=["organization", "practitioner"],
                name="one_open_request_a_person_and_structure",
                condition=Q(state__in=OPEN_REQUESTS, practitioner__isnull=False),
            ),
            models.CheckConstraint(
                name="a_request_is_closed_when_nothing_may_follow",
                condition=Q(state__in=OPEN_REQUESTS, closed_at__isnull=True)
                | (~Q(state__in=OPEN_REQUESTS) & Q(closed_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="an_accepted_request_became_an_enrolment",
                condition=Q(state=RequestState.ACCEPTED, enrolment__isnull=False)
                | (~Q(state=RequestState.ACCEPTED) & Q(enrolment__isnull=True)),
            ),
            models.CheckConstraint(
                name="a_sent_request_has_proven_contacts",
                condition=~Q(state=RequestState.SUBMITTED)
                | Q(email_verified_at__isnull=False, mobile_verified_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"request {self.pk} for structure {self.organization_id}"


class EnrolmentAnswers(models.Model):
    """What the person typed, step after step: personal, removed some time after the request is closed.

    mobile: as last typed; proven when the request says so. Practice names: empty when they are those of the identity.
    """

    request = models.OneToOneField(
        EnrolmentRequest, on_delete=models.CASCADE, primary_key=True, related_name="answers", verbose_name=_("request")
    )
    email = models.EmailField(_("e-mail"))
    mobile = PhoneNumberField(_("mobile phone"), blank=True)
    birth_family_name = models.CharField(_("birth name"), max_length=120, blank=True)
    given_names = models.CharField(_("all given names"), max_length=120, blank=True)
    birth_date = models.DateField(_("date of birth"), null=True, blank=True)
    sex_code = models.CharField(_("sex"), max_length=1, blank=True)
    practice_family_name = models.CharField(_("name of use"), max_length=120, blank=True)
    practice_given_name = models.CharField(_("given name of use"), max_length=120, blank=True)
    role_code = models.CharField(_("role"), max_length=10, blank=True)
    profession_code = models.CharField(_("social profession"), max_length=10, blank=True)
    start_date = models.DateField(_("start date"), null=True, blank=True)

    class Meta:
        verbose_name = _("answers of a request")
        verbose_name_plural = _("answers of requests")

    def __str__(self) -> str:
        return f"answers of request {self.request_id}"


class RequestStep(models.Model):
    """One thing that happened to a request. actor: null for the person and the clock. text: what one wrote."""

    request = models.ForeignKey(
        EnrolmentRequest, verbose_name=_("request"), on_delete=models.CASCADE, related_name="steps"
    )
    kind = models.CharField(_("what"), max_length=9, choices=StepKind)
    at = models.DateTimeField(_("when"))
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    text = models.TextField(_("words"), blank=True)

    class Meta:
        verbose_name = _("step of a request")
        verbose_name_plural = _("steps of requests")
        indexes = [models.Index(fields=["request", "at"], name="step_by_request")]

    def __str__(self) -> str:
        return f"{self.kind} of request {self.request_id}"


class RequestSecret(models.Model):
    """One link or one code that was sent to the person of a request; only digests are kept.

    target_digest: keyed, of the address or the number that it was sent to; network_digest: of whoever asked, or empty.
    Both serve the quotas of a day.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request = models.ForeignKey(
        EnrolmentRequest, verbose_name=_("request"), on_delete=models.CASCADE, related_name="secrets"
    )
    kind = models.CharField(_("kind"), max_length=4, choices=SecretKind)
    digest = models.BinaryField(max_length=32)
    target_digest = models.BinaryField(max_length=32)
    network_digest = models.BinaryField(max_length=32, blank=True)
    attempt_count = models.PositiveSmallIntegerField(_("tries"), default=0)
    created_at = models.DateTimeField(_("created"))
    expires_at = models.DateTimeField(_("expires"))
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)

    class Meta:
        verbose_name = _("secret of a request")
        verbose_name_plural = _("secrets of requests")
        indexes = [
            models.Index(fields=["digest"], name="request_secret_by_digest"),
            models.Index(fields=["target_digest", "created_at"], name="request_secret_by_target"),
            models.Index(
                fields=["network_digest", "created_at"],
                name="request_secret_by_network",
                condition=~Q(network_digest=b""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of request {self.request_id}"
