"""Certification in words and signs: badges, what a change brings about, what the trail tells."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from network.foundation.i18n import Text, current, lazy
from network.foundation.i18n import gettext as _
from network.sites.rules.certification import CHANGE_LABELS, STANDING_LABELS, Change, Standing, Status
from network.sites.rules.certification_plan import Issue
from network.sites.rules.validity import VALIDITY_LABELS
from network.sites.schemas.certification import CertificationOut, ChangeOut
from network.web.happenings import Words

# Standing -> tone and icon of its badge.
BADGES: Mapping[Standing, tuple[str, str]] = MappingProxyType(
    {
        Standing.NONE: ("neutral", "circle-dashed"),
        Standing.PROVISIONAL: ("info", "hourglass"),
        Standing.CERTIFIED: ("good", "shield-check"),
        Standing.CONDITIONAL: ("warn", "alert-triangle"),
        Standing.SUSPENDED: ("bad", "player-pause"),
        Standing.WITHDRAWN: ("bad", "ban"),
        Standing.EXPIRED: ("neutral", "clock"),
    }
)
ICONS: Mapping[Change, str] = MappingProxyType(
    {
        Change.GRANTED: "certificate",
        Change.CONFIRMED: "shield-check",
        Change.RENEWED: "refresh",
        Change.CONDITIONED: "alert-triangle",
        Change.RELIEVED: "circle-check",
        Change.SUSPENDED: "player-pause",
        Change.REINSTATED: "player-play",
        Change.WITHDRAWN: "ban",
    }
)
# What the buttons say.
ACTIONS: Mapping[Change, Text] = MappingProxyType(
    {
        Change.GRANTED: lazy("Grant certificate"),
        Change.CONFIRMED: lazy("Confirm certification"),
        Change.RENEWED: lazy("Renew certificate"),
        Change.CONDITIONED: lazy("Set conditions"),
        Change.RELIEVED: lazy("Conditions are met"),
        Change.SUSPENDED: lazy("Propose suspension"),
        Change.REINSTATED: lazy("Lift suspension"),
        Change.WITHDRAWN: lazy("Propose withdrawal"),
    }
)
# What is going to happen, told before it does.
CONSEQUENCES: Mapping[Change, Text] = MappingProxyType(
    {
        Change.GRANTED: lazy(
            "The site receives a certificate with a number of its own, provisional until the end of its second full "
            "quarter. Anyone can verify the number."
        ),
        Change.CONFIRMED: lazy("The site is no longer provisional: its certificate holds without reservation."),
        Change.RENEWED: lazy(
            "The site receives a new certificate that begins when the present one ends. The old number stays valid "
            "until then."
        ),
        Change.CONDITIONED: lazy(
            "The certificate stays valid, and says that it is under conditions. The operator sees each of them with "
            "its day."
        ),
        Change.RELIEVED: lazy("The site is certified again as it was before the conditions were set."),
        Change.SUSPENDED: lazy(
            "Once another person has confirmed it, the site may not repair under this certificate, cannot print it, "
            "and the public page says “suspended” until the suspension is lifted. Until then nothing changes, and the "
            "operator sees nothing."
        ),
        Change.REINSTATED: lazy("The certificate holds again, and the public page says “valid”."),
        Change.WITHDRAWN: lazy(
            "Once another person has confirmed it, the certificate ends for good and the public page no longer knows "
            "its number. The site can only be certified anew. Until then nothing changes, and the operator sees "
            "nothing."
        ),
    }
)
DECISIONS: Mapping[Change, Text] = MappingProxyType(
    {
        Change.SUSPENDED: lazy(
            "The site may not repair under this certificate any more, cannot print it, and the public page says "
            "“suspended”, until the suspension is lifted."
        ),
        Change.WITHDRAWN: lazy(
            "The certificate ends for good, and the public page no longer knows its number. The site can only be "
            "certified anew."
        ),
    }
)

# What the trail tells; `network.sites.pages.happenings` puts it together with the rest of the domain.
TRAIL_WORDS = Words(
    actions={
        "certification.granted": lazy("Certification for %(name)s granted from %(effective_on)s: %(reason)s"),
        "certification.confirmed": lazy("Certification for %(name)s confirmed: %(reason)s"),
        "certification.renewed": lazy("Certificate for %(name)s renewed: %(reason)s"),
        "certification.conditioned": lazy("Conditions set for %(name)s: %(reason)s"),
        "certification.relieved": lazy("Conditions for %(name)s are met: %(reason)s"),
        "certification.suspended": lazy("Certification for %(name)s suspended, as two people had agreed: %(reason)s"),
        "certification.reinstated": lazy("Suspension for %(name)s lifted: %(reason)s"),
        "certification.withdrawn": lazy("Certification for %(name)s withdrawn, as two people had agreed: %(reason)s"),
        "certification.proposed": lazy("Suspension or withdrawal proposed for %(name)s: %(reason)s"),
        "certification.refused": lazy("Proposal of %(proposer)s for %(name)s refused: %(decision_reason)s"),
        "certification.retracted": lazy("Proposal for %(name)s taken back: %(decision_reason)s"),
        "certificate_type.added": lazy("Certificate type %(name)s added"),
        "certificate_type.changed": lazy("Certificate type %(name)s changed"),
    },
    columns={
        "standing": lazy("State"),
        "title": lazy("Title"),
        "title_zh": lazy("Title in Chinese"),
        "product_line": lazy("Product line"),
        "repair_level": lazy("Repair level"),
        "validity_rule": lazy("Validity rule"),
        "validity_months": lazy("Months of validity"),
        "fixed_month": lazy("Month of the fixed date"),
        "fixed_day": lazy("Day of the fixed date"),
        "window_days": lazy("Renewal window in days"),
        "active": lazy("Still given"),
    },
    choices={"standing": STANDING_LABELS, "validity_rule": VALIDITY_LABELS},
    icons={
        **{f"certification.{change.value}": icon for change, icon in ICONS.items()},
        "certification.proposed": "hourglass",
        "certification.refused": "circle-x",
        "certification.retracted": "arrow-back-up",
        "certificate_type.added": "certificate",
        "certificate_type.changed": "certificate",
    },
)


def badge(standing: Standing) -> dict[str, str]:
    tone, symbol = BADGES[standing]
    return {"label": str(STANDING_LABELS[standing]), "tone": tone, "symbol": symbol}


def change_view(change: ChangeOut) -> dict[str, Any]:
    """A change for the history: what, who, when, why, on what evidence."""
    reading = current()
    day = reading.date(change.effective_on)
    return {
        "id": str(change.id),
        "label": str(CHANGE_LABELS[change.change]),
        "icon": ICONS[change.change] if change.status is Status.EFFECTIVE else "circle-x",
        "told": _told(change, day),
        "reason": change.reason,
        "decision_reason": change.decision_reason,
        "conditions": [{"words": each.words, "due": reading.date(each.due_on)} for each in change.conditions],
        "evidence": [
            {"id": str(each.id), "name": each.name, "photo": each.kind == "photo"} for each in change.evidence
        ],
        "waits": change.status is Status.PROPOSED,
    }


def _told(change: ChangeOut, day: str) -> str:
    """Who did it and from when it holds; for what two people decide, both."""
    told = {"who": change.proposer, "second": change.decider, "day": day}
    if change.status is Status.PROPOSED:
        return _("Proposed by %(who)s with effect from %(day)s; waiting for a second person.") % told
    if change.status is Status.REFUSED:
        return _("Proposed by %(who)s, refused by %(second)s.") % told
    if change.status is Status.RETRACTED:
        return _("Proposed by %(who)s and taken back.") % told
    if change.change in DECISIONS:
        return _("Proposed by %(who)s, confirmed by %(second)s, with effect from %(day)s.") % told
    return _("By %(who)s, with effect from %(day)s.") % told


def issue_view(issue: Issue | None, present: CertificationOut | None) -> list[dict[str, Any]]:
    """The days of a certificate that would be issued, for `definitions`."""
    if issue is None:
        return []
    reading = current()
    held = present.certificate if present else None
    pairs = [
        (_("Valid from"), reading.date(issue.valid_from)),
        (_("Valid until"), reading.date(issue.valid_to)),
        (_("Provisional until"), reading.date(issue.provisional_to) if issue.provisional_to else ""),
        (_("Certificate before"), _("until %(day)s") % {"day": reading.date(held.valid_to)} if held else ""),
    ]
    return [{"label": label, "value": value} for label, value in pairs if value]
