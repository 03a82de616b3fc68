"""Pages: the league table, quarter runs, a site's scorecard and the records behind it, schemes, home."""

from litestar.types import ControllerRouterHandler

from network.foundation.access import Permission
from network.foundation.i18n import lazy as _
from network.scorecards.pages.batches import PrintingPages
from network.scorecards.pages.challenges import ChallengePages
from network.scorecards.pages.challenging import ChallengingPages, SiteChallengePages
from network.scorecards.pages.consequences import (
    ConsequenceDecisionPages,
    ConsequencePages,
    HonourPages,
    ProposalPages,
    SiteAppealPages,
)
from network.scorecards.pages.coverage import CoveragePages
from network.scorecards.pages.dashboard import DashboardPages
from network.scorecards.pages.documents import DocumentVerificationPages
from network.scorecards.pages.effects import EffectPages
from network.scorecards.pages.evidence import EvidencePages
from network.scorecards.pages.gaps import FiveGapPages
from network.scorecards.pages.home import HomePages
from network.scorecards.pages.league import LeaguePages
from network.scorecards.pages.map import MapPages
from network.scorecards.pages.meeting import MeetingPages
from network.scorecards.pages.quarter import QuarterPages
from network.scorecards.pages.reports import NetworkReportPages
from network.scorecards.pages.restatements import RestatementPages
from network.scorecards.pages.runs import RunPages
from network.scorecards.pages.scheme_drafts import SchemeDraftPages, SchemeStartPages
from network.scorecards.pages.scheme_editor import SchemeEditPages
from network.scorecards.pages.scheme_texts import SchemeFilePages, SchemeTextPages
from network.scorecards.pages.scheme_trial import WhatIfPages
from network.scorecards.pages.schemes import SchemePages
from network.scorecards.pages.site import SiteScorecardPages
from network.scorecards.pages.standard_forms import StandardFormPages
from network.scorecards.pages.standards import StandardPages
from network.scorecards.pages.untrained_repairs import UntrainedRepairPages
from network.web.navigation import Entry, Group

PAGES = (
    UntrainedRepairPages,
    HomePages,
    DashboardPages,
    NetworkReportPages,
    MeetingPages,
    LeaguePages,
    RunPages,
    QuarterPages,
    ChallengePages,
    RestatementPages,
    SiteChallengePages,
    SchemePages,
    SchemeFilePages,
    SchemeStartPages,
    SchemeDraftPages,
    SchemeEditPages,
    SchemeTextPages,
    WhatIfPages,
    SiteScorecardPages,
    EvidencePages,
    MapPages,
    CoveragePages,
    StandardPages,
    StandardFormPages,
    EffectPages,
    FiveGapPages,
    ProposalPages,
    HonourPages,
    ConsequencePages,
    ConsequenceDecisionPages,
    SiteAppealPages,
    DocumentVerificationPages,
    PrintingPages,
)

# Routes whose bodies are photos or documents; the application lets them be as large as one challenge may be.
EVIDENCE: list[ControllerRouterHandler] = [ChallengingPages]

NAVIGATION = (
    Entry(_("Home"), "/home", "home", Permission.READ_SCORECARDS, order=5),
    Entry(_("Network"), "/network/dashboard", "chart-bar", Permission.COMPARE_SITES, order=8),
    Entry(_("Service meeting"), "/network/meeting", "users", Permission.COMPARE_SITES, order=9),
    Entry(
        _("League table"),
        "/scorecards/league-table",
        "trophy",
        Permission.COMPARE_SITES,
        order=10,
        group=Group.SCORECARDS,
    ),
    Entry(
        _("Quarter runs"),
        "/scorecards/runs",
        "calendar-due",
        Permission.READ_UNPUBLISHED,
        order=15,
        group=Group.SCORECARDS,
    ),
    Entry(_("Printing"), "/scorecards/printing", "printer", Permission.PRINT_BATCHES, order=17, group=Group.SCORECARDS),
    Entry(
        _("Challenges"),
        "/scorecards/challenges",
        "gavel",
        Permission.DECIDE_CHALLENGES,
        order=16,
        group=Group.SCORECARDS,
    ),
    Entry(
        _("Restatements"),
        "/scorecards/restatements",
        "refresh",
        Permission.RESTATE_SCORECARDS,
        order=17,
        group=Group.SCORECARDS,
    ),
    Entry(_("Schemes"), "/scorecards/schemes", "list-check", Permission.READ_SCHEMES, order=20, group=Group.SCORECARDS),
    Entry(_("Standards"), "/standards", "flag", Permission.READ_STANDARDS, order=51, group=Group.STANDARDS),
    Entry(_("Effects"), "/effects", "scale", Permission.READ_EFFECTS, order=55, group=Group.SCORECARDS),
    Entry(_("Network map"), "/network/map", "map-pin", Permission.COMPARE_SITES, order=36, group=Group.SITES),
    Entry(_("City coverage"), "/network/coverage", "world", Permission.COMPARE_SITES, order=37, group=Group.SITES),
)
