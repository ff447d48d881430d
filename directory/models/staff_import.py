"""Staff registered in bulk: an import is a row that says how far it is, each line of its file another."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from directory.models.authority import RegistrationAuthority
from directory.models.enrolment import Enrolment
from directory.models.practitioner import Practitioner


class StaffImportState(models.TextChoices):
    """How far an import is. CHECKED, STOPPED and FINISHED wait for somebody; the last two are ends for good."""

    RECEIVED = "RECEIVED", pgettext_lazy("staff import", "file received")
    CHECKING = "CHECKING", pgettext_lazy("staff import", "being checked")
    CHECKED = "CHECKED", pgettext_lazy("staff import", "waiting for a decision of yours")
    CONFIRMED = "CONFIRMED", pgettext_lazy("staff import", "being registered")
    STOPPED = "STOPPED", pgettext_lazy("staff import", "registration stopped")
    FINISHED = "FINISHED", pgettext_lazy("staff import", "registration finished")
    REFUSED = "REFUSED", pgettext_lazy("staff import", "file refused")
    ABANDONED = "ABANDONED", pgettext_lazy("staff import", "file given up")


class StaffLineState(models.TextChoices):
    """What became of a line, or would."""

    PENDING = "PENDING", pgettext_lazy("line of staff", "not checked yet")
    NEW = "NEW", pgettext_lazy("line of staff", "to register")
    KNOWN = "KNOWN", pgettext_lazy("line of staff", "role to add to a known person")
    ALIKE = "ALIKE", pgettext_lazy("line of staff", "people alike: to compare")
    FAULTY = "FAULTY", pgettext_lazy("line of staff", "to correct")
    TWICE = "TWICE", pgettext_lazy("line of staff", "twice in the file")
    PRESENT = "PRESENT", pgettext_lazy("line of staff", "already there")
    EARLIER = "EARLIER", pgettext_lazy("line of staff", "registered by an earlier import")
    DONE = "DONE", pgettext_lazy("line of staff", "person registered")


READY_LINES = (StaffLineState.NEW, StaffLineState.KNOWN)


class StaffImport(models.Model):
    """One file of staff that an employer gave, for one authority.

    content: the file, encrypted, until its lines are read. stop_reason: asked, mandate, range. refusal: reason and
    parameters of why the file was refused whole. attempt_count: rounds of the worker
    that failed in a row. kept_until: when what its lines say is emptied; emptied_at: when it was.
    """

    authority = models.ForeignKey(
        RegistrationAuthority, verbose_name=_("authority"), on_delete=models.PROTECT, related_name="+"
    )
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("given by"), on_delete=models.PROTECT, related_name="+"
    )
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("confirmed by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    file_name = models.CharField(_("file"), max_length=120)
    content = models.BinaryField(blank=True)
    state = models.CharField(_("state"), max_length=9, choices=StaffImportState, default=StaffImportState.RECEIVED)
    stop_reason = models.CharField(_("why it stopped"), max_length=10, blank=True)
    refusal = models.JSONField(_("refusal"), default=dict, blank=True)
    attempt_count = models.PositiveSmallIntegerField(_("tries"), default=0)
    line_count = models.PositiveIntegerField(_("lines"), default=0)
    given_at = models.DateTimeField(_("given on"))
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    kept_until = models.DateTimeField(_("kept until"))
    emptied_at = models.DateTimeField(_("emptied"), null=True, blank=True)

    class Meta:
        verbose_name = _("import of staff")
        verbose_name_plural = _("imports of staff")
        indexes = [
            models.Index(fields=["authority", "given_at"], name="staff_import_by_authority"),
            models.Index(
                fields=["given_at"],
                name="staff_import_to_do",
                condition=Q(state__in=["RECEIVED", "CHECKING", "CONFIRMED"]),
            ),
            models.Index(fields=["kept_until"], name="staff_import_to_empty", condition=Q(emptied_at__isnull=True)),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["authority"],
                name="an_authority_registers_one_file_at_a_time",
                condition=Q(state="CONFIRMED"),
            ),
            models.CheckConstraint(
                name="a_file_is_kept_until_its_lines_are_read",
                condition=Q(state="RECEIVED") | Q(content=b""),
            ),
        ]

    def __str__(self) -> str:
        return f"import of staff {self.pk} ({self.state})"


class StaffImportLine(models.Model):
    """One line of such a file.

    sealed: its cells, encrypted; emptied when the import is. digest: keyed, of person, structure and role: finds the
    same line again, and tells nothing. faults: code by key of column, or by `line` for the whole line. earlier: the
    line that says the same, of this file or of an earlier one. same: whom the registrar, or the number, says that it
    is. strangers: keys of people alike who were compared and are somebody else. enrolment: what came of it.
    """

    staff_import = models.ForeignKey(
        StaffImport, verbose_name=_("import of staff"), on_delete=models.CASCADE, related_name="lines"
    )
    number = models.PositiveIntegerField(_("line"))
    state = models.CharField(_("state"), max_length=7, choices=StaffLineState, default=StaffLineState.PENDING)
    sealed = models.BinaryField(blank=True)
    digest = models.BinaryField(blank=True)
    faults = models.JSONField(_("faults"), default=dict, blank=True)
    earlier = models.ForeignKey(
        "self", verbose_name=_("same line"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    same = models.ForeignKey(
        Practitioner, verbose_name=_("known person"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    strangers = models.JSONField(_("people who are somebody else"), default=list, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("compared by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    enrolment = models.OneToOneField(
        Enrolment, verbose_name=_("enrolment"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("line of an import of staff")
        verbose_name_plural = _("lines of imports of staff")
        indexes = [models.Index(fields=["digest"], name="staff_line_by_digest", condition=~Q(digest=b""))]
        constraints = [
            models.UniqueConstraint(fields=["staff_import", "number"], name="one_row_a_line_of_staff"),
            models.CheckConstraint(
                name="a_registered_line_has_its_enrolment",
                condition=Q(state="DONE", enrolment__isnull=False) | ~Q(state="DONE"),
            ),
        ]

    def __str__(self) -> str:
        return f"line {self.number} of import of staff {self.staff_import_id} ({self.state})"
