"""Pages of the identity domain."""

from litestar.types import ControllerRouterHandler

from network.foundation.access import Permission
from network.foundation.i18n import lazy as _
from network.identity.pages.access_review import AccessPages
from network.identity.pages.account import AccountPages
from network.identity.pages.invitations import AcceptPages, InvitationPages
from network.identity.pages.jobs import JobPages
from network.identity.pages.keys import KeyPages
from network.identity.pages.memberships import OwnMembershipPages
from network.identity.pages.notices import NoticePages
from network.identity.pages.people import PeoplePages
from network.identity.pages.rights import RightPages
from network.identity.pages.second_factor import SecondFactorPages
from network.identity.pages.second_step import SecondStepPages
from network.identity.pages.session import SessionPages
from network.identity.pages.staff_account import StaffAccountPages
from network.identity.pages.trail import TrailPages
from network.web.navigation import Entry, Group

PAGES: list[ControllerRouterHandler] = [
    SessionPages,
    SecondStepPages,
    AccountPages,
    SecondFactorPages,
    KeyPages,
    TrailPages,
]
PAGES += [
    PeoplePages,
    InvitationPages,
    AcceptPages,
    OwnMembershipPages,
    RightPages,
    AccessPages,
    NoticePages,
    StaffAccountPages,
    JobPages,
]
NAVIGATION: list[Entry] = [
    Entry(_("People"), "/people", "users", Permission.MANAGE_ACCOUNTS, order=80, group=Group.SYSTEM),
    Entry(_("Rights"), "/rights", "gavel", Permission.READ_ACCESS, order=82, group=Group.SYSTEM),
    Entry(_("Jobs"), "/jobs", "progress", Permission.RUN_JOBS, order=83, group=Group.SYSTEM),
    Entry(_("Audit trail"), "/trail", "history", Permission.READ_TRAIL, order=84, group=Group.SYSTEM),
]
