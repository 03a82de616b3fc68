"""Every way postings say no."""

from network.foundation.errors import Conflict, Forbidden, Invalid, NotFound
from network.foundation.i18n import lazy as _


class PostingNotFound(NotFound):
    code = "posting_not_found"
    message = _("There is no such posting, or it is not yours to see.")


class PostingDiffers(Conflict):
    """The key is taken by a posting with another content."""

    code = "posting_differs"
    message = _("This was posted already with another content (%(key)s). Reverse that posting, then post anew.")


class AlreadyReversed(Conflict):
    code = "posting_already_reversed"
    message = _("Posting %(number)s is reversed already. What was wrong about that is put right by a new proposal.")


class ReversalNotIndependent(Forbidden):
    code = "reversal_not_independent"
    message = _("Posting %(number)s took two people, and you proposed it or approved it. Somebody else takes it back.")


class ReversalOfReversal(Conflict):
    code = "reversal_of_reversal"
    message = _("Posting %(number)s is a reversal, and a reversal is not reversed. Post anew what was right.")


class SiteClosed(Conflict):
    code = "ledger_site_closed"
    message = _(
        "Site %(site)s is closed: it earns no rewards and takes no penalties any more. What is owed can still be "
        "settled, and what was wrong put right."
    )


class Unbalanced(Invalid):
    code = "posting_unbalanced"
    message = _("The lines of a posting must sum to zero in each unit; in %(unit)s they sum to %(sum)s.")


class TooFewLines(Invalid):
    code = "posting_too_few_lines"
    message = _("A posting needs at least two lines: what the site gets or gives, and where from or to.")


class LineRepeated(Invalid):
    code = "posting_line_repeated"
    message = _("Account %(account)s stands twice in %(unit)s. Add the two up into one line.")


class LineOfNothing(Invalid):
    code = "posting_line_of_nothing"
    message = _("A line of zero says nothing. Leave it out, or enter an amount.")


class UnknownAccount(Invalid):
    code = "unknown_account"
    message = _("“%(account)s” is no account of this site or of the network.")


class UnknownUnit(Invalid):
    code = "unknown_unit"
    message = _(
        "“%(unit)s” is neither points nor a currency in use. Write the three letters of a currency, such as CNY."
    )


class TooManyDecimals(Invalid):
    code = "amount_too_many_decimals"
    message = _("%(amount)s %(unit)s has more decimals than %(unit)s knows (%(decimals)s). Round it first.")


class AmountTooLarge(Invalid):
    code = "amount_too_large"
    message = _("%(amount)s %(unit)s is more than the ledger takes in one line. Check the number of digits.")


class ReasonMissing(Invalid):
    code = "ledger_reason_missing"
    message = _("Say why, in at least three characters: the site reads it too.")


class KeyMissing(Invalid):
    code = "posting_key_missing"
    message = _("A posting needs a key of 1 to 200 characters, the same whenever the same is posted.")


class ReversalWrong(Invalid):
    code = "reversal_wrong"
    message = _("Some of what was entered is not right.")
