"""Pages of the sites domain."""

from litestar.types import ControllerRouterHandler

from network.foundation.access import Permission
from network.foundation.i18n import lazy as _
from network.sites.pages.applications import ApplicationFiles, ApplicationPages
from network.sites.pages.applications_own import OwnApplicationPages, OwnEvidencePages
from network.sites.pages.applications_steps import ApplicationStepPages
from network.sites.pages.sites import SitePages
from network.sites.pages.views import ViewPages
from network.web.navigation import Entry

PAGES: list[ControllerRouterHandler] = [
    SitePages,
    ViewPages,
    ApplicationPages,
    ApplicationStepPages,
    ApplicationFiles,
    OwnApplicationPages,
]
# Their bodies are photos and documents: `network.app` lets them be as large as the settings allow.
UPLOADS: list[ControllerRouterHandler] = [OwnEvidencePages]
NAVIGATION = [
    Entry(_("My applications"), "/my-applications", "clipboard-list", Permission.APPLY, order=5),
    Entry(_("Sites"), "/sites", "building-store", Permission.READ_SITES, order=30),
    Entry(_("Applications"), "/applications", "inbox", Permission.READ_APPLICATIONS, order=32),
]
