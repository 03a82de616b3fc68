"""Every published quarter, once more from what was frozen with it: figures, circumstances, scheme, pooled rates.

Nothing is changed. The comparison needs tables of its own for the length of the transaction, hence a command.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from uuid import UUID

from pydantic import ValidationError

from network.foundation.access import Actor, Permission
from network.foundation.database import Record, connection, execute, fetch, fetch_value, transaction
from network.foundation.periods import Quarter
from network.scorecards.commands import judging
from network.scorecards.commands.differences import compared
from network.scorecards.commands.freezing import CARD_FINGERPRINTS, INPUTS_FINGERPRINT, RUN_FINGERPRINT
from network.scorecards.commands.rows import CARD_COLUMNS, CRITERION_COLUMNS, card_rows, criterion_rows
from network.scorecards.errors import NotPublished
from network.scorecards.queries.frozen import frozen_circumstances, frozen_inputs
from network.scorecards.queries.runs import pools_of
from network.scorecards.rules.scheme import Scheme

FINAL = ("published", "restated")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is not what it was. `table` and, of a card, `site` and `criterion`; the stored and the reckoned value."""

    table: str
    field: str
    site: str = ""
    criterion: str = ""
    stored: str | None = None
    reckoned: str | None = None


@dataclass(frozen=True, slots=True)
class Verified:
    """One revision of a quarter. `derived`: its circumstances were taken from its cards, since it was published before
    they were kept; so of them only is known that they fit."""

    period: Quarter
    revision: int
    sites: int
    derived: bool
    faults: Sequence[Fault]


_RUNS = """
select r.*, v.document, v.sha256 from scorecard_run r join scheme_version v on v.id = r.scheme
where (r.state = any ($3) or r.fingerprint is not null or r.published_at is not null)
  and ($1::text is null or r.period = $1) and ($2::int is null or r.revision = $2)
order by r.period, r.revision
"""
_TOLD = """
select body::jsonb as facts from trail_event
where action in ('scorecards.published', 'scorecards.restated') and subject = $1
  and coalesce((body::jsonb ->> 'revision')::int, 1) = $2
order by id desc limit 1
"""
_TOLD_OF = """
select distinct on (t.subject, revision) split_part(t.subject, ':', 2) as period, t.revision from (
    select subject, coalesce((body::jsonb ->> 'revision')::int, 1) as revision from trail_event
    where action in ('scorecards.published', 'scorecards.restated')) t
where ($1::text is null or t.subject = 'quarter:' || $1) and ($2::int is null or t.revision = $2)
"""
_CARD_MARKS = f"""
select s.code, encode(c.fingerprint, 'hex') as stored, encode(f.fingerprint, 'hex') as reckoned
from scorecard c join site s on s.id = c.site left join ({CARD_FINGERPRINTS}) f on f.site = c.site
where c.run = $1 and c.fingerprint is distinct from f.fingerprint order by s.code
"""
_DIFFERENCES = compared(
    "(select * from scorecard where run = $1)",
    "judged_card",
    "(select * from criterion_result where run = $1)",
    "judged_criterion",
)


async def verify_quarters(actor: Actor, period: Quarter | None = None, revision: int | None = None) -> list[Verified]:
    """Every published revision, or those of one quarter, scored anew and compared to the digit. NotPublished when
    the one that is named is not there."""
    actor.require(Permission.RESTATE_SCORECARDS)
    named = str(period) if period else None
    async with transaction(actor):
        rows = await fetch(_RUNS, named, revision, list(FINAL))
        found = [await _verified(row) for row in rows]
        kept = {(each.period, each.revision) for each in found}
        told = [(Quarter.parse(row["period"]), row["revision"]) for row in await fetch(_TOLD_OF, named, revision)]
        gone = [Verified(*each, 0, False, (Fault("scorecard_run", "id"),)) for each in told if each not in kept]
    if not found and not gone and period is not None:
        raise NotPublished(period=period)
    return sorted(found + gone, key=lambda each: (each.period, each.revision))


async def _verified(row: Record) -> Verified:
    circumstances = await frozen_circumstances(row["id"])
    faults = [*_state_faults(row), *await _fingerprint_faults(row)]
    try:
        scheme = Scheme.model_validate_json(row["document"])
        faults += [*_scheme_faults(row), *await _score_faults(row, scheme)]
    except (ValidationError, ValueError, KeyError, ArithmeticError) as error:
        faults.append(Fault("scheme_version", "document", reckoned=type(error).__name__))
    derived = any(each["derived"] for each in circumstances)
    sites = await fetch_value("select count(*) from scorecard where run = $1", row["id"])
    return Verified(Quarter.parse(row["period"]), row["revision"], sites, derived, tuple(faults))


def _state_faults(row: Record) -> Iterator[Fault]:
    if row["state"] not in FINAL:
        yield Fault("scorecard_run", "state", stored=row["state"], reckoned="published")


def _scheme_faults(row: Record) -> Iterator[Fault]:
    document = json.dumps(json.loads(row["document"]), sort_keys=True, ensure_ascii=False)
    digest = sha256(document.encode()).hexdigest()
    if digest != row["sha256"]:
        yield Fault("scheme_version", "sha256", stored=row["sha256"], reckoned=digest)


async def _score_faults(row: Record, scheme: Scheme) -> list[Fault]:
    """Scored anew: each card, each criterion, and what is kept of the network."""
    run: UUID = row["id"]
    months = {each["site"]: json.loads(each["months"]) for each in await _months(run)}
    given = [site for site in await frozen_inputs(run) if site.site in months]
    network = json.loads(row["network"])
    pooled = pools_of(network) if row["restates"] else None
    judged = await judging.scored(scheme, given, months, network["months"], pooled)
    await _judged_table("judged_card", "scorecard", CARD_COLUMNS, card_rows(run, judged.scores, months))
    await _judged_table("judged_criterion", "criterion_result", CRITERION_COLUMNS, criterion_rows(run, judged.scores))
    codes = {each["id"]: each["code"] for each in await fetch("select id, code from site")}
    faults = [
        _card_fault(codes[each["site"]], field)
        for each in await fetch(_DIFFERENCES, run)
        for field in json.loads(each["fields"])
    ]
    await execute("drop table judged_card, judged_criterion")
    if judged.network != network:
        faults.append(Fault("scorecard_run", "network"))
    return faults


async def _months(run: UUID) -> list[Record]:
    return await fetch("select site, months from scorecard where run = $1", run)


async def _judged_table(name: str, like: str, columns: Sequence[str], rows: Iterator[tuple[Any, ...]]) -> None:
    await execute(f"create temp table {name} on commit drop as select * from {like} with no data")
    await connection().copy_records_to_table(name, columns=columns, records=rows)


def _card_fault(code: str, field: dict[str, Any]) -> Fault:
    table = "criterion_result" if field["criterion"] else "scorecard"
    return Fault(table, field["field"], code, field["criterion"], field["before"], field["after"])


async def _fingerprint_faults(row: Record) -> list[Fault]:
    """Each card's, the run's, that of its inputs; and whether the trail has been told the same."""
    run = row["id"]
    faults = [
        Fault("scorecard", "fingerprint", each["code"], stored=each["stored"], reckoned=each["reckoned"])
        for each in await fetch(_CARD_MARKS, run)
    ]
    told = await fetch_value(_TOLD, f"quarter:{row['period']}", row["revision"])
    facts = json.loads(told) if told else {}
    reckoned = await fetch_value(RUN_FINGERPRINT, run)
    inputs = await fetch_value(INPUTS_FINGERPRINT, run, row["published_at"], row["published_by"])
    faults += _mark_faults("fingerprint", row["fingerprint"], reckoned, facts.get("fingerprint"))
    # Nothing was written down of the inputs of what was published before they were kept.
    if row["inputs_fingerprint"] is not None or "inputs" in facts:
        faults += _mark_faults("inputs_fingerprint", row["inputs_fingerprint"], inputs, facts.get("inputs"))
    return faults


def _mark_faults(field: str, stored: bytes | None, reckoned: bytes | None, told: str | None) -> Iterator[Fault]:
    kept, now = stored.hex() if stored else None, reckoned.hex() if reckoned else None
    if kept != now:
        yield Fault("scorecard_run", field, stored=kept, reckoned=now)
    if kept != told:
        yield Fault("trail_event", field, stored=told, reckoned=kept)
