"""What waits for an account on the ground floor; upper floors and other pages register theirs beside it."""

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from directory import panels, permissions
from directory.admin.days import ends_on, since
from directory.admin.site import portal
from directory.admin.viewer import viewer_of
from directory.models import Account, ContactConflict, ContactPoint, ExtractLoad, Practitioner, PractitionerRole
from directory.panels import MOST_COUNTED, Task, TaskLine, Waiting
from directory.queries import waiting

LIMIT = MOST_COUNTED + 1


def list_waiting(request: HttpRequest, task: str) -> HttpResponse:
    """GET: all that waits of one kind, for the account; 404 for a kind that is not theirs."""
    return require_safe(_list_waiting)(request, task)


def _list_waiting(request: HttpRequest, key: str) -> HttpResponse:
    viewer = viewer_of(request)
    task = next((task for task in panels.tasks() if task.key == key), None)
    waits = task.read(viewer.account, viewer.now) if task is not None else None
    if task is None or waits is None:
        raise Http404
    context = {**portal.each_context(request), "title": str(task.label), "waits": waits, "lines": waits.lines()}
    return TemplateResponse(request, "admin/directory/waiting.html", context)


def _loads(account: Account, now: datetime) -> Waiting | None:
    if not permissions.can_read_audit(account, now):
        return None
    return Waiting(list(permissions.waiting_loads(account, now)[:LIMIT]), _load_line)


def _load_line(load: ExtractLoad) -> TaskLine:
    note = f"{load.get_kind_display()} · {since(load.started_at)}"
    return TaskLine(load.file_name, note, reverse("portal:directory_extractload_change", args=[load.pk]))


def _conflicts(account: Account, now: datetime) -> Waiting | None:
    if not permissions.authorities_that_decide(account, now):
        return None
    people = permissions.people_decided_of(account, now)
    return Waiting(waiting.conflicts_to_resolve(people, LIMIT), _conflict_line)


def _conflict_line(conflict: ContactConflict) -> TaskLine:
    note = f"{conflict.get_kind_display()} · {since(conflict.opened_at)}"
    return TaskLine(conflict.practitioner.display_name, note, _record(conflict.practitioner_id))


def _contacts_to_verify(account: Account, now: datetime) -> Waiting | None:
    authorities = permissions.authorities_that_enrol(account, now)
    if not authorities:
        return None
    people = permissions.people_answered_for(account, now)
    return Waiting(waiting.contacts_to_verify(people, authorities, LIMIT), _contact_line)


def _contact_line(contact: ContactPoint) -> TaskLine:
    note = f"{contact.get_kind_display()} · {since(contact.created_at)}"
    return TaskLine(contact.practitioner.display_name, note, _record(contact.practitioner_id))


def _without_contacts(account: Account, now: datetime) -> Waiting | None:
    authorities = permissions.authorities_that_enrol(account, now)
    if not authorities:
        return None
    people = permissions.people_answered_for(account, now)
    return Waiting(waiting.people_without_contacts(people, authorities, LIMIT), _person_line)


def _person_line(person: Practitioner) -> TaskLine:
    return TaskLine(person.display_name, since(person.created_at), _record(person.pk))


def _ending_roles(account: Account, now: datetime) -> Waiting | None:
    if not permissions.authorities_that_enrol(account, now):
        return None
    structures = permissions.organizations_enrollable_by(account, now)
    return Waiting(waiting.roles_that_end(structures, permissions.CLOSED_BY_REGISTRARS, now, LIMIT), _role_line)


def _role_line(role: PractitionerRole) -> TaskLine:
    person = role.exercise.practitioner
    ends = ends_on(role.valid_until) if role.valid_until else ""
    return TaskLine(person.display_name, f"{role.organization} · {ends}", _record(person.pk))


def _record(person_id: int) -> str:
    return reverse("portal:directory_practitioner_change", args=[person_id])


for _rank, _key, _label, _read in (
    (10, "loads", gettext_lazy("Loads that wait for a decision"), _loads),
    (20, "conflicts", gettext_lazy("Contacts on which the national extract differs"), _conflicts),
    (30, "contacts-to-verify", gettext_lazy("Contacts that their holders have not verified"), _contacts_to_verify),
    (
        40,
        "contacts-missing",
        gettext_lazy("People of whom an e-mail address or a mobile is missing"),
        _without_contacts,
    ),
    (60, "ending", gettext_lazy("Activities that end within 30 days"), _ending_roles),
):
    panels.register_task(Task(key=_key, label=_label, read=_read, rank=_rank))

portal.add_page("journee/<slug:task>/", list_waiting, "waiting")
