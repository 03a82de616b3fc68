"""What happened to scorecards and their schemes, in words."""

from network.foundation.i18n import gettext as _
from network.foundation.i18n import lazy
from network.foundation.periods import Quarter
from network.scorecards.pages.texts import quarter_text
from network.web.happenings import Happening, Words


def _published(event: Happening) -> str:
    facts = event.facts
    told = {"quarter": _quarter(event), "score": facts.get("overall"), "rank": facts.get("rank")}
    if told["rank"] is None:
        return _("Scorecard %(quarter)s published, without a rank") % told
    return _("Scorecard %(quarter)s published: %(score)s points, rank %(rank)s") % told


def _quarter(event: Happening) -> str:
    return quarter_text(Quarter.parse(event.name))


WORDS = Words(
    actions={
        "scorecard.published": _published,
        "scorecards.computed": lambda event: _("Scorecards %(quarter)s computed") % {"quarter": _quarter(event)},
        "scorecards.published": lambda event: _("Scorecards %(quarter)s published") % {"quarter": _quarter(event)},
        "scheme.added": lazy("Scheme %(name)s added"),
    },
    icons={"scorecard.published": "award", "scorecards.published": "award", "scorecards.computed": "chart-bar"},
)
