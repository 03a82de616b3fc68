"""Every route of the application, and the addresses that stand for its own rows, those of others, and none at all."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from litestar import Litestar
from litestar.routes import HTTPRoute

from network.foundation.access import Permission
from network.foundation.periods import Quarter
from network.web.guards import Access
from tests.authorisation.cast import COMPUTED, PUBLISHED, SHOPS
from tests.authorisation.places import NOTHING, Places, Row

PARAMETER = re.compile(r"\{(\w+):\w+\}")
NOBODY, NOWHERE = "nobody", "NOWHERE"
NEVER = Quarter(2019, 1)
MONTH = str(PUBLISHED.months[0])


# What an address cannot do without, by its end.
_DAYS = "?from_on=2025-04-01&to_on=2025-09-30"
QUERIES: Mapping[str, str] = {
    "/changes/new": "?change=granted&type=handheld-2",
    "/appeals/new": "?question=remark",
    "/{draft_id:uuid}/criterion": "?place=0",
    "/{draft_id:uuid}/gate": "?metric=certification",
    "/{draft_id:uuid}/curve": "?place=0&metric=repair_within_target",
    "/challenges/new": "?criterion=repair_within_target",
    "/restatements/queue": "?period=2025Q2",
    "/calendar/preview": "?from_month=2027-01&day=5&working_days=false",
    "/api/v1/effects": "?of=course:telephone&metric=repair_within_target",
    "/api/v1/clocks": "?period=2025Q2",
    "/api/v1/complaints/problems": "?first_day=2025-04-01&last_day=2025-09-30",
    "/{code:str}/clocks": "?period=2025Q2",
    "/api/v1/reports": f"?month={MONTH}",
    "/api/v1/reconciliation": f"?month={MONTH}",
    "/api/v1/returns/verdicts": "?quarter=2025Q2",
    "/api/v1/patterns/faults": _DAYS,
    "/api/v1/patterns/overview": _DAYS,
}


@dataclass(frozen=True, slots=True)
class Target:
    """The rows that an address names; what it does not name is None. `exists`: whether there are such rows at all."""

    site: str | None = None
    account: str | None = None
    period: Quarter | None = None
    exists: bool = True
    row: Row | None = None

    @property
    def region(self) -> str:
        """That of the row, or of the site."""
        if self.row and self.row.region:
            return self.row.region
        return SHOPS[self.site].region if self.site in SHOPS else ""

    def __str__(self) -> str:
        row = (
            f"{self.row.kind} {self.row.owner} {self.row.case and self.row.case.name} {self.row.state}"
            if self.row
            else ""
        )
        return ", ".join(str(part) for part in (self.site, self.account, self.period, row) if part) or "-"


@dataclass(frozen=True, slots=True)
class Route:
    """One method at one address. `parameters` are called after what stands before them, such as `sites/code`."""

    method: str
    path: str
    guards: tuple[Access, ...]
    parameters: tuple[str, ...]

    @property
    def for_anyone(self) -> bool:
        return all(guard.anyone for guard in self.guards)

    @property
    def permissions(self) -> frozenset[Permission]:
        return frozenset(guard.permission for guard in self.guards if guard.permission)

    @property
    def is_api(self) -> bool:
        return self.path.startswith("/api/v1/")

    @property
    def ends_the_session(self) -> bool:
        return (self.method, self.path) in (("DELETE", "/api/v1/session"), ("POST", "/logout"))

    @property
    def makes_the_quarter(self) -> bool:
        """It names a quarter that need not exist before."""
        return self.path.endswith("/compute")

    @property
    def query(self) -> str:
        """What the page cannot do without."""
        return next((query for end, query in QUERIES.items() if self.path.endswith(end)), "")

    @property
    def kind(self) -> str | None:
        """The kind of rows that it names, beside sites and quarters."""
        found = [KINDS[name] for name in self.parameters if name in KINDS]
        if self.parameters[:1] == ("sessions/session_id",) and "/account/" not in self.path:
            return found[-1] if len(found) > 1 else "training session"
        if "courses/course_key" in self.parameters:
            below = {"files/file_id": "course file", "versions/number": "course version"}
            return next((kind for name, kind in below.items() if name in self.parameters), "course")
        if "editions/number" in self.parameters:
            return "site edition" if "sites/code" in self.parameters else "edition"
        if "certificates/number" in self.parameters and "training/" in self.path:
            return "record"
        if "returns/return_id" in self.parameters and "sites/code" not in self.parameters:
            return "unit"
        if self.path.startswith("/checklists/photos/"):
            return "checklist photo"
        if "photos/photo_id" in self.parameters and "audits/audit_id" in self.parameters:
            return "audit photo"
        if "photos/photo_id" in self.parameters and "visits/filing_id" in self.parameters:
            return "filing photo"
        if found and found[-1] == "document":
            return "site document" if "sites/code" in self.parameters else "application document"
        return found[-1] if found else None

    def address(self, values: Mapping[str, str]) -> str:
        given = iter(self.parameters)
        return PARAMETER.sub(lambda _found: values[next(given)], self.path)

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


def routes_of(app: Litestar) -> list[Route]:
    """All routes, reading before writing, leaving last: what one does must not spoil the next."""
    found = [
        Route(method, route.path, _guards(handler), tuple(_names(route.path)))
        for route in app.routes
        if isinstance(route, HTTPRoute)
        for handler in route.route_handlers
        for method in sorted(handler.http_methods - {"OPTIONS", "HEAD"})
    ]
    return sorted(found, key=lambda route: (route.ends_the_session, route.method != "GET", str(route)))


def _guards(handler: object) -> tuple[Access, ...]:
    """Those of the controller and of the handler itself, which all have to let one pass."""
    return tuple(guard for guard in handler.resolve_guards() if isinstance(guard, Access))  # type: ignore[attr-defined]


def _names(path: str) -> Iterator[str]:
    before = ""
    for segment in path.split("/"):
        if found := PARAMETER.fullmatch(segment.partition(".")[0]):
            yield f"{before}/{found[1]}"
        elif segment:
            before = segment


# The kinds of `places.ROWS` that parameters name; a row fills in its parents as well, such as the application of a
# document.
KINDS: Mapping[str, str] = {
    "accounts/account_id": "account",
    "actions/action_id": "action",
    "consequences/consequence_id": "consequence",
    "appeal-files/file_id": "appeal file",
    "appeals/appeal_id": "appeal",
    "challenge-files/file_id": "challenge file",
    "challenges/challenge_id": "challenge",
    "restatements/restatement_id": "restatement",
    "application-documents/document_id": "document",
    "applications/application_id": "application",
    "assessments/assessment_id": "assessment",
    "assessors/assessment_id": "assessment",
    "assignments/assignment_id": "assignment",
    "auditors/auditor_id": "auditor",
    "audits/audit_id": "audit",
    "certificate-types/type_code": "certificate type",
    "certificates/number": "certificate",
    "certification-proposals/change_id": "change",
    "checklists/checklist_id": "checklist",
    "criteria-sets/code": "criteria set",
    "criteria-sets/version": "criteria set",
    "criteria/code": "criteria set",
    "criteria/version": "criteria set",
    "documents/document_id": "document",
    "calibrations/round_id": "round",
    "conflicts/conflict_id": "conflict",
    "complaints/complaint_id": "complaint",
    "contests/contest_id": "contest",
    "evidence/document_id": "evidence",
    "filings/filing_id": "filing",
    "files/file_id": "action file",
    "falsifications/case_id": "falsification",
    "findings/finding_id": "finding",
    "invitations/invitation_id": "invitation",
    "invitations/token": "link",
    "ledger/posting_id": "posting",
    "settlements/settlement_id": "settlement",
    "keys/key_id": "key",
    "memberships/membership_id": "membership",
    "my-applications/application_id": "application",
    "my-visits/assignment_id": "assignment",
    "my-visits/filing_id": "filing",
    "notices/notice_id": "notice",
    "overcharges/case_id": "overcharge",
    "feedback/answer_id": "answer",
    "samples/draw_id": "draw",
    "calls/call_id": "call",
    "answers/answer_id": "answer",
    "patterns/pattern_id": "pattern",
    "people/account_id": "account",
    "photos/photo_id": "photo",
    "photos/sha256": "upload",
    "precheck-lists/list_id": "pre-check list",
    "programmes/programme_id": "programme",
    "proposals/assignment_id": "assignment",
    "prechecks/list_id": "pre-check list",
    "price-lists/list_id": "price list",
    "proposals/change_id": "change",
    "proposals/proposal_id": "proposal",
    "receipts/receipt_id": "receipt",
    "reference-photos/sha256": "checklist photo",
    "review/flag_id": "flag",
    "quality/auditor_id": "auditor",
    "rights/right_id": "right",
    "serials/serial_no": "serial",
    "sessions/session_id": "session",
    "shipments/shipment_id": "shipment",
    "staff/staff_id": "staff",
    "templates/template_id": "template",
    "standards/standard_key": "standard",
    "manuals/manual_key": "manual",
    "editions/number": "edition",
    "drafts/draft_id": "scheme draft",
    "scheme-drafts/draft_id": "scheme draft",
    "printing/number": "printing",
    "printing/batch": "printing",
    "asked/number": "computation",
    "clauses/clause_key": "clause",
    "images/sha256": "picture",
    "import/file": "training import",
    "sheets/sheet_id": "sheet",
    "courses/course_key": "course",
    "versions/number": "course version",
    "requirements/requirement_id": "requirement",
    "enrolments/enrolment_id": "enrolment",
    "exams/attempt_id": "attempt",
    "records/record_id": "record",
    "claims/claim_id": "claim",
    "self-assessments/assessment_id": "self-assessment",
    "types/type_code": "certificate type",
    "views/view_id": "view",
    "visits/filing_id": "filing",
    "visits/assignment_id": "assignment",
}
# What else fills in a parameter; a route with one that is in neither is not understood by these tests, and fails them.
MAKERS: Mapping[str, Callable[[Target, Places], str]] = {
    "sites/code": lambda target, _places: target.site or NOWHERE,
    "orders/order_id": lambda target, places: str(places.orders.get(target.site or "", NOTHING)),
    "returns/return_id": lambda target, places: str(places.returns.get(target.site or "", NOTHING)),
    "imports/file": lambda target, places: str(places.imports.get(target.account or "", NOTHING)),
    "evidence/key": lambda _target, places: places.metrics[0],
    "evidence/metric_key": lambda _target, places: places.metrics[0],
    "quarters/period": lambda target, _places: str(target.period),
    "reconciliation/month": lambda _target, _places: MONTH,
    "review/decided": lambda _target, _places: "clear",
    "reports/month": lambda _target, _places: MONTH,
    "runs/period": lambda target, _places: str(target.period),
    "what-if/period": lambda _target, _places: str(PUBLISHED),
    "schemes/code": lambda target, _places: "repairs-only" if target.exists else "no-such",
    "schemes/version": lambda target, _places: "1",
    "dist/name": lambda _target, places: places.asset,
    "file/section": lambda _target, _places: "contacts",
    "steps/step": lambda _target, _places: "rejection",
    "certificates-of-training/number": lambda _target, places: places.rows["record"][0].values["number"],
    "jobs/job": lambda _target, _places: "0",
    "document/code": lambda _target, _places: "7K3Q-9F2M-4TBX-C",
    "verify/number": lambda _target, places: places.rows["certificate"][0].values["number"],
}
# How a row is named that does not exist; by a UUID, when nothing else is said.
NO_SUCH = {
    "code": "no-such",
    "version": "1",
    "type_code": "no-such",
    "number": "SM-0000",
    "right_id": "0",
    "serial_no": "no-such",
    "sha256": "f" * 64,
    "token": "no",
    "editions/number": "99",
    "printing/number": "00000000-0000-0000-0000-000000000000",
    "asked/number": "00000000-0000-0000-0000-000000000000",
    "versions/number": "99",
}


def values_of(route: Route, target: Target, places: Places) -> dict[str, str]:
    found = {}
    for name in route.parameters:
        own = name.rpartition("/")[2]
        named = target.row.values.get(own) if target.row else None
        if named is not None:
            found[name] = named
        elif name in MAKERS:
            found[name] = MAKERS[name](target, places)
        else:
            found[name] = NO_SUCH.get(name, NO_SUCH.get(own, str(NOTHING)))
    return found


def targets_of(route: Route, places: Places) -> list[Target]:
    """Every kind of row that the route may name, and one that does not exist."""
    if route.kind:
        rows = [Target(site=row.site or None, row=row) for row in places.rows[route.kind]]
        return [*rows, Target(exists=False)]
    sites = [*SHOPS, NOWHERE] if "sites/code" in route.parameters else [None]
    accounts = ["alpha", "beta", NOBODY] if "imports/file" in route.parameters else [None]
    periods = [PUBLISHED, COMPUTED, NEVER] if {"runs/period", "quarters/period"} & set(route.parameters) else [None]
    schemes = [True, False] if "schemes/code" in route.parameters else [True]
    missing = (NOWHERE, NOBODY) if route.makes_the_quarter else (NOWHERE, NOBODY, NEVER)
    return [
        Target(site, account, period, known and not {site, account, period}.intersection(missing))
        for site in sites
        for account in accounts
        for period in periods
        for known in schemes
    ]
