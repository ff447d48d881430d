"""The portal: lists, records and pages register themselves on the site when this package is read."""

from directory.admin import (
    acts,
    api_clients,
    authorities,
    audit,
    conflicts,
    dashboard,
    enrolment_page,
    fusions,
    history,
    lists,
    loads,
    mandates,
    people,
    reference_files,
    requests,
    situations,
)

__all__ = [
    "acts",
    "api_clients",
    "authorities",
    "audit",
    "conflicts",
    "dashboard",
    "enrolment_page",
    "fusions",
    "history",
    "lists",
    "loads",
    "mandates",
    "people",
    "reference_files",
    "requests",
    "situations",
]
