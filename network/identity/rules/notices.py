"""What people are told: the text of each kind, and how it is mailed. Pure."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from network.foundation.i18n import Language
from network.foundation.periods import Month, Quarter
from network.identity.rules.notice_kinds import NoticeKind
from network.identity.rules.notice_shape import Kind, Mail
from network.identity.rules.notices_falsification import FALSIFICATION_KINDS

__all__ = ["AUDIT_MAILED", "KINDS", "RECEIPTS", "Kind", "Mail", "NoticeKind", "notice_text"]


def _(message: str) -> str:
    """Marks a text for extraction; it is translated for whoever reads it."""
    return message


# The job of the audits that counts the days of a site from there.
AUDIT_MAILED = "audit-mailed"


KINDS: Mapping[NoticeKind, Kind] = MappingProxyType(
    {
        NoticeKind.REPORT_DUE_SOON: Kind(
            _("The report of %(site)s for %(month)s is due on %(due)s, 24:00."), "calendar-due", Mail.DIGEST
        ),
        NoticeKind.REPORT_DUE: Kind(
            _("The report of %(site)s for %(month)s is due on %(due)s, 24:00."), "calendar-due", Mail.URGENT
        ),
        NoticeKind.REPORT_OVERDUE: Kind(
            _("The report of %(site)s for %(month)s was due on %(due)s and has not been submitted."),
            "alert-circle",
            Mail.URGENT,
        ),
        NoticeKind.REPORT_ESCALATED: Kind(
            _("Escalated: the report of %(site)s for %(month)s, due on %(due)s, is still missing."),
            "alert-triangle",
            Mail.URGENT,
        ),
        NoticeKind.REPORTS_OVERDUE: Kind(
            _("Reports for %(month)s, due on %(due)s, are missing from sites that you look after."),
            "alert-circle",
            Mail.URGENT,
        ),
        NoticeKind.REPORTS_ESCALATED: Kind(
            _("Escalated: reports for %(month)s, due on %(due)s, are still missing from sites that you look after."),
            "alert-triangle",
            Mail.URGENT,
        ),
        NoticeKind.REPORT_RETURNED: Kind(
            _("Headquarters sent the report of %(site)s for %(month)s back. Read why, correct it and submit it again."),
            "arrow-back-up",
            Mail.URGENT,
        ),
        NoticeKind.FINDING_PUBLISHED: Kind(
            _("Headquarters has inspected unit %(return_no)s of %(site)s."), "clipboard-check", Mail.DIGEST
        ),
        NoticeKind.CONTEST_UPHELD: Kind(
            _("Headquarters agrees with %(site)s about unit %(return_no)s: the finding is changed."),
            "gavel",
            Mail.URGENT,
        ),
        NoticeKind.CONTEST_REJECTED: Kind(
            _("Headquarters has looked at unit %(return_no)s of %(site)s again: the finding stands."),
            "gavel",
            Mail.URGENT,
        ),
        NoticeKind.SHIPMENT_DIFFERS: Kind(
            _("Headquarters received shipment %(shipment_no)s of %(site)s otherwise than it was announced."),
            "package",
            Mail.DIGEST,
        ),
        NoticeKind.CERTIFICATE_ENDING: Kind(
            _("Certificate %(number)s of %(site)s ends on %(day)s."), "certificate", Mail.DIGEST
        ),
        # What auditors are told names no site: their mail may be read over their shoulder.
        NoticeKind.VISITS_OFFERED: Kind(
            _("Visits are offered to you: %(count)s. Accept or decline them."), "clipboard-list", Mail.URGENT
        ),
        NoticeKind.VISIT_UNANSWERED: Kind(
            _("A visit from %(day)s on is still offered to you. Accept or decline it."), "clipboard-list", Mail.URGENT
        ),
        NoticeKind.VISIT_TO_FILE: Kind(
            _("A visit that you have accepted is to be made by %(day)s. File it within 24 hours after it."),
            "calendar-due",
            Mail.URGENT,
        ),
        NoticeKind.VISIT_WITHDRAWN: Kind(
            _("A visit from %(day)s on is not yours to make any more."), "arrow-back-up", Mail.URGENT
        ),
        NoticeKind.VISIT_ADMITTED: Kind(
            _("Headquarters has taken your visit of %(day)s into the review."), "circle-check", Mail.DIGEST
        ),
        NoticeKind.VISIT_REJECTED: Kind(
            _("Headquarters has rejected your visit of %(day)s: it does not count."), "circle-x", Mail.DIGEST
        ),
        NoticeKind.CALIBRATION_OPENED: Kind(
            _("A calibration case waits for your answer. Answer it as you would on a visit."), "scale", Mail.DIGEST
        ),
        # What planners are told names no auditor.
        NoticeKind.VISIT_DECLINED: Kind(
            _("The visit to %(site)s from %(day)s on was declined. Give it to somebody else, or call it off."),
            "arrow-back-up",
            Mail.DIGEST,
        ),
        NoticeKind.VISIT_HANDED_BACK: Kind(
            _("The visit to %(site)s from %(day)s on was handed back. Give it to somebody else, or call it off."),
            "arrow-back-up",
            Mail.URGENT,
        ),
        NoticeKind.VISIT_ANNOUNCED: Kind(
            _("Headquarters announces a visit to %(site)s on %(day)s."), "calendar", Mail.URGENT
        ),
        NoticeKind.VISIT_CALLED_OFF: Kind(
            _("The visit to %(site)s on %(day)s is called off."), "calendar", Mail.URGENT
        ),
        NoticeKind.VISIT_ASKED: Kind(
            _("Headquarters asks something about your visit of %(day)s. Answer it."), "message-report", Mail.URGENT
        ),
        NoticeKind.REVIEW_OVERDUE: Kind(
            _("A visit to %(site)s has waited for its review for more than 72 hours."), "hourglass", Mail.DIGEST
        ),
        NoticeKind.AUDIT_PUBLISHED: Kind(
            _("The audit of %(site)s of %(day)s is there to be read."), "clipboard-check", Mail.URGENT, AUDIT_MAILED
        ),
        NoticeKind.AUDIT_VOIDED: Kind(
            _("The audit of %(site)s of %(day)s was voided and does not count."), "ban", Mail.URGENT
        ),
        NoticeKind.APPEAL_UPHELD: Kind(
            _("An appeal about the audit of %(site)s on %(day)s is upheld: the audit is changed."), "gavel", Mail.URGENT
        ),
        NoticeKind.APPEAL_REJECTED: Kind(
            _("An appeal about the audit of %(site)s on %(day)s is rejected: the audit stands."), "gavel", Mail.URGENT
        ),
        NoticeKind.AUDIT_ANSWERED: Kind(
            _("Headquarters has written about the audit of %(site)s on %(day)s."), "message", Mail.DIGEST
        ),
        NoticeKind.FINDING_RAISED: Kind(
            _("Headquarters has written down a finding at %(site)s. It is to be answered by %(due)s."),
            "alert-circle",
            Mail.URGENT,
        ),
        NoticeKind.ACTION_DUE_SOON: Kind(
            _("A corrective action of %(site)s is due on %(due)s."), "calendar-due", Mail.DIGEST
        ),
        NoticeKind.ACTION_DUE: Kind(
            _("A corrective action of %(site)s is due on %(due)s."), "calendar-due", Mail.URGENT
        ),
        NoticeKind.ACTION_OVERDUE: Kind(
            _("A corrective action of %(site)s was due on %(due)s and has not been answered."),
            "alert-circle",
            Mail.URGENT,
        ),
        NoticeKind.ACTION_ESCALATED: Kind(
            _("Escalated: a corrective action of %(site)s, due on %(due)s, is still not answered."),
            "alert-triangle",
            Mail.URGENT,
        ),
        NoticeKind.ACTION_RETURNED: Kind(
            _("Headquarters sent the answer of %(site)s to a finding back. Read why, and answer again."),
            "arrow-back-up",
            Mail.URGENT,
        ),
        NoticeKind.EXTENSION_GRANTED: Kind(
            _("%(site)s has more time for a corrective action: until %(due)s."), "calendar-due", Mail.URGENT
        ),
        NoticeKind.EXTENSION_REFUSED: Kind(
            _("%(site)s gets no more time for a corrective action; it stays due on %(due)s."),
            "calendar-due",
            Mail.URGENT,
        ),
        NoticeKind.SEAT_GIVEN: Kind(
            _("%(person)s of %(site)s has a seat in “%(course)s” on %(day)s, %(place)s."), "school", Mail.DIGEST
        ),
        NoticeKind.SEAT_MOVED_UP: Kind(
            _("A seat has become free: %(person)s of %(site)s takes part in “%(course)s” on %(day)s, %(place)s."),
            "school",
            Mail.URGENT,
        ),
        NoticeKind.SESSION_CHANGED: Kind(
            _("“%(course)s”, in which %(person)s of %(site)s is enrolled, is now on %(day)s, %(place)s."),
            "calendar",
            Mail.URGENT,
        ),
        NoticeKind.SESSION_CANCELLED: Kind(
            _("“%(course)s” on %(day)s, in which %(person)s of %(site)s is enrolled, does not take place."),
            "ban",
            Mail.URGENT,
        ),
        NoticeKind.TRAINING_ENDING: Kind(
            _("What %(person)s of %(site)s has passed in “%(course)s” ends on %(day)s."), "certificate", Mail.DIGEST
        ),
        NoticeKind.MANUAL_DUE: Kind(
            _("Take note of “%(manual)s”, edition %(number)s, by %(due)s."), "notebook", Mail.DIGEST
        ),
        NoticeKind.MANUAL_OVERDUE: Kind(
            _("Note of “%(manual)s”, edition %(number)s, was to be taken by %(due)s."), "notebook", Mail.URGENT
        ),
        NoticeKind.MANUALS_WAITING: Kind(
            _("%(site)s: people who have still to take note of a manual: %(count)s."), "notebook", Mail.DIGEST
        ),
        NoticeKind.MANUALS_OVERDUE: Kind(
            _(
                "Note of “%(manual)s”, edition %(number)s, was to be taken by %(due)s. "
                "People who are late at sites that you look after: %(count)s."
            ),
            "notebook",
            Mail.DIGEST,
        ),
        NoticeKind.COMPLAINT_RECEIVED: Kind(
            _("A customer complains about %(site)s (%(number)s). Answer the customer within 48 hours."),
            "message-report",
            Mail.URGENT,
        ),
        NoticeKind.COMPLAINT_DECIDED: Kind(
            _("Headquarters has decided about complaint %(number)s of %(site)s."), "gavel", Mail.DIGEST
        ),
        NoticeKind.OVERCHARGE_SUSPECTED: Kind(
            _("Charges of %(site)s are above the price list or under warranty: %(count)s. Say what happened."),
            "receipt",
            Mail.URGENT,
        ),
        NoticeKind.OVERCHARGE_DECIDED: Kind(
            _("Headquarters has decided about the charge of order %(number)s of %(site)s."), "gavel", Mail.URGENT
        ),
        **FALSIFICATION_KINDS,
        NoticeKind.PREVIEW_OPENED: Kind(
            _(
                "The scorecard of %(site)s for %(quarter)s is there as a preview. "
                "It can be challenged until %(due)s at least."
            ),
            "eye",
            Mail.URGENT,
        ),
        NoticeKind.CHALLENGE_ACCEPTED: Kind(
            _("A challenge of %(site)s to its scorecard for %(quarter)s is accepted."), "gavel", Mail.URGENT
        ),
        NoticeKind.CHALLENGE_REJECTED: Kind(
            _("A challenge of %(site)s to its scorecard for %(quarter)s is rejected: the criterion stands."),
            "gavel",
            Mail.URGENT,
        ),
        NoticeKind.QUARTER_RESTATED: Kind(
            _("The scorecard of %(site)s for %(quarter)s is restated. Read what changed, and why."),
            "history",
            Mail.URGENT,
        ),
        NoticeKind.PENALTY_APPROVED: Kind(
            _("Headquarters has approved a penalty for %(site)s (proposal %(number)s). Appeal against it by %(due)s."),
            "scale",
            Mail.DIGEST,
        ),
        NoticeKind.REWARD_APPROVED: Kind(
            _("Headquarters has approved a reward for %(site)s (proposal %(number)s)."), "award", Mail.DIGEST
        ),
        NoticeKind.CONSEQUENCE_APPEAL_UPHELD: Kind(
            _("The appeal of %(site)s against proposal %(number)s is upheld: it falls away."), "gavel", Mail.URGENT
        ),
        NoticeKind.CONSEQUENCE_APPEAL_REJECTED: Kind(
            _("The appeal of %(site)s against proposal %(number)s is rejected. Read why."), "gavel", Mail.URGENT
        ),
    }
)

# The jobs that learn of a mail, by the kind of what it told.
RECEIPTS: Mapping[str, str] = MappingProxyType({name: kind.receipt for name, kind in KINDS.items() if kind.receipt})

_DAYS = ("due", "day")


def notice_text(kind: NoticeKind, facts: Mapping[str, str], language: Language) -> str:
    """What is told, in a person's language."""
    return language.gettext(KINDS[kind].text) % {name: _said(name, facts, language) for name in facts}


def _said(name: str, facts: Mapping[str, str], language: Language) -> str:
    value = facts[name]
    if name == "site":
        called = facts.get("name_zh" if language.code == "zh_CN" else "name")
        return f"{called} ({value})" if called and called != value else value
    if name in ("course", "manual"):
        return facts.get(f"{name}_zh", value) if language.code == "zh_CN" else value
    if name == "month":
        month = Month.parse(value)
        return language.month(month.year, month.number)
    if name == "quarter":
        quarter = Quarter.parse(value)
        return language.quarter(quarter.year, quarter.number)
    return language.date(date.fromisoformat(value)) if name in _DAYS else value
