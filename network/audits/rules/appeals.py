"""Appeals against what was published of a visit: until when, on which ground, who decides, and what follows. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from uuid import UUID

from network.audits.rules.answer_words import in_every_language
from network.audits.rules.answers import Answer, fails, share
from network.audits.rules.checklists import Question
from network.audits.rules.published import PublishedDocument, PublishedQuestion
from network.audits.rules.restating import with_question
from network.foundation.i18n import Text
from network.foundation.i18n import lazy as _

# Within so many days headquarters should have decided.
DAYS_TO_DECIDE = timedelta(days=14)

MOST_FILES = 3


class AuditState(StrEnum):
    PUBLISHED = "published"
    VOIDED = "voided"


AUDIT_LABELS: Mapping[str, Text] = MappingProxyType(
    {AuditState.PUBLISHED: _("In force"), AuditState.VOIDED: _("Voided")}
)


class Ground(StrEnum):
    FACTUAL = "factual"
    EVIDENCE = "evidence"
    OMITTED = "omitted"
    PROCEDURE = "procedure"


GROUND_LABELS: Mapping[str, Text] = MappingProxyType(
    {
        Ground.FACTUAL: _("It was not so"),
        Ground.EVIDENCE: _("The evidence does not show it"),
        Ground.OMITTED: _("Something that matters was left out"),
        Ground.PROCEDURE: _("The visit was not made as it should be"),
    }
)


class AppealState(StrEnum):
    OPEN = "open"
    UPHELD = "upheld"
    REJECTED = "rejected"
    RETRACTED = "retracted"


APPEAL_LABELS: Mapping[str, Text] = MappingProxyType(
    {
        AppealState.OPEN: _("Appeal is open"),
        AppealState.UPHELD: _("Appeal upheld"),
        AppealState.REJECTED: _("Appeal rejected"),
        AppealState.RETRACTED: _("Appeal withdrawn"),
    }
)


def may_appeal(state: AuditState, published_at: datetime, until: datetime | None, at: datetime) -> bool:
    """From the moment of publication on, and before `until`: at that very second it is too late. Without one the site
    has not got the audit yet, and its days are not counted."""
    return state is AuditState.PUBLISHED and published_at <= at and (until is None or at < until)


def decide_by(lodged_at: datetime) -> datetime:
    return lodged_at + DAYS_TO_DECIDE


def may_decide(account: UUID | None, involved: Collection[UUID | None], *, made_visit: bool) -> bool:
    """Whoever made the visit, reviewed it or moved it on does not decide whether that was right; nor does a program."""
    return account is not None and not made_visit and account not in involved


def left_out(found: PublishedQuestion) -> PublishedQuestion:
    """The question as it reads when it counts neither for nor against."""
    return replace(found, earned=None, failed=False, left_out=True)


def answered(found: PublishedQuestion, question: Question, answer: Answer) -> PublishedQuestion:
    """The question as it reads with another answer. What else was asked because of the first one stays as it is."""
    part = share(question, answer) if question.scored else None
    return replace(
        found,
        answer=in_every_language(question, answer),
        not_applicable=None,
        earned=None if part is None else question.points * part,
        failed=fails(question, answer),
        left_out=False,
    )


def upheld(document: PublishedDocument, changed: PublishedQuestion) -> PublishedDocument | None:
    """The document in which the question reads as `changed`; none when that is no better for the site: when nothing
    differs, the question fails where it did not, or the total falls."""
    before, after = document.question(changed.key), with_question(document, changed)
    if before is None or changed == before or (changed.failed and not before.failed):
        return None
    falls = document.total is not None and after.total is not None and after.total < document.total
    return None if falls else after
