"""Who may what: roles, permissions, one table of grants, and the actor that every command and query takes first."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from uuid import UUID

from network.foundation.errors import Forbidden
from network.foundation.i18n import Text
from network.foundation.i18n import lazy as _
from network.foundation.roles import ROLE_LABELS, Role

__all__ = ["GRANTS", "NETWORK_WIDE", "RIGHTS", "RIGHT_LABELS", "ROLE_LABELS", "Actor", "Permission", "Rights", "Role"]


class Permission(StrEnum):
    """Named `scope:resource:action`. Which rows it reaches is the actor's sites, never the permission."""

    READ_SITES = "network:sites:read"
    IMPORT_SITES = "network:sites:import"
    READ_RECORDS = "sites:records:read"
    IMPORT_RECORDS = "sites:records:import"
    IMPORT_FINDINGS = "sites:findings:import"
    READ_SCORECARDS = "sites:scorecards:read"
    READ_UNPUBLISHED = "network:scorecards:preview"
    COMPARE_SITES = "network:scorecards:compare"
    COMPUTE_SCORECARDS = "network:scorecards:compute"
    PUBLISH_SCORECARDS = "network:scorecards:publish"
    READ_CHALLENGES = "sites:challenges:read"
    CHALLENGE_SCORECARDS = "sites:scorecards:challenge"
    DECIDE_CHALLENGES = "sites:scorecards:decide"
    RESTATE_SCORECARDS = "network:scorecards:restate"
    PRINT_BATCHES = "network:scorecards:print"
    RUN_JOBS = "network:jobs:run"
    READ_SCHEMES = "network:schemes:read"
    CHANGE_SCHEMES = "network:schemes:change"
    APPROVE_SCHEMES = "network:schemes:approve"
    MANAGE_ACCOUNTS = "network:accounts:manage"
    READ_TRAIL = "network:trail:read"
    READ_CRITERIA = "network:criteria:read"
    CHANGE_CRITERIA = "network:criteria:change"
    APPLY = "applications:own:write"
    READ_APPLICATIONS = "regions:applications:read"
    ASSESS_APPLICATIONS = "applications:assigned:assess"
    READ_CERTIFICATIONS = "sites:certifications:read"
    CHANGE_CERTIFICATE_TYPES = "network:certificate_types:change"
    READ_SITE_FILES = "sites:files:read"
    CHANGE_SITE_FILES = "sites:files:change"
    PROPOSE_SITE_CHANGES = "sites:files:propose"
    MANAGE_STAFF = "sites:staff:manage"
    MANAGE_KEYS = "sites:keys:manage"
    READ_SITE_TRAIL = "sites:trail:read"
    READ_SITE_ACCESS = "sites:access:read"
    READ_ACCESS = "network:access:read"
    READ_REPORTS = "sites:reports:read"
    FILE_REPORTS = "sites:reports:file"
    DECIDE_REPORTS = "sites:reports:decide"
    CHANGE_REPORT_CALENDAR = "network:report_calendar:change"
    RUN_DESK = "sites:desk:run"
    SHIP_RETURNS = "sites:returns:ship"
    INSPECT_RETURNS = "sites:returns:inspect"
    CHANGE_PRECHECKS = "network:prechecks:change"
    READ_PATTERNS = "network:patterns:read"
    MARK_PATTERNS = "network:patterns:mark"
    READ_CHECKLISTS = "network:checklists:read"
    CHANGE_CHECKLISTS = "network:checklists:change"
    PLAN_VISITS = "sites:visits:plan"
    MAKE_VISITS = "visits:assigned:make"
    REVIEW_VISITS = "sites:visits:review"
    MANAGE_AUDITORS = "network:auditors:manage"
    REVEAL_AUDITORS = "sites:auditors:reveal"
    JUDGE_AUDITORS = "network:auditors:judge"
    READ_AUDITS = "sites:audits:read"
    APPEAL_AUDITS = "sites:audits:appeal"
    DECIDE_APPEALS = "sites:audits:decide"
    READ_ACTIONS = "sites:actions:read"
    TAKE_ACTIONS = "sites:actions:take"
    VERIFY_ACTIONS = "sites:actions:verify"
    READ_FALSIFICATIONS = "sites:falsifications:read"
    OPEN_FALSIFICATIONS = "sites:falsifications:open"
    ANSWER_FALSIFICATIONS = "sites:falsifications:answer"
    DECIDE_FALSIFICATIONS = "sites:falsifications:decide"
    READ_MANUALS = "network:manuals:read"
    WRITE_MANUALS = "network:manuals:write"
    APPROVE_MANUALS = "network:manuals:approve"
    READ_STANDARDS = "network:standards:read"
    CHANGE_STANDARDS = "network:standards:change"
    READ_COURSES = "network:courses:read"
    CHANGE_COURSES = "network:courses:change"
    READ_TRAINING = "sites:training:read"
    ENROL_PEOPLE = "sites:people:enrol"
    HAND_IN_SHEETS = "sites:people:hand_in"
    LEARN = "people:own:learn"
    READ_EFFECTS = "network:effects:read"
    READ_SELF_ASSESSMENTS = "sites:self_assessments:read"
    ASSESS_SELF = "sites:self_assessments:write"
    READ_FEEDBACK = "sites:feedback:read"
    RUN_SURVEYS = "network:surveys:run"
    RATE_HQ = "sites:hq:rate"
    HANG_POSTERS = "sites:posters:hang"
    READ_BALANCES = "sites:balances:read"
    READ_LEDGER = "sites:ledger:read"
    READ_PROPOSALS = "sites:consequences:read"
    APPROVE_CONSEQUENCES = "sites:consequences:approve"
    APPEAL_CONSEQUENCES = "sites:consequences:appeal"
    DECIDE_CONSEQUENCE_APPEALS = "sites:consequences:decide"
    POST_TO_LEDGER = "sites:ledger:post"
    REVERSE_POSTINGS = "sites:ledger:reverse"
    SETTLE_LEDGER = "network:ledger:settle"
    CHANGE_PRICE_LISTS = "network:price_lists:change"
    READ_COMPLAINTS = "sites:complaints:read"
    HANDLE_COMPLAINTS = "sites:complaints:handle"
    ANSWER_COMPLAINTS = "sites:complaints:answer"
    DECIDE_OVERCHARGES = "sites:overcharges:decide"
    # The six rights of headquarters over a site. Granted to a manager region by region, never by the role alone.
    SELECT_SITES = "sites:right:select"
    TRAIN_SITES = "sites:right:train"
    REWARD_SITES = "sites:right:reward"
    PUNISH_SITES = "sites:right:punish"
    INSPECT_SITES = "sites:right:inspect"
    PROPOSE_CANCELLATION = "sites:right:cancel"


_P = Permission

RIGHT_LABELS: Mapping[Permission, Text] = MappingProxyType(
    {
        _P.SELECT_SITES: _("Select and certify"),
        _P.TRAIN_SITES: _("Train"),
        _P.REWARD_SITES: _("Reward"),
        _P.PUNISH_SITES: _("Penalise"),
        _P.INSPECT_SITES: _("Inspect"),
        _P.PROPOSE_CANCELLATION: _("Propose to cancel"),
    }
)

RIGHTS: tuple[Permission, ...] = tuple(RIGHT_LABELS)

_NOT_HQ = frozenset(
    {
        _P.APPLY,
        _P.PROPOSE_SITE_CHANGES,
        _P.FILE_REPORTS,
        _P.RUN_DESK,
        _P.SHIP_RETURNS,
        _P.MAKE_VISITS,
        _P.APPEAL_AUDITS,
        _P.CHALLENGE_SCORECARDS,
        _P.APPEAL_CONSEQUENCES,
        _P.TAKE_ACTIONS,
        _P.ANSWER_FALSIFICATIONS,
        _P.LEARN,
        _P.ASSESS_SELF,
        _P.RATE_HQ,
        _P.ANSWER_COMPLAINTS,
    }
)

GRANTS: Mapping[Role, frozenset[Permission]] = MappingProxyType(
    {
        Role.HQ_ADMINISTRATOR: frozenset(Permission) - _NOT_HQ,
        Role.HQ_MANAGER: frozenset(Permission)
        - _NOT_HQ
        - frozenset(RIGHTS)
        - {_P.MANAGE_ACCOUNTS, _P.MANAGE_KEYS, _P.MANAGE_AUDITORS, _P.RUN_JOBS},
        Role.SITE_OPERATOR: frozenset(
            {
                _P.READ_SITES,
                _P.READ_RECORDS,
                _P.IMPORT_RECORDS,
                _P.READ_REPORTS,
                _P.FILE_REPORTS,
                _P.RUN_DESK,
                _P.SHIP_RETURNS,
                _P.READ_SCORECARDS,
                _P.READ_CHALLENGES,
                _P.CHALLENGE_SCORECARDS,
                _P.READ_CERTIFICATIONS,
                _P.READ_SITE_FILES,
                _P.PROPOSE_SITE_CHANGES,
                _P.MANAGE_STAFF,
                _P.MANAGE_KEYS,
                _P.READ_SITE_TRAIL,
                _P.READ_SITE_ACCESS,
                _P.READ_AUDITS,
                _P.APPEAL_AUDITS,
                _P.READ_ACTIONS,
                *(_P.TAKE_ACTIONS, _P.READ_FALSIFICATIONS, _P.ANSWER_FALSIFICATIONS),
                _P.READ_MANUALS,
                _P.READ_STANDARDS,
                *(_P.READ_COURSES, _P.READ_TRAINING, _P.ENROL_PEOPLE, _P.HAND_IN_SHEETS, _P.LEARN),
                _P.READ_SELF_ASSESSMENTS,
                _P.ASSESS_SELF,
                _P.READ_FEEDBACK,
                _P.RATE_HQ,
                _P.HANG_POSTERS,
                _P.READ_BALANCES,
                _P.READ_LEDGER,
                _P.READ_PROPOSALS,
                _P.APPEAL_CONSEQUENCES,
                _P.READ_COMPLAINTS,
                _P.ANSWER_COMPLAINTS,
            }
        ),
        Role.SITE_STAFF: frozenset({_P.READ_MANUALS, _P.READ_STANDARDS, _P.READ_COURSES, _P.LEARN}),
        Role.AUDITOR: frozenset(
            {_P.READ_CRITERIA, _P.ASSESS_APPLICATIONS, _P.MAKE_VISITS, _P.READ_MANUALS, _P.READ_STANDARDS}
        ),
        Role.EXECUTIVE: frozenset(
            {
                *(_P.READ_SITES, _P.READ_SCORECARDS, _P.COMPARE_SITES, _P.READ_SCHEMES),
                *(_P.READ_CERTIFICATIONS, _P.READ_MANUALS, _P.READ_STANDARDS, _P.READ_BALANCES),
            }
        ),
        Role.APPLICANT: frozenset({_P.APPLY}),
    }
)

# What only someone answering for the whole network may do: a manager of some regions may not.
NETWORK_WIDE = frozenset(
    {
        _P.IMPORT_SITES,
        _P.COMPUTE_SCORECARDS,
        _P.PUBLISH_SCORECARDS,
        _P.RESTATE_SCORECARDS,
        _P.CHANGE_SCHEMES,
        _P.APPROVE_SCHEMES,
        _P.PRINT_BATCHES,
        _P.RUN_JOBS,
        _P.READ_TRAIL,
        _P.CHANGE_CRITERIA,
        _P.CHANGE_CERTIFICATE_TYPES,
        _P.CHANGE_REPORT_CALENDAR,
        _P.CHANGE_PRECHECKS,
        _P.READ_PATTERNS,
        _P.MARK_PATTERNS,
        _P.CHANGE_CHECKLISTS,
        _P.JUDGE_AUDITORS,
        _P.WRITE_MANUALS,
        _P.APPROVE_MANUALS,
        _P.CHANGE_STANDARDS,
        _P.CHANGE_COURSES,
        _P.READ_EFFECTS,
        _P.SETTLE_LEDGER,
        _P.RUN_SURVEYS,
        _P.CHANGE_PRICE_LISTS,
    }
)

Rights = Mapping[Permission, frozenset[int] | None]


@dataclass(frozen=True, slots=True)
class Actor:
    """Someone acting, in one role at one scope. `sites` None is the whole network; an empty set is nothing.

    `regions`: the regions that the scope holds, with all below them. `rights`: which of the six rights are held, and
    in which regions (None: everywhere). `verbs`: what an API key is limited to; None for a person.
    """

    role: Role
    name: str
    account: UUID | None = None
    sites: frozenset[int] | None = frozenset()
    regions: frozenset[int] = frozenset()
    rights: Rights = field(default_factory=dict, hash=False)
    verbs: frozenset[Permission] | None = None

    @classmethod
    def system(cls, name: str = "servicemark") -> "Actor":  # whoever runs commands and jobs holds the database anyway
        return cls(role=Role.HQ_ADMINISTRATOR, name=name, sites=None)

    @property
    def permissions(self) -> frozenset[Permission]:
        granted = GRANTS[self.role] | frozenset(self.held_rights)
        within = granted if self.sites is None else granted - NETWORK_WIDE
        return within if self.verbs is None else within & self.verbs

    @property
    def held_rights(self) -> Rights:
        """The six rights as this actor holds them: an administrator holds all of them everywhere."""
        return dict.fromkeys(RIGHTS) if self.role is Role.HQ_ADMINISTRATOR else self.rights

    def may(self, permission: Permission) -> bool:
        return permission in self.permissions

    def require(self, permission: Permission) -> None:
        """Forbidden unless this actor holds the permission; one of the six rights counts when held anywhere."""
        if not self.may(permission):
            raise Forbidden()

    def holds(self, right: Permission, region: int | None) -> bool:
        """Whether a right reaches a region; `None`: of a site without one, which takes it everywhere."""
        regions = self.held_rights.get(right, frozenset())
        return self.may(right) and (regions is None or region in regions)

    def require_right(self, right: Permission, region: int | None) -> None:
        """Forbidden unless this one of the six rights is held over the region."""
        if not self.holds(right, region):
            raise Forbidden()

    def sees(self, site: int) -> bool:
        return self.sites is None or site in self.sites

    @property
    def database_role(self) -> str:
        """The PostgreSQL role that its transactions run under: the last of the four places that say who sees what."""
        if self.role is Role.HQ_ADMINISTRATOR:
            return "servicemark_admin"
        if self.role is Role.HQ_MANAGER:
            return "servicemark_hq" if self.sites is None else "servicemark_region"
        return {
            Role.SITE_OPERATOR: "servicemark_site",
            Role.SITE_STAFF: "servicemark_staff",
            Role.AUDITOR: "servicemark_field",
            Role.EXECUTIVE: "servicemark_reader",
            Role.APPLICANT: "servicemark_applicant",
        }[self.role]
