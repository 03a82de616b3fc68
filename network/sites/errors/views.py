"""Every way in which keeping a view says no."""

from network.foundation.errors import Conflict, Invalid, NotFound
from network.foundation.i18n import lazy as _


class ViewNotFound(NotFound):
    code = "view_not_found"
    message = _("There is no such view, or it is not yours.")


class NoSuchList(Invalid):
    code = "no_such_list"
    message = _("There is no list “%(list)s” of which views can be kept.")


class ViewNameTaken(Conflict):
    code = "view_name_taken"
    message = _("You have a view “%(name)s” already. Choose another name, or replace the one that is there.")


class TooManyViews(Conflict):
    code = "too_many_views"
    message = _("You have kept %(most)s views of this list. Delete one that you do not use any more.")
