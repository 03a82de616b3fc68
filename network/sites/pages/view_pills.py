"""Saved views beside the filters of a list."""

from collections.abc import Sequence
from typing import Any

from network.foundation.i18n import gettext as _
from network.sites.lists.sites import SITES
from network.sites.schemas.views import ViewOut
from network.web.listing import ListState

# The list itself, past its default view.
EVERYTHING = f"{SITES.path}?view=none"


def view_path(view: ViewOut) -> str:
    """The address of the list as a view has it."""
    return f"{SITES.path}?{view.query}" if view.query else EVERYTHING


def view_pills(views: Sequence[ViewOut], state: ListState) -> list[dict[str, Any]]:
    """A group of pills: the whole list, then each view; none while nothing is kept."""
    if not views:
        return []
    whole = {"label": _("All sites"), "href": EVERYTHING, "active": not state.query}
    each = [{"label": view.name, "href": view_path(view), "active": state.query == view.query} for view in views]
    return [{"label": _("My views"), "options": [whole, *each]}]
