"""Every way in which posters say no, to sites and to who stands before one."""

from network.foundation.errors import Conflict, Invalid, NotFound
from network.foundation.i18n import lazy as _
from network.identity.errors.accounts import TooManyAttempts


class PosterUnknown(NotFound):
    code = "poster_unknown"
    message = _("No poster has this code. Look at the letters again, or scan the square code on the poster.")


class PosterReplaced(Conflict):
    code = "poster_replaced"
    message = _("Another poster took the place of this one. Please scan the one that hangs at the counter now.")


class PosterSiteClosed(Conflict):
    code = "poster_site_closed"
    message = _("This site is closed, so nothing can be said about it here any more.")


class PosterBusy(TooManyAttempts):
    code = "poster_busy"
    message = _("Too many answers came from here at once. Please try again in %(minutes)s minutes.")


class PosterMissing(NotFound):
    code = "poster_missing"
    message = _("This site has no poster yet. Make one on its page first.")


class PosterMadeMeanwhile(Conflict):
    code = "poster_made_meanwhile"
    message = _("Somebody made a new code at the same moment. It is shown now; make another one only if you have to.")


class PosterUnprintable(Invalid):
    code = "poster_unprintable"
    message = _("The poster cannot be drawn: the fonts lack %(missing)s. Correct the name of the site.")
