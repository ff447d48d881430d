"""What the API refuses: a status, a code of FHIR's list of issues, and a sentence for the developer who reads it."""

from typing import Any

from directory.api.fhir.writing import Resource


class Refusal(Exception):
    """One refusal. issue: `invalid`, `not-found`, `login`, `forbidden`, `throttled`… (IssueType of FHIR R4).

    diagnostics is English and repeats nothing secret. headers go with the answer (Retry-After, Allow…).
    """

    def __init__(self, status: int, issue: str, diagnostics: str, headers: dict[str, str] | None = None) -> None:
        super().__init__(issue, diagnostics)
        self.status = status
        self.issue = issue
        self.diagnostics = diagnostics
        self.headers = headers or {}


def outcome(issue: str, diagnostics: str, severity: str = "error") -> Resource:
    """One OperationOutcome with one issue."""
    problem: dict[str, Any] = {"severity": severity, "code": issue, "diagnostics": diagnostics}
    return {"resourceType": "OperationOutcome", "issue": [problem]}


def refuse_value(name: str, value: str, expected: str) -> Refusal:
    """The refusal of a value of a search parameter. expected: what it should have been."""
    return Refusal(400, "value", f"{name}={value[:100]!r} cannot be used: expected {expected}.")
