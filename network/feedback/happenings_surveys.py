"""What happened to the answers of customers and to ratings of headquarters, in words."""

from network.feedback.rules.answers import CHANNEL_LABELS, SATISFACTION_LABELS
from network.feedback.rules.calls import OUTCOME_LABELS
from network.foundation.i18n import current, ngettext
from network.foundation.i18n import gettext as _
from network.web.happenings import Happening, Words


def _answered(event: Happening) -> str:
    grade, channel = (event.facts.get(name, "") for name in ("grade", "channel"))
    told = {"grade": SATISFACTION_LABELS.get(grade, grade), "channel": CHANNEL_LABELS.get(channel, channel)}
    return _("A customer answered: %(grade)s (%(channel)s)") % told


def _answers(event: Happening) -> str:
    count = int(event.facts.get("count", 0))
    text = ngettext("%(count)s answer imported from %(file)s", "%(count)s answers imported from %(file)s", count)
    return text % {"count": current().decimal(count), "file": event.facts.get("file", "")}


def _ratings(event: Happening) -> str:
    count = int(event.facts.get("count", 0))
    text = ngettext(
        "%(count)s rating of headquarters imported from %(file)s",
        "%(count)s ratings of headquarters imported from %(file)s",
        count,
    )
    return text % {"count": current().decimal(count), "file": event.facts.get("file", "")}


def _rated(event: Happening) -> str:
    return _("Headquarters rated for %(month)s") % {"month": event.facts.get("month", "")}


def _drawn(event: Happening) -> str:
    count = int(event.facts.get("count", 0))
    text = ngettext(
        "Customers to be called drawn for %(month)s: %(count)s order",
        "Customers to be called drawn for %(month)s: %(count)s orders",
        count,
    )
    return text % {"count": current().decimal(count), "month": event.facts.get("month", "")}


def _called(event: Happening) -> str:
    outcome = event.facts.get("outcome", "")
    told = {"order": event.facts.get("order", ""), "outcome": OUTCOME_LABELS.get(outcome, outcome)}
    return _("Customer of %(order)s called: %(outcome)s") % told


def _voided(event: Happening) -> str:
    return _("An answer was declared void: %(reason)s") % {"reason": event.facts.get("reason", "")}


def _poster(event: Happening) -> str:
    if event.facts.get("replaced"):
        return _("New code for the poster at the counter; the one before is void")
    return _("Poster for the counter made")


WORDS = Words(
    actions={
        "survey.answered": _answered,
        "survey.imported": _answers,
        "survey.voided": _voided,
        "survey.drawn": _drawn,
        "survey.called": _called,
        "poster.made": _poster,
        "headquarters.rated": _rated,
        "headquarters.ratings_imported": _ratings,
    },
    icons={
        "survey.answered": "message",
        "survey.voided": "x",
        "survey.drawn": "list-check",
        "survey.called": "message",
        "survey.imported": "upload",
        "poster.made": "printer",
        "headquarters.rated": "message",
        "headquarters.ratings_imported": "upload",
    },
)
