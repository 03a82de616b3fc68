"""What a change of a certification would do, or why it is refused. Pure: the page that asks first shows just this."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from network.foundation.i18n import current
from network.foundation.i18n import lazy as _
from network.sites.errors.certification import (
    BadChange,
    CertificateEndsBeforeStart,
    CertificateTypeNotActive,
    ChangeNotPossible,
    ProposalWaits,
    RenewalShortens,
    RenewalTooEarly,
)
from network.sites.rules.certification import (
    ISSUING,
    STANDING_LABELS,
    Change,
    Held,
    Past,
    Standing,
    course_of,
    next_changes,
    standing_on,
)
from network.sites.rules.validity import Validity, last_day, provisional_until, renewable_from, validity

# A change may be recorded for a day that lies so far back, when there is no other before it, or so far ahead.
A_YEAR = timedelta(days=366)
LONGEST_MONTHS = 120


@dataclass(frozen=True, slots=True)
class Thread:
    """What is known of a site's certification for a type. `past`: effective changes, in order. `waits`: a proposal."""

    terms: Validity
    active: bool = True
    past: Sequence[Past] = ()
    certificates: Sequence[Held] = ()
    waits: bool = False

    def standing(self, day: date) -> Standing:
        return standing_on(self.past, self.certificates, day)

    @property
    def beneath(self) -> Standing:
        """After all effective changes, without regard to the days of certificates."""
        return course_of(past.change for past in self.past).standing

    @property
    def newest(self) -> Held | None:
        """The certificate that ends last, of those that were not ended before their time."""
        return max(
            (held for held in self.certificates if held.ended_on is None), key=lambda held: held.end, default=None
        )


@dataclass(frozen=True, slots=True)
class Wanted:
    """A change that someone asks for. Days of its own for the certificate instead of those that the rule gives."""

    change: Change
    effective_on: date
    due_days: Sequence[date] = ()
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class Issue:
    """The days of a certificate to be issued."""

    valid_from: date
    valid_to: date
    provisional_to: date | None


@dataclass(frozen=True, slots=True)
class Plan:
    """What the change does: the standing before and after, on its day, and the certificate that it issues."""

    before: Standing
    after: Standing
    beneath: Standing
    issue: Issue | None = field(default=None)


def plan(thread: Thread, wanted: Wanted, today: date) -> Plan:
    """What the change would do.

    Raises ProposalWaits, ChangeNotPossible, CertificateTypeNotActive, BadChange, RenewalTooEarly, RenewalShortens and
    CertificateEndsBeforeStart. That certificates do not overlap is the database's to say.
    """
    if thread.waits:
        raise ProposalWaits()
    before = thread.standing(wanted.effective_on)
    if wanted.change not in next_changes(before, thread.beneath):
        raise ChangeNotPossible(standing=str(STANDING_LABELS[before]))
    check_day(thread, wanted.effective_on, today)
    _check_conditions(wanted)
    issue = issue_of(thread, wanted) if wanted.change in ISSUING else None
    past = [*thread.past, Past(wanted.change, wanted.effective_on)]
    beneath = course_of(each.change for each in past).standing
    # A renewal that begins when its predecessor ends changes nothing on its own day.
    held = [*thread.certificates, Held(issue.valid_from, issue.valid_to)] if issue else thread.certificates
    return Plan(before, standing_on(past, held, wanted.effective_on), beneath, issue)


def check_day(thread: Thread, day: date, today: date) -> None:
    """Changes follow each other: what was true on a day that has a change after it stays as it is. BadChange."""
    earliest = max((past.effective_on for past in thread.past), default=today - A_YEAR)
    latest = today + A_YEAR
    if not earliest <= day <= latest:
        told = _("Choose a day from the last change on, and at most a year from today.")
        raise BadChange({"effective_on": told})


def _check_conditions(wanted: Wanted) -> None:
    if wanted.change is Change.CONDITIONED:
        if not wanted.due_days:
            raise BadChange({"conditions": _("Write at least one condition, with the day by which it must be met.")})
        if min(wanted.due_days) < wanted.effective_on:
            raise BadChange({"conditions": _("A condition cannot be due before it is set.")})
    elif wanted.due_days:
        raise BadChange({"conditions": _("Only a conditional certification has conditions.")})
    if wanted.change not in ISSUING and (wanted.valid_from or wanted.valid_to):
        raise BadChange({"valid_to": _("This change issues no certificate.")})


def issue_of(thread: Thread, wanted: Wanted) -> Issue:
    """The certificate that a grant or a renewal issues."""
    if not thread.active:
        raise CertificateTypeNotActive()
    previous = thread.newest if wanted.change is Change.RENEWED else None
    if previous:
        _check_window(previous.valid_to, thread.terms.window_days, wanted.effective_on)
    terms = thread.terms
    ended = previous.valid_to if previous else None
    first, last = validity(terms.rule, terms.months, wanted.effective_on, ended, terms.fixed)
    if wanted.valid_from and wanted.valid_from != first:
        _check_beginning(wanted.valid_from, wanted.effective_on)
        first, last = wanted.valid_from, validity(terms.rule, terms.months, wanted.valid_from, None, terms.fixed)[1]
    issue = Issue(first, wanted.valid_to or last, None)
    _check_days(issue, ended)
    return Issue(first, issue.valid_to, _provisional_to(thread, wanted.change, issue))


def _check_beginning(first: date, decided_on: date) -> None:
    if abs(first - decided_on) > A_YEAR:
        raise BadChange({"valid_from": _("A certificate begins at most a year before or after the change.")})


def _check_window(valid_to: date, window_days: int, decided_on: date) -> None:
    opens_on = renewable_from(valid_to, window_days)
    if decided_on < opens_on:
        raise RenewalTooEarly(valid_to=current().date(valid_to), opens_on=current().date(opens_on))


def _check_days(issue: Issue, previous_valid_to: date | None) -> None:
    if issue.valid_to < issue.valid_from:
        raise CertificateEndsBeforeStart({"valid_to": _("The last day lies before the first.")})
    if previous_valid_to and issue.valid_to <= previous_valid_to:
        raise RenewalShortens(valid_to=current().date(previous_valid_to))
    if issue.valid_to > last_day(issue.valid_from, LONGEST_MONTHS):
        raise BadChange({"valid_to": _("A certificate holds for at most ten years.")})


def _provisional_to(thread: Thread, change: Change, issue: Issue) -> date | None:
    """Two full quarters for a first certificate; a renewal of one that is still provisional takes its day over."""
    if change is Change.GRANTED:
        return min(provisional_until(issue.valid_from), issue.valid_to)
    confirmed = course_of(past.change for past in thread.past).confirmed
    return None if confirmed or thread.newest is None else thread.newest.provisional_to
