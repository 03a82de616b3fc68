"""Who may what: roles, permissions, one table of grants, and the actor that every command and query takes first."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from uuid import UUID

from network.foundation.errors import Forbidden
from network.foundation.i18n import Text
from network.foundation.i18n import lazy as _


class Role(StrEnum):
    HQ_ADMINISTRATOR = "hq_administrator"
    HQ_MANAGER = "hq_manager"
    SITE_OPERATOR = "site_operator"
    AUDITOR = "auditor"
    EXECUTIVE = "executive"


ROLE_LABELS: Mapping[Role, Text] = MappingProxyType(
    {
        Role.HQ_ADMINISTRATOR: _("HQ administrator"),
        Role.HQ_MANAGER: _("HQ service manager"),
        Role.SITE_OPERATOR: _("Site operator"),
        Role.AUDITOR: _("Auditor"),
        Role.EXECUTIVE: _("Executive"),
    }
)


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
    READ_SCHEMES = "network:schemes:read"
    CHANGE_SCHEMES = "network:schemes:change"
    MANAGE_ACCOUNTS = "network:accounts:manage"
    READ_TRAIL = "network:trail:read"


_P = Permission

GRANTS: Mapping[Role, frozenset[Permission]] = MappingProxyType(
    {
        Role.HQ_ADMINISTRATOR: frozenset(Permission),
        Role.HQ_MANAGER: frozenset(Permission) - {_P.MANAGE_ACCOUNTS, _P.CHANGE_SCHEMES},
        Role.SITE_OPERATOR: frozenset({_P.READ_SITES, _P.READ_RECORDS, _P.IMPORT_RECORDS, _P.READ_SCORECARDS}),
        Role.AUDITOR: frozenset(),
        Role.EXECUTIVE: frozenset({_P.READ_SITES, _P.READ_SCORECARDS, _P.COMPARE_SITES, _P.READ_SCHEMES}),
    }
)

# What only someone answering for the whole network may do: a manager of some regions may not.
NETWORK_WIDE = frozenset({_P.IMPORT_SITES, _P.COMPUTE_SCORECARDS, _P.PUBLISH_SCORECARDS, _P.READ_TRAIL})


@dataclass(frozen=True, slots=True)
class Actor:
    """Someone acting, in one role at one scope. `sites` None is the whole network; an empty set is nothing."""

    role: Role
    name: str
    account: UUID | None = None
    sites: frozenset[int] | None = frozenset()

    @classmethod
    def system(cls, name: str = "servicemark") -> "Actor":
        """The command line and jobs: whoever runs them holds the database anyway."""
        return cls(role=Role.HQ_ADMINISTRATOR, name=name, sites=None)

    @property
    def permissions(self) -> frozenset[Permission]:
        granted = GRANTS[self.role]
        return granted if self.sites is None else granted - NETWORK_WIDE

    def may(self, permission: Permission) -> bool:
        return permission in self.permissions

    def require(self, permission: Permission) -> None:
        """Forbidden unless this actor's role holds the permission."""
        if not self.may(permission):
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
            Role.AUDITOR: "servicemark_field",
            Role.EXECUTIVE: "servicemark_reader",
        }[self.role]
