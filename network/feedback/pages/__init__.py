"""Pages of the feedback domain."""

from litestar.types import ControllerRouterHandler

from network.feedback.pages.answer_import import AnswerImportPages
from network.feedback.pages.answering import AnsweringPages
from network.feedback.pages.answers import AnswerPages, SiteAnswerPages, VoidPages
from network.feedback.pages.calls import CallPages
from network.feedback.pages.complaint_import import ComplaintImportPages
from network.feedback.pages.complaints import ComplaintDecisionPages, ComplaintListPages, ComplaintPages
from network.feedback.pages.overcharges import OverchargePages
from network.feedback.pages.posters import PosterAnsweringPages, SitePosterPages
from network.feedback.pages.ratings import HeadquartersRatingPages, RateHeadquartersPages
from network.feedback.pages.sampling import SamplePages
from network.foundation.access import Permission
from network.foundation.i18n import lazy as _
from network.web.navigation import Entry, Group

PAGES: list[ControllerRouterHandler] = [
    ComplaintListPages,
    ComplaintPages,
    ComplaintDecisionPages,
    OverchargePages,
    AnsweringPages,
    PosterAnsweringPages,
    SitePosterPages,
    AnswerPages,
    VoidPages,
    SiteAnswerPages,
    HeadquartersRatingPages,
    RateHeadquartersPages,
    SamplePages,
    CallPages,
]
# Their bodies are files of complaints or of answers.
COMPLAINT_FILES: list[ControllerRouterHandler] = [ComplaintImportPages, AnswerImportPages]
NAVIGATION: list[Entry] = [
    Entry(_("Customer feedback"), "/feedback", "message", Permission.READ_FEEDBACK, order=35, group=Group.CUSTOMERS),
    Entry(
        _("Complaints"), "/complaints", "message-report", Permission.READ_COMPLAINTS, order=36, group=Group.CUSTOMERS
    ),
    Entry(_("Overcharging"), "/overcharges", "scale", Permission.READ_COMPLAINTS, order=37, group=Group.CUSTOMERS),
]
