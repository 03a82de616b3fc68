"""How auditors score: alike, beside each other and beside what is held to be right; strictly or mildly. Pure.

All of it is for review by people. Nothing here ever changes a score that was published.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from network.audits.rules.answers import NOTHING, Answer, Answers, fails, visible, word
from network.audits.rules.checklists import MEASURED, ChecklistDocument, Question, QuestionType
from network.foundation.kappa import Agreement, agreement
from network.foundation.precision import half_up, scoring_arithmetic

# Fewer visits to sites that others have scored too say nothing about an auditor.
ENOUGH_VISITS = 3
# Points from which on a mean difference is worth a look.
NOTABLE_POINTS = Decimal(5)

NOT_APPLICABLE = "n/a"
NO_ANSWER = "-"
# Of what is measured no two people measure the same: whether it failed is compared.
_PASSED, _FAILED = "passed", "failed"
_BY_OUTCOME = MEASURED | {QuestionType.RINGS}
_NOT_COMPARED = frozenset({QuestionType.TEXT, QuestionType.PHOTO})

# The 97.5% points of Student's t for 1 to 30 degrees of freedom, in thousandths; the last one serves for more.
_T: tuple[int, ...] = (12706, 4303, 3182, 2776, 2571, 2447, 2365, 2306, 2262, 2228, 2201, 2179, 2160, 2145, 2131)
_T += (2120, 2110, 2101, 2093, 2086, 2080, 2074, 2069, 2064, 2060, 2056, 2052, 2048, 2045, 2042)


def verdict(question: Question, answer: Answer) -> str:
    """An answer as it is compared with another one."""
    if answer.not_applicable is not None:
        return NOT_APPLICABLE
    if answer.value is None:
        return NO_ANSWER
    if question.type in _BY_OUTCOME:
        return _FAILED if fails(question, answer) else _PASSED
    return word(answer.value)


def verdicts(document: ChecklistDocument, answers: Answers) -> Mapping[str, str]:
    """Question -> verdict, of the questions that were asked and whose answers can be compared."""
    shown = frozenset(visible(document, answers))
    return {
        question.key: verdict(question, answers.get(question.key, NOTHING))
        for question in document.questions
        if question.key in shown and question.type not in _NOT_COMPARED
    }


@dataclass(frozen=True, slots=True)
class Comparison:
    """What one auditor said of a question, and what was said by another, or is held to be right."""

    auditor: UUID
    question: str
    said: str
    against: str


def compared(
    document: ChecklistDocument, answers: Mapping[UUID, Answers], reference: Answers | None
) -> Sequence[Comparison]:
    """Everybody's answers to a case beside the reference; where there is none, beside those of every other auditor.

    A question that one of the two was not asked is compared too: that it was not asked is what they differ in.
    """
    said = {auditor: verdicts(document, each) for auditor, each in answers.items()}
    right = None if reference is None else verdicts(document, reference)
    found = []
    for auditor, mine in said.items():
        others = [right] if right is not None else [theirs for other, theirs in said.items() if other != auditor]
        for theirs in others:
            keys = [question.key for question in document.questions if question.key in mine or question.key in theirs]
            found += [Comparison(auditor, key, mine.get(key, NO_ANSWER), theirs.get(key, NO_ANSWER)) for key in keys]
    return found


def by_auditor(found: Iterable[Comparison]) -> Mapping[UUID, Agreement]:
    pairs: dict[UUID, list[tuple[str, str]]] = defaultdict(list)
    for each in found:
        pairs[each.auditor].append((each.said, each.against))
    return {auditor: agreement(said) for auditor, said in pairs.items()}


def by_question(found: Iterable[Comparison]) -> Mapping[str, Agreement]:
    pairs: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for each in found:
        pairs[each.question].append((each.said, each.against))
    return {question: agreement(said) for question, said in pairs.items()}


@dataclass(frozen=True, slots=True)
class Scored:
    """A visit with a score that counts. `like`: what it can be compared with, such as the checklist's key."""

    visit: UUID
    auditor: UUID
    site: int
    like: str
    score: Decimal


@dataclass(frozen=True, slots=True)
class Severity:
    """How far an auditor's scores lie above (mild) or below (strict) those of others at the same sites, in points.

    `low` to `high`: where the mean lies with 95 % confidence. All three None where there are too few visits.
    """

    visits: int
    mean: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None

    @property
    def notable(self) -> bool:
        """Further than `NOTABLE_POINTS` off, and not by chance."""
        if self.mean is None or self.low is None or self.high is None:
            return False
        return abs(self.mean) > NOTABLE_POINTS and (self.low > 0 or self.high < 0)


def residuals(visits: Iterable[Scored]) -> Mapping[UUID, Decimal]:
    """Visit -> its score minus the site's: the mean of what others have scored there by the same checklist.

    Visits to sites where nobody else has been are left out.
    """
    places: dict[tuple[int, str], list[Scored]] = defaultdict(list)
    for each in visits:
        places[each.site, each.like].append(each)
    found = {}
    with scoring_arithmetic():
        for same in places.values():
            for each in same:
                others = [other.score for other in same if other.auditor != each.auditor]
                if others:
                    found[each.visit] = each.score - sum(others, Decimal(0)) / len(others)
    return found


def severity(found: Sequence[Decimal]) -> Severity:
    """Of one auditor's residuals."""
    count = len(found)
    if count < ENOUGH_VISITS:
        return Severity(count)
    with scoring_arithmetic():
        mean = sum(found, Decimal(0)) / count
        variance = sum(((each - mean) ** 2 for each in found), Decimal(0)) / (count - 1)
        margin = _T[min(count - 1, len(_T)) - 1] * (variance / count).sqrt() / 1000
        return Severity(count, half_up(mean), half_up(mean - margin), half_up(mean + margin))
