"""The network's sites, the people around them, and the keys of their programs: who they are, not yet what happened.

Every text of a site holds that site's mark, which nobody could guess: where a mark turns up, its site's data have come
out. Applications have marks of their own, and so has what an assessor writes.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal

from network.foundation.access import RIGHTS, Permission, Role
from network.foundation.periods import Quarter

NOW = datetime(2025, 11, 20, 12, tzinfo=UTC)
PUBLISHED, COMPUTED = Quarter(2025, 2), Quarter(2025, 3)
EAST, WEST = "East", "West"


@dataclass(frozen=True, slots=True)
class Shop:
    """A site. `skill`: of ten units, so many are ready in time; `mark` is in each of its texts."""

    code: str
    operator: str
    region: str
    mark: str
    skill: int

    @property
    def private(self) -> str:
        """In its records and its file, which fewer people may read than its name."""
        return f"{self.mark}record"

    @property
    def sealed(self) -> str:
        """In what waits for a second person at headquarters, which its operator is not to know."""
        return f"{self.mark}sealed"

    @property
    def secret(self) -> str:
        """In what an auditor filed, before anything of it is published."""
        return f"{self.mark}secret"


ALPHA = (Shop("A1", "Alpha", EAST, "vq7kalphaeast", 9), Shop("A2", "Alpha", WEST, "vq7kalphawest", 6))
BETA = (Shop("B1", "Beta", EAST, "xz9wbetaeast", 8), Shop("B2", "Beta", WEST, "xz9wbetawest", 5))
SHOPS = {shop.code: shop for shop in (*ALPHA, *BETA)}
# By whom they are visited; the others by an auditor without an account.
VISITED = {"A1": "auditor", "B2": "auditor-two"}
# Whose operator they have told to be their kin, which they read again: it has the name of its first site.
KIN = {"auditor": "A1", "auditor-two": "A1"}

Fate = Literal["", "disabled", "without a role", "revoked", "expired", "stopped"]


@dataclass(frozen=True, slots=True)
class Person:
    """An account; `role` at the whole network, at regions or at sites. `later`: what befalls it after it signed in.

    `rights`: which of the six are held, and in which regions. `verbs`: it is no person but the key of a site's program,
    which may do this much. `called`: the name of the account, a mark where it must not be told.
    """

    name: str
    role: Role
    sites: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    later: Fate = ""
    rights: Mapping[Permission, tuple[str, ...]] = field(default_factory=dict, hash=False)
    verbs: frozenset[Permission] | None = None
    called: str = ""

    @property
    def email(self) -> str:
        return f"{self.name}@example.com"

    @property
    def title(self) -> str:
        return self.called or self.name

    @property
    def key(self) -> str:
        return f"smk_{self.name}"

    @property
    def whole_network(self) -> bool:
        everywhere = self.role in (Role.HQ_ADMINISTRATOR, Role.HQ_MANAGER, Role.EXECUTIVE)
        return everywhere and not self.sites and not self.regions

    def reaches_region(self, region: str) -> bool:
        return self.whole_network or region in self.regions

    def reaches_site(self, code: str) -> bool:
        return code in self.sites or self.reaches_region(SHOPS[code].region)

    def holds(self, right: Permission, region: str) -> bool:
        return self.role is Role.HQ_ADMINISTRATOR or region in self.rights.get(right, ())


SOME_RIGHTS = {Permission.SELECT_SITES: (EAST, WEST), Permission.PROPOSE_CANCELLATION: (EAST,)}

PEOPLE = (
    Person("administrator", Role.HQ_ADMINISTRATOR),
    Person("manager", Role.HQ_MANAGER, rights=SOME_RIGHTS),
    Person("manager-east", Role.HQ_MANAGER, regions=(EAST,), rights=dict.fromkeys(RIGHTS, (EAST,))),
    Person("manager-west", Role.HQ_MANAGER, regions=(WEST,), called="qn4jassessorwest"),
    Person("alpha", Role.SITE_OPERATOR, sites=("A1", "A2")),
    Person("alpha-one", Role.SITE_OPERATOR, sites=("A1",)),
    Person("beta", Role.SITE_OPERATOR, sites=("B1", "B2")),
    Person("staff", Role.SITE_STAFF, sites=("A1",)),
    Person("staff-beta", Role.SITE_STAFF, sites=("B1",)),
    Person("auditor", Role.AUDITOR, called="qn4jassessorone"),
    Person("auditor-two", Role.AUDITOR, called="qn4jassessortwo"),
    Person("executive", Role.EXECUTIVE),
    Person("applicant", Role.APPLICANT),
    Person("rival", Role.APPLICANT),
    Person("disabled", Role.HQ_ADMINISTRATOR, later="disabled"),
    Person("dismissed", Role.HQ_ADMINISTRATOR, later="without a role"),
)
BY_NAME = {person.name: person for person in PEOPLE}

_ALL_VERBS = frozenset(
    {
        Permission.READ_RECORDS,
        Permission.IMPORT_RECORDS,
        Permission.READ_SCORECARDS,
        Permission.READ_SITE_FILES,
        Permission.READ_CERTIFICATIONS,
    }
)
_RECORDS = frozenset({Permission.READ_RECORDS})

KEYS = (
    Person("key-all", Role.SITE_OPERATOR, sites=("A1",), verbs=_ALL_VERBS),
    Person("key-records", Role.SITE_OPERATOR, sites=("B1",), verbs=_RECORDS),
    Person("key-revoked", Role.SITE_OPERATOR, sites=("A1",), verbs=_ALL_VERBS, later="revoked"),
    Person("key-expired", Role.SITE_OPERATOR, sites=("A1",), verbs=_ALL_VERBS, later="expired"),
    Person("key-stopped", Role.SITE_OPERATOR, sites=("B1",), verbs=_ALL_VERBS, later="stopped"),
)


@dataclass(frozen=True, slots=True)
class Case:
    """An application. `assessors`: who was asked; `handed_in`: how many of them have; `open`: the marks are."""

    name: str
    applicant: str
    region: str
    state: str
    assessors: tuple[str, ...] = ()
    handed_in: int = 0

    @property
    def mark(self) -> str:
        return f"wt5{self.name}case"

    def sealed(self, assessor: str) -> str:
        """In all that this assessor wrote."""
        return f"{self.mark}by{self.assessors.index(assessor)}"

    @property
    def open(self) -> bool:
        return bool(self.assessors) and self.handed_in == len(self.assessors)


CASES = (
    Case("draft", "applicant", EAST, "draft"),
    Case("reviewed", "applicant", EAST, "desk_review", ("auditor", "auditor-two"), 1),
    Case("scored", "applicant", EAST, "scored", ("auditor", "auditor-two"), 2),
    Case("begun", "rival", WEST, "draft"),
    Case("submitted", "rival", EAST, "submitted"),
    Case("visited", "rival", WEST, "site_visit", ("manager-west", "auditor-two")),
    Case("rejected", "rival", WEST, "rejected"),
)
# In the criteria that headquarters is still drafting.
DRAFTED = "kf8draftedcriteria"
