"""Who knocks: signed in, or not any more, or never, or a program with a key; and what came back, by its kind."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

import httpx
from litestar import Litestar

from network.foundation.access import GRANTS, NETWORK_WIDE, RIGHTS, Actor, Permission, Role
from network.foundation.database import execute, transaction
from network.identity.commands import disable_account
from network.identity.rules.keys import ALWAYS
from tests.authorisation.addresses import Route, Target, targets_of
from tests.authorisation.bodies import body_of
from tests.authorisation.cast import COMPUTED, KEYS, PEOPLE, Case, Person
from tests.authorisation.places import Places, Row
from tests.served import Browse, Browser

# Whether everyone knocks everywhere: in `make faults`.
THOROUGH = "SERVICEMARK_FAULTS" in os.environ

ANONYMOUS = None
# Invitations and keys with which nothing more can be done.
OVER = ("used", "revoked")
# What belongs to the auditor of a visit, who reaches nothing else of its site.
OF_VISITS = ("assignment", "filing", "upload")
# What site staff see of their own alone.
OF_LEARNERS = ("enrolment", "attempt", "record")
# The state in which everybody who may read such a row at all sees it.
STATES_SHOWN = {
    **dict.fromkeys(("criteria set", "pre-check list", "checklist", "course version", "course file"), "published"),
    **dict.fromkeys(("edition", "site edition"), "approved"),
    "self-assessment": "",
}
HEADQUARTERS = (Role.HQ_ADMINISTRATOR, Role.HQ_MANAGER)
# Beta's operator is to its sites what Alpha's is to those of Alpha.
TWINS = ("beta", "staff-beta")
# Of these another of the same kind comes to every run: another manager, operator, auditor, applicant, one who is out.
SECOND = ("manager-west", "alpha-one", "auditor-two", "rival", "disabled", "key-expired", "key-stopped")
VISITORS: tuple[Person | None, ...] = (
    ANONYMOUS,
    *(each for each in (*PEOPLE, *KEYS) if each.name not in TWINS and (THOROUGH or each.name not in SECOND)),
)

# What a write may answer once it has found its row: done, or refused for what was sent or for the row's state.
REACHED_BY_WRITING = frozenset({200, 201, 202, 204, 303, 400, 409, 412, 413, 415, 422, 428})


class Kind(StrEnum):
    SIGN_IN = "asked to sign in"
    FORBIDDEN = "forbidden"
    MISSING = "not there"
    REACHED = "reached"


@dataclass(frozen=True, slots=True)
class Visitor:
    person: Person | None
    browser: Browser
    csrf: str
    app: Litestar

    async def knock(self, route: Route, address: str, query: str = "") -> httpx.Response:
        headers = {"accept": "text/html" if self._is_shown_a_page(route) else "application/json"}
        headers["x-csrf-token"] = self.csrf
        if self.person and self.person.verbs is not None:
            headers["authorization"] = f"Bearer {self.person.key}"
        if route.method == "GET":
            return await self.browser.get(address + (query or route.query), headers=headers)
        cookies, sent = httpx.Cookies(self.browser.cookies), body_of(self.app, route)
        answer = await self.browser.request(route.method, address + query, headers=headers | {"if-match": "*"}, **sent)
        self.browser.cookies = cookies  # who signs out comes again with what they had
        return answer

    def _is_shown_a_page(self, route: Route) -> bool:
        """A form that is refused to somebody who is signed in is not: to draw the page takes longer than to refuse."""
        return not route.is_api and (route.method == "GET" or self.csrf == "")


async def visit(app: Litestar, browse: Browse, person: Person | None) -> Visitor:
    """Someone at the door, after what befell them."""
    browser = browse()
    if person is None or person.verbs is not None:
        if person and person.later == "stopped":
            await _end_membership("dismissed@example.com")  # who made the key
        return Visitor(person, browser, "", app)
    entered = await browser.sign_in(person.email)
    assert (entered.status_code, entered.headers["location"]) == (303, "/")
    csrf = await browser.csrf()
    if person.later == "disabled":
        await disable_account(Actor.system(), person.email)
    if person.later == "without a role":
        await _end_membership(person.email)
    return Visitor(person, browser, csrf, app)


async def _end_membership(email: str) -> None:
    async with transaction(Actor.system()):
        await execute(
            "update membership set valid_to = now() from account where account = account.id and email = $1", email
        )


def sampled(route: Route, places: Places, answer: Callable[[Target], object]) -> Iterator[Target]:
    """Of the targets that are alike, one: of each answer, and where they are not refused, of each state and quarter."""
    seen = set()
    for target in targets_of(route, places):
        wanted = answer(target)
        refused = wanted in (Kind.SIGN_IN, Kind.FORBIDDEN)
        alike = (wanted, target.exists, *((target.period, target.row and target.row.state) if not refused else ()))
        if alike not in seen:
            seen.add(alike)
            yield target


# What they are about is named in the body, where these tests name nothing that exists.
NAMED_IN_BODY = {
    ("POST", "/api/v1/consequences/approve"),
    ("POST", "/scorecards/scheme-drafts/{draft_id:uuid}/criterion"),
    ("POST", "/scorecards/scheme-drafts/{draft_id:uuid}/gate"),
    ("POST", "/rate"),
    ("POST", "/rate/poster"),
    ("POST", "/account/memberships"),
    ("PUT", "/api/v1/session/membership"),
    ("POST", "/api/v1/checklists"),
    ("POST", "/api/v1/rights"),
    ("POST", "/api/v1/returns/dispatch"),
    ("POST", "/api/v1/returns/unannounced"),
    ("POST", "/api/v1/sites/{code:str}/staff/{staff_id:uuid}/move"),
}


def expected(route: Route, person: Person | None, target: Target) -> Kind:
    """The whole of the rules: who is there, what the role may do, which rows it reaches, which right that takes."""
    if refused := _refused_key(route, person):
        return refused
    if route.for_anyone:
        there = there_for_anyone(target) and (route.method, route.path) not in NAMED_IN_BODY
        return Kind.REACHED if there else Kind.MISSING
    if person is None or person.later:
        return Kind.SIGN_IN
    if route.path.endswith("/claims/{claim_id:uuid}/withdraw") and person.role is not Role.SITE_OPERATOR:
        return Kind.FORBIDDEN  # who has handed in the certificate takes it back
    if route.path in _NETWORK_DECIDES and route.method != "GET" and not person.whole_network:
        return Kind.FORBIDDEN
    if not route.permissions | _CHECKED_FIRST.get(route.path, frozenset()) <= permissions_of(person):
        return Kind.FORBIDDEN
    if not reaches(person, target, route):
        return Kind.MISSING
    right = right_needed(route)
    if (route.method, route.path) in NAMED_IN_BODY:
        return Kind.MISSING
    if _of_others(route, person, target.row):
        return Kind.FORBIDDEN
    held = right is None or not target.region or person.holds(right, target.region)
    return Kind.REACHED if held else Kind.FORBIDDEN


def _of_others(route: Route, person: Person, row: Row | None) -> bool:
    """A programme of visits, which all that plan may read, and who answers for its sites may change; and a session for
    the whole network, which takes the right everywhere."""
    if row is not None and row.kind == "training session" and not row.state:
        return Permission.TRAIN_SITES in route.permissions and not person.whole_network
    if row is not None and (row.kind, route.path.rpartition("/")[2]) in _DECISIONS:
        return row.owner == person.name  # who has proposed it does not decide about it
    if row is None or row.kind != "programme" or route.method == "GET":
        return False
    return not person.whole_network and row.state not in person.regions


def _refused_key(route: Route, person: Person | None) -> Kind | None:
    """None for who comes without a key. A key opens the API alone, and what names a permission or is for anyone."""
    if person is None or person.verbs is None or route.path.startswith(("/health/", "/static/")):
        return None
    if not route.is_api:
        return Kind.FORBIDDEN
    if person.later:
        return Kind.SIGN_IN
    return None if route.for_anyone or route.permissions else Kind.FORBIDDEN


def there_for_anyone(target: Target) -> bool:
    """A link to an invitation is good until it is used, taken back or over."""
    return target.exists and (target.row is None or target.row.state in ("", "open"))


def permissions_of(person: Person) -> frozenset[Permission]:
    held = frozenset(RIGHTS) if person.role is Role.HQ_ADMINISTRATOR else frozenset(person.rights)
    granted = GRANTS[person.role] | held
    within = granted if person.whole_network else granted - NETWORK_WIDE
    return within if person.verbs is None else within & (person.verbs | ALWAYS)


# What takes one of the six rights although its guard does not say so. Of certifications, the change that is asked for
# decides which (here it is a first certificate), and it is checked that the right is held anywhere before the site is.
_SELECT = frozenset({Permission.SELECT_SITES})
_CHECKED_FIRST = {
    "/sites/{code:str}/certification/changes": _SELECT,
    "/sites/{code:str}/certification/changes/new": _SELECT,
    "/api/v1/sites/{code:str}/certifications/changes": _SELECT,
}
_PUNISH = frozenset({Permission.PUNISH_SITES})
_CHECKED_LATER = {
    # What is proposed here is a penalty, and of the postings each has a line of the network's rewards or penalties.
    "/api/v1/sites/{code:str}/consequences/{consequence_id:uuid}/approve": _PUNISH,
    "/api/v1/sites/{code:str}/consequences/{consequence_id:uuid}/reject": _PUNISH,
    "/api/v1/sites/{code:str}/ledger/{posting_id:uuid}/reverse": _PUNISH,
    "/sites/{code:str}/ledger/{posting_id:uuid}/reverse": _PUNISH,
    "/applications/{application_id:uuid}/assessors": _SELECT,
    "/api/v1/applications/{application_id:uuid}/assessors": _SELECT,
    "/applications/{application_id:uuid}/assessors/{assessment_id:uuid}/release": _SELECT,
    "/api/v1/applications/{application_id:uuid}/assessors/{assessment_id:uuid}": _SELECT,
}


# What somebody else proposes, and what deciding about it is called.
_DECISIONS = {
    ("consequence", "approve"),
    ("consequence", "reject"),
    ("restatement", "approval"),
    ("restatement", "rejection"),
}
# Who answers for some regions may read there, and no more.
_NETWORK_DECIDES = frozenset(
    {
        "/review/find",
        "/api/v1/review/{flag_id:uuid}/clear",
        "/api/v1/review/{flag_id:uuid}/confirm",
    }
)


def right_needed(route: Route) -> Permission | None:
    named = {**_CHECKED_FIRST, **_CHECKED_LATER}.get(route.path, route.permissions)
    return next(iter(named & frozenset(RIGHTS)), None)


# There is none of a quarter that is not published, whoever asks.
PUBLISHED_ONLY = (
    "/api/v1/quarters/{period:str}/network-report.pdf",
    "/api/v1/quarters/{period:str}/meeting-pack.pdf",
)


def reaches(person: Person, target: Target, route: Route) -> bool:
    """Its own sites or those of its regions, its own files, quarters once they are published, and its own rows."""
    if not target.exists:
        return False
    if person.role is Role.AUDITOR and target.row is not None and target.row.kind in OF_VISITS:
        return target.row.owner == person.name
    if target.row is not None and not reaches_row(person, target.row, route):
        return False
    if target.period == COMPUTED and Permission.READ_UNPUBLISHED not in permissions_of(person):
        return False
    if target.period == COMPUTED and route.path in PUBLISHED_ONLY:
        return False
    if person.whole_network:
        return True
    return (target.site is None or person.reaches_site(target.site)) and target.account in (None, person.name)


def reaches_row(person: Person, row: Row, route: Route) -> bool:
    if row.kind in ("view", "session", "notice"):
        return row.owner == person.name
    if row.kind in OF_LEARNERS and (person.role is Role.SITE_STAFF or route.permissions == {Permission.LEARN}):
        return row.owner == person.name
    if row.kind in STATES_SHOWN:
        return row.state == STATES_SHOWN[row.kind] or _drafts(person, row)
    if row.kind == "round":
        return row.state == "open" or person.role in HEADQUARTERS
    if "/quarantine" in route.path and row.state != "quarantined":
        return False
    if row.kind == "evidence":
        return row.state == "effective" or person.role in HEADQUARTERS
    if row.kind == "change":  # as a proposal, which what is effective at once never was
        return row.state == "proposed" and person.role in HEADQUARTERS
    if row.state in OVER and route.method != "GET":
        return False
    return row.case is None or _reaches_case(person, row, row.case, route)


def _drafts(person: Person, row: Row) -> bool:
    """Who sees what is not out yet: of documents those who answer for the network, of a site's its operator."""
    if row.kind == "self-assessment":
        return person.role is Role.SITE_OPERATOR
    return row.kind != "site edition" and person.whole_network and person.role in HEADQUARTERS


def _reaches_case(person: Person, row: Row, case: Case, route: Route) -> bool:
    """Applicants their own, assessors what they were asked for, managers what was submitted in their regions."""
    if Permission.ASSESS_APPLICATIONS in route.permissions:
        return row.owner == person.name
    return (
        case.applicant == person.name
        or (person.name in case.assessors and not route.permissions)
        or (person.role in HEADQUARTERS and case.state != "draft" and person.reaches_region(case.region))
    )


def kind_of(route: Route, person: Person | None, answer: httpx.Response) -> Kind | str:
    """What the answer means; a sentence for one that means nothing good.

    A sign-in that goes wrong, which is for anyone, is answered as where one is needed.
    """
    if route.for_anyone and not _refused_key(route, person):
        return Kind.MISSING if answer.status_code == 404 else Kind.REACHED
    to_login = answer.status_code == 303 and answer.headers["location"].startswith("/login")
    if to_login and "set-cookie" not in answer.headers:  # signing out leads there too, and takes the cookie away
        return "sent to the sign-in by an API" if route.is_api else Kind.SIGN_IN
    if answer.status_code in (401, 403, 404):
        return {401: Kind.SIGN_IN, 403: Kind.FORBIDDEN, 404: Kind.MISSING}[answer.status_code]
    reached = answer.status_code in ({200, 303, 409} if route.method == "GET" else REACHED_BY_WRITING)
    return Kind.REACHED if reached else f"answered {answer.status_code}"
