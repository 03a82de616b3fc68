"""Pages of the sites domain."""

from litestar.types import ControllerRouterHandler

from network.foundation.access import Permission
from network.foundation.i18n import lazy as _
from network.sites.pages.applications import ApplicationFiles, ApplicationPages
from network.sites.pages.applications_own import OwnApplicationPages, OwnEvidencePages
from network.sites.pages.applications_steps import ApplicationStepPages
from network.sites.pages.assessments import AssessmentPages, AssessorPages
from network.sites.pages.certificate_types import CertificateTypePages
from network.sites.pages.certification import SiteCertificationPages
from network.sites.pages.certification_changes import CertificationChangeFormPages, CertificationChangePages
from network.sites.pages.certification_list import CertificationListPages
from network.sites.pages.certification_proposals import CertificationProposalPages
from network.sites.pages.comparison import ComparisonPages
from network.sites.pages.criteria import CriteriaPages
from network.sites.pages.criteria_drafts import CriteriaDraftPages
from network.sites.pages.criteria_trial import CriteriaTrialPages
from network.sites.pages.documents import DocumentPages, DocumentsPages
from network.sites.pages.history import HistoryPages
from network.sites.pages.proposals import ProposalPages, SiteProposalPages
from network.sites.pages.site_files import SiteFilePages
from network.sites.pages.sites import SitePages
from network.sites.pages.staff import StaffPages
from network.sites.pages.verification import VerificationPages
from network.sites.pages.views import ViewPages
from network.web.navigation import Entry, Group

PAGES: list[ControllerRouterHandler] = [
    SitePages,
    ViewPages,
    ApplicationPages,
    ApplicationStepPages,
    ApplicationFiles,
    OwnApplicationPages,
    SiteFilePages,
    StaffPages,
    DocumentPages,
    SiteProposalPages,
    ProposalPages,
    HistoryPages,
    CertificationListPages,
    CertificateTypePages,
    SiteCertificationPages,
    CertificationChangeFormPages,
    CertificationProposalPages,
    VerificationPages,
    ComparisonPages,
    CriteriaPages,
    CriteriaDraftPages,
    CriteriaTrialPages,
    AssessmentPages,
    AssessorPages,
]
# Their bodies are photos and documents: `network.app` lets them be as large as the settings allow.
UPLOADS: list[ControllerRouterHandler] = [OwnEvidencePages, DocumentsPages, CertificationChangePages]
NAVIGATION = [
    Entry(_("My applications"), "/my-applications", "clipboard-list", Permission.APPLY, order=5),
    Entry(_("Sites"), "/sites", "building-store", Permission.READ_SITES, order=30, group=Group.SITES),
    Entry(
        _("My assessments"),
        "/assessments",
        "clipboard-check",
        Permission.ASSESS_APPLICATIONS,
        order=31,
        group=Group.SITES,
    ),
    Entry(_("Applications"), "/applications", "inbox", Permission.READ_APPLICATIONS, order=32, group=Group.SITES),
    Entry(_("Selection criteria"), "/criteria", "list-check", Permission.READ_CRITERIA, order=33, group=Group.SITES),
    Entry(
        _("Certification"), "/certification", "certificate", Permission.READ_CERTIFICATIONS, order=34, group=Group.SITES
    ),
    Entry(_("Proposals"), "/proposals", "message-report", Permission.CHANGE_SITE_FILES, order=35, group=Group.SITES),
]
