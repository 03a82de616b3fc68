"""What happened to scorecards and their schemes, in words."""

from collections.abc import Callable

from network.foundation.i18n import Text, lazy, ngettext
from network.foundation.i18n import gettext as _
from network.foundation.periods import Quarter
from network.scorecards.pages.texts import quarter_text
from network.web.happenings import Happening, Words


def _published(event: Happening) -> str:
    facts = event.facts
    told = {"quarter": _quarter(event), "score": facts.get("overall"), "rank": facts.get("rank")}
    if told["rank"] is None:
        return _("Scorecard %(quarter)s published, without a rank") % told
    return _("Scorecard %(quarter)s published: %(score)s points, rank %(rank)s") % told


def _told(text: Text) -> Callable[[Happening], str]:
    """The text with the quarter that it happened to, and with what else is known of it."""
    return lambda event: str(text) % {**event.facts, "quarter": _quarter(event)}


def _issued(event: Happening) -> str:
    count = int(event.facts.get("count", 1))
    return ngettext("%(count)s document issued", "%(count)s documents issued", count) % {"count": count}


def _quarter(event: Happening) -> str:
    return quarter_text(Quarter.parse(event.name))


def _drawn(event: Happening) -> str:
    facts = event.facts
    return _(
        "Consequences of %(quarter)s drawn: %(proposed)s proposed, %(withdrawn)s fallen away, %(skipped)s skipped"
    ) % {
        "quarter": _quarter(event),
        **{name: facts.get(name, 0) for name in ("proposed", "withdrawn", "skipped")},
    }


WORDS = Words(
    actions={
        "consequences.drawn": _drawn,
        "scorecard.published": _published,
        "scorecards.computed": lambda event: _("Scorecards %(quarter)s computed") % {"quarter": _quarter(event)},
        "scorecards.computation_asked": lambda event: (
            _("Computation of %(quarter)s asked for") % {"quarter": _quarter(event)}
        ),
        "scorecards.published": lambda event: _("Scorecards %(quarter)s published") % {"quarter": _quarter(event)},
        "scorecards.previewed": _told(
            lazy("Scorecards %(quarter)s opened to %(sites)s sites for %(days)s working days")
        ),
        "scorecards.released": _told(lazy("Scorecards %(quarter)s released to %(sites)s sites")),
        "scorecards.restated": _told(lazy("Scorecards %(quarter)s restated: revision %(revision)s")),
        "scorecards.restatement_proposed": _told(
            lazy("Restatement of %(quarter)s proposed for %(sites)s sites: %(reason)s")
        ),
        "scorecards.restatement_rejected": _told(lazy("Restatement of %(quarter)s rejected: %(reason)s")),
        "scorecard.previewed": _told(lazy("Preview of scorecard %(quarter)s opened by the site for the first time")),
        "scorecard.restated": _told(lazy("Scorecard %(quarter)s restated: %(reason)s")),
        "challenge.lodged": _told(lazy("Criterion %(criterion)s of scorecard %(quarter)s challenged")),
        "challenge.corrected": _told(
            lazy("Challenge against %(criterion)s of %(quarter)s accepted, records were corrected: %(reason)s")
        ),
        "challenge.held": _told(
            lazy("Challenge against %(criterion)s of %(quarter)s accepted, it is left out: %(reason)s")
        ),
        "challenge.rejected": _told(lazy("Challenge against %(criterion)s of %(quarter)s rejected: %(reason)s")),
        "batch.asked": lambda event: _("Printing %(quarter)s asked for") % {"quarter": _quarter(event)},
        "batch.continued": lambda event: _("Printing %(quarter)s continued") % {"quarter": _quarter(event)},
        "batch.cancelled": lambda event: _("Printing %(quarter)s cancelled") % {"quarter": _quarter(event)},
        "batch.done": lambda event: _("Scorecards %(quarter)s printed") % {"quarter": _quarter(event)},
        "documents.issued": _issued,
        "scheme.added": lazy("Scheme %(name)s added"),
        "scheme.drafted": lazy("Draft of scheme %(name)s started"),
        "scheme.written": lazy("Draft of scheme %(name)s written"),
        "scheme.submitted": lazy("Draft of scheme %(name)s sent in for approval"),
        "scheme.taken_back": lazy("Draft of scheme %(name)s taken back"),
        "scheme.approved": lazy("Scheme %(name)s approved"),
        "scheme.rejected": lazy("Draft of scheme %(name)s turned down: %(reason)s"),
        "scheme.discarded": lazy("Draft of scheme %(name)s discarded"),
    },
    icons={
        "scorecard.published": "award",
        "scorecards.published": "award",
        "scorecards.computed": "chart-bar",
        "scorecards.previewed": "eye",
        "scorecards.released": "send",
        "scorecards.restated": "refresh",
        "scorecards.restatement_proposed": "refresh",
        "scorecards.restatement_rejected": "circle-x",
        "scorecard.previewed": "eye",
        "scorecard.restated": "refresh",
        "challenge.lodged": "gavel",
        "challenge.corrected": "circle-check",
        "challenge.held": "circle-check",
        "challenge.rejected": "circle-x",
    },
)
