"""Reading how auditors score and make their visits. Everything is reckoned here, and nothing of it is kept."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any
from uuid import UUID

from network.audits.errors.auditors import AuditorNotFound
from network.audits.queries.calibrations import kept_answers
from network.audits.queries.made_visits import MadeVisit, left_out, median_of, paces, share, summed
from network.audits.rules.quality import Comparison, Scored, by_auditor, compared, residuals, severity
from network.audits.rules.visit_signals import (
    repeated,
)
from network.audits.schemas.calibrations import AgreementOut
from network.audits.schemas.checklists import kept_checklist
from network.audits.schemas.quality import (
    AuditorQuality,
    AuditorQualityDetail,
    QualityOut,
    QuestionShare,
    SectionPace,
    SeverityOut,
    Share,
    VisitSignals,
)
from network.foundation.access import Actor, Permission
from network.foundation.database import Record, fetch, transaction
from network.foundation.kappa import Agreement
from network.foundation.precision import TENTH, half_up

YEAR = timedelta(days=365)

# Days are those of the site. A visit that was set aside says nothing about how visits are made.
_VISITS = """
select f.id, f.auditor, who.code, s.id as site_id, s.code as site, s.name as site_name, s.name_zh as site_name_zh,
       s.time_zone, f.visited_at, f.left_at, a.kind, f.checklist, c.key, v.score,
       f.state = 'approved' and a.scored and not c.pilot as counts, v.content -> 'answers' as answers,
       v.content -> 'events' as events, v.content ->> 'left_at' as left_by_tablet,
       coalesce(said.upheld, 0)::int as upheld, coalesce(said.decided, 0)::int as decided
from filing f
join filing_version v on v.filing = f.id and v.number = f.current
join assignment a on a.id = f.assignment
join checklist c on c.id = f.checklist
join auditor who on who.id = f.auditor
join site s on s.id = f.site
left join (
    select o.filing, count(*) filter (where p.state = 'upheld') as upheld,
           count(*) filter (where p.state in ('upheld', 'rejected')) as decided
    from audit_source o join audit_appeal p on p.audit = o.audit group by o.filing
) said on said.filing = f.id
where f.state not in ('quarantined', 'rejected', 'voided')
  and (f.visited_at at time zone s.time_zone)::date between $1 and $2
order by f.visited_at desc, f.id
"""
_CHECKLISTS = "select id, document from checklist where id = any ($1::uuid[])"
_AUDITORS = "select id, code from auditor where active or id = any ($1::uuid[]) order by length(code), code"
_CLOSED = """
select r.id, r.reference, c.document, a.auditor, a.answers
from calibration_round r join checklist c on c.id = r.checklist join calibration_answer a on a.round = r.id
where r.state = 'closed' order by r.id, a.id
"""


@dataclass(frozen=True)
class _Period:
    """All visits of a period, and how everybody has answered the cases that are closed."""

    first: date
    last: date
    visits: Sequence[MadeVisit]
    auditors: Sequence[Record]
    agreement: Mapping[UUID, Agreement]

    @cached_property
    def residuals(self) -> Mapping[UUID, Decimal]:
        return residuals(
            Scored(made.row["id"], made.row["auditor"], made.row["site_id"], made.row["key"], made.row["score"])
            for made in self.visits
            if made.row["counts"] and made.row["score"] is not None
        )

    @cached_property
    def by_auditor(self) -> Mapping[UUID, Sequence[MadeVisit]]:
        found: dict[UUID, list[MadeVisit]] = defaultdict(list)
        for made in self.visits:
            found[made.row["auditor"]].append(made)
        return found


def period_of(first: str, last: str, today: date) -> tuple[date, date]:
    """The days that are asked for, both included; the last year where they cannot be read or go backwards."""
    try:
        begin, end = date.fromisoformat(first), date.fromisoformat(last)
    except ValueError:
        return today - YEAR, today
    return (begin, end) if begin <= end else (today - YEAR, today)


async def auditor_quality(actor: Actor, first: date, last: date) -> QualityOut:
    """Every auditor by code over the visits of these days, both included."""
    actor.require(Permission.JUDGE_AUDITORS)
    period = await _period(actor, first, last)
    return QualityOut(first=first, last=last, auditors=[_summary(period, each) for each in period.auditors])


async def quality_of_auditor(actor: Actor, auditor: UUID, first: date, last: date) -> AuditorQualityDetail:
    """One auditor with all visits of these days. AuditorNotFound for one that is neither active nor has any."""
    actor.require(Permission.JUDGE_AUDITORS)
    period = await _period(actor, first, last)
    who = next((each for each in period.auditors if each["id"] == auditor), None)
    if who is None:
        raise AuditorNotFound()
    visits = period.by_auditor.get(auditor, ())
    return AuditorQualityDetail(
        first=first,
        last=last,
        summary=_summary(period, who),
        visits=[_visit(period, made, _repeated(visits)) for made in visits],
        sections=_sections(period, visits),
        questions=_questions(period, visits),
    )


async def _period(actor: Actor, first: date, last: date) -> _Period:
    async with transaction(actor, read_only=True):
        rows = await fetch(_VISITS, first, last)
        kept = await fetch(_CHECKLISTS, list({row["checklist"] for row in rows}))
        auditors = await fetch(_AUDITORS, list({row["auditor"] for row in rows}))
        answered = await fetch(_CLOSED)
    documents = {row["id"]: kept_checklist(row["document"]) for row in kept}
    visits = [MadeVisit(row, documents[row["checklist"]]) for row in rows]
    return _Period(first, last, visits, auditors, by_auditor(_compared(answered)))


def _compared(answered: Sequence[Record]) -> list[Comparison]:
    rounds: dict[UUID, list[Record]] = defaultdict(list)
    for row in answered:
        rounds[row["id"]].append(row)
    found: list[Comparison] = []
    for rows in rounds.values():
        document, reference = kept_checklist(rows[0]["document"]), rows[0]["reference"]
        said = {row["auditor"]: kept_answers(document, row["answers"]) for row in rows}
        found += compared(document, said, None if reference is None else kept_answers(document, reference))
    return found


def _repeated(visits: Sequence[MadeVisit]) -> frozenset[UUID]:
    return repeated({made.row["id"]: made.vector for made in visits})


def _summary(period: _Period, who: Record) -> AuditorQuality:
    visits = period.by_auditor.get(who["id"], ())
    agreed = period.agreement.get(who["id"])
    judged = severity([found for made in visits if (found := period.residuals.get(made.row["id"])) is not None])
    return AuditorQuality(
        auditor_id=who["id"],
        auditor=who["code"],
        visits=len(visits),
        severity=SeverityOut(
            visits=judged.visits, mean=judged.mean, low=judged.low, high=judged.high, notable=judged.notable
        ),
        minutes=median_of(made.minutes for made in visits),
        straight=Share(count=sum(made.straight for made in visits), total=len(visits)),
        repeated=Share(count=len(_repeated(visits)), total=len(visits)),
        late_answers=summed(made.late for made in visits),
        not_applicable=share(said for made in visits for said in made.left_out.values()),
        appeals=Share(
            count=sum(made.row["upheld"] for made in visits), total=sum(made.row["decided"] for made in visits)
        ),
        agreement=None if agreed is None else AgreementOut.of(agreed),
    )


def _visit(period: _Period, made: MadeVisit, same: frozenset[UUID]) -> VisitSignals:
    row: dict[str, Any] = dict(made.row)
    residual = period.residuals.get(row["id"])
    return VisitSignals(
        filing=row["id"],
        **{name: row[name] for name in ("site", "site_name", "site_name_zh", "visited_at", "time_zone", "kind")},
        score=row["score"],
        residual=None if residual is None else half_up(residual),
        minutes=made.minutes,
        sections={section: half_up(spent, TENTH) for section, spent in made.sections.items()},
        straight=made.straight,
        repeated=row["id"] in same,
        late_answers=made.late,
        not_applicable=share(made.left_out.values()),
        upheld=row["upheld"],
        appeals=row["decided"],
    )


def _sections(period: _Period, visits: Sequence[MadeVisit]) -> list[SectionPace]:
    """The sections of the checklists that this auditor has filed by, versions of one taken together."""
    labels = {(made.row["key"], each.key): each.label for made in visits for each in made.document.sections}
    own, everybody = paces(visits), paces(period.visits)
    return [
        SectionPace(
            checklist=checklist,
            section=section,
            label=label.en,
            label_zh=label.zh_CN,
            own=median_of(own.get((checklist, section), ())),
            everybody=median_of(everybody.get((checklist, section), ())),
        )
        for (checklist, section), label in labels.items()
    ]


def _questions(period: _Period, visits: Sequence[MadeVisit]) -> list[QuestionShare]:
    """The questions that this auditor has left out at least once, the most frequent first."""
    labels = {(made.row["key"], each.key): each.label for made in visits for each in made.document.questions}
    own, everybody = left_out(visits), left_out(period.visits)
    found = [
        QuestionShare(
            checklist=checklist,
            question=question,
            label=label.en,
            label_zh=label.zh_CN,
            own=share(own[checklist, question]),
            everybody=share(everybody[checklist, question]),
        )
        for (checklist, question), label in labels.items()
        if any(own.get((checklist, question), ()))
    ]
    return sorted(found, key=lambda each: (-(each.own.rate or 0), each.checklist, each.question))
