"""The ways in which the file of a site, its proposals, staff and documents say no."""

from network.foundation.errors import Conflict, Forbidden, Invalid, NotFound
from network.foundation.i18n import lazy as _


class BadSiteFile(Invalid):
    """`fields` says what is wrong with each field of the file."""


class StaffDayTooLongAgo(BadSiteFile):
    """`fields` names the days that a site may not enter or change by itself."""

    code = "staff_day_too_long_ago"


class NothingProposed(Invalid):
    code = "nothing_proposed"
    message = _("Nothing differs from what the file says. Change what is to be different, then send it.")


class ReasonNeeded(Invalid):
    """`fields` names the field."""

    code = "reason_needed"
    message = _("Write down the reason: the other side reads it.")


class ProposalNotFound(NotFound):
    code = "proposal_not_found"
    message = _("There is no such proposal, or it is not yours to see.")


class ProposalDecided(Conflict):
    code = "proposal_decided"
    message = _("Somebody has decided or taken back this proposal meanwhile. Look at what has become of it.")


class FileChangedMeanwhile(Conflict):
    """`fields`: the names of those whose values are not any more what the proposal wants changed."""

    code = "file_changed_meanwhile"
    message = _(
        "The file has changed since this was proposed: %(fields)s. Nothing was applied. Refuse the proposal and say "
        "so, or ask for a new one."
    )


class StaffNotFound(NotFound):
    code = "staff_not_found"
    message = _("There is no such person at this site, or they are not yours to see.")


class SameNameThere(Conflict):
    code = "same_name_there"
    message = _(
        "Somebody of this name is already on the list for those days. If it is another person, confirm that; if it is "
        "the same one, enter first until when they were here."
    )


class SiteDocumentNotFound(NotFound):
    code = "site_document_not_found"
    message = _("There is no such document, or it is not yours to see.")


class BindingDocument(Forbidden):
    code = "binding_document"
    message = _("Contracts and price lists are put into the file by headquarters. Ask your service manager.")


class TooManySiteDocuments(Conflict):
    code = "too_many_site_documents"
    message = _("The file of a site takes %(most)s documents. Ask headquarters to take out what nobody needs.")
