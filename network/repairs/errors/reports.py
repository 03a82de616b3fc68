"""The ways in which monthly reports say no."""

from collections.abc import Sequence

from network.foundation.errors import Conflict, Invalid
from network.foundation.i18n import lazy as _
from network.repairs.errors.problems import Problem


class BadReport(Invalid):
    """`problems`: what is wrong; `fields`: the same by the place of what was sent, such as `figures.received`."""

    code = "bad_report"
    message = _("The report cannot be submitted like this. Nothing was lost; put right what is marked.")
    place = "figures"

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__({f"{self.place}.{problem.field}": problem.sentence() for problem in problems})
        self.problems = tuple(problems)


class SentenceNeeded(BadReport):
    """Nothing is refused for being unusual: it is taken as soon as a sentence says why."""

    code = "sentence_needed"
    message = _("Some figures are unlike your records or unlike your past months. A sentence to each is enough.")
    place = "explanations"


class NoDutyYet(Conflict):
    code = "no_duty_yet"
    message = _("The site was not certified in this month, so no report of it is due. Its duty begins with %(first)s.")


class NoDutyAnyMore(Conflict):
    code = "no_duty_any_more"
    message = _("The certification of the site had ended before this month: its last report is that of %(last)s.")


class ClosedInMonth(Conflict):
    code = "site_closed"
    message = _("The site had closed before this month: its last report is that of %(last)s.")


class NeverCertified(Conflict):
    code = "never_certified"
    message = _("The site has no certification yet, so no report of it is due.")


class MonthAhead(Conflict):
    code = "month_ahead"
    message = _("%(month)s has not begun at the site yet. Its report opens on its first day.")


class MonthRuns(Conflict):
    code = "month_runs"
    message = _("%(month)s is not over at the site yet. Keep the draft; it can be submitted from the next day on.")


class ReportIsIn(Conflict):
    code = "report_is_in"
    message = _("The report of this month has been submitted. Begin a correction to change it.")


class NothingToCorrect(Conflict):
    code = "nothing_to_correct"
    message = _("Nothing of this month has been submitted yet. Fill in the report instead.")


class NotWaiting(Conflict):
    code = "report_not_waiting"
    message = _("This report does not wait for a decision: it has been decided or corrected, or is not in yet.")


class ReasonsNeeded(Invalid):
    """`fields` names what lacks a reason or is none of the report's."""

    code = "reasons_needed"
    message = _("Write to at least one figure or section why it is sent back; the site reads it there.")
