"""Every way proposals say no."""

from network.foundation.errors import Conflict, Forbidden, Invalid, NotFound
from network.foundation.i18n import lazy as _


class ProposalNotFound(NotFound):
    code = "consequence_not_found"
    message = _("There is no such reward or penalty, or it is not yours to see.")


class ProposalWrong(Invalid):
    code = "consequence_wrong"
    message = _("Some of what was entered is not right.")


class ProposalMoved(Conflict):
    code = "consequence_moved"
    message = _("Proposal %(number)s has been decided meanwhile (%(state)s). Reload the page to see what came of it.")


class ProposalAppealed(Conflict):
    code = "consequence_appealed"
    message = _("The site has appealed against proposal %(number)s. The appeal is decided first.")


class OwnProposal(Forbidden):
    code = "own_consequence"
    message = _("You proposed %(number)s yourself. Somebody else decides about it.")


class AgreedAlready(Forbidden):
    code = "agreed_already"
    message = _("You have agreed to proposal %(number)s already. The second person must be another one.")


class EvaluatorConfirms(Forbidden):
    code = "evaluator_confirms"
    message = _(
        "You released the quarter that proposal %(number)s comes from. The second person about a suspension or a "
        "withdrawal must be somebody else."
    )


class NameNeeded(Forbidden):
    code = "name_needed"
    message = _("Only somebody who has signed in decides about proposals.")


class WindowStillOpen(Conflict):
    code = "appeal_window_open"
    message = _("The site may appeal until %(until)s. A suspension or withdrawal is decided after that.")


class AppealTooLate(Conflict):
    code = "consequence_appeal_too_late"
    message = _(
        "An appeal was possible until %(until)s. Write to your contact at headquarters if something new came up."
    )


class NothingToAppeal(Conflict):
    code = "nothing_to_appeal"
    message = _("Only what is to the disadvantage of a site can be appealed against.")


class AppealedAlready(Conflict):
    code = "consequence_appealed_already"
    message = _("This site has appealed against this proposal already. There is one appeal for each.")


class NoAppealOpen(Conflict):
    code = "no_consequence_appeal"
    message = _("No appeal waits for a decision any more. Reload the page to see what came of it.")


class DifferenceWaits(Conflict):
    code = "difference_waits"
    message = _(
        "The quarter was restated meanwhile, and its difference is proposal %(number)s. Decide about that first, so "
        "that nothing is corrected twice."
    )


class NotIndependent(Forbidden):
    code = "appeal_not_independent"
    message = _("You have had a part in this proposal. Somebody who has not decides about the appeal.")


class NoHonour(Conflict):
    code = "no_honour"
    message = _("Only an honour that was approved can be published.")


class SiteIsClosed(Conflict):
    code = "consequence_site_closed"
    message = _("Site %(site)s is closed. Nothing can be proposed for it any more.")
