"""A card with all that explains it: how the sites of others stand, and what has changed since the quarter before."""

from dataclasses import dataclass

from network.foundation.access import Actor, Permission
from network.foundation.database import fetch_value, transaction
from network.foundation.periods import Quarter
from network.scorecards.errors import RunNotFound, ScorecardNotFound
from network.scorecards.queries.benchmarks import Benchmarks, benchmarks
from network.scorecards.queries.cards import card_rows, criterion_rows, score_of
from network.scorecards.queries.runs import Run, run_of
from network.scorecards.rules.change import Change, Quarterly, change
from network.scorecards.rules.results import SiteScore
from network.scorecards.rules.scheme import Criterion


@dataclass(frozen=True, slots=True)
class Earlier:
    """The quarter before, as it was judged; `change` is None where a score is missing in either quarter."""

    period: Quarter
    scheme: str
    criteria: tuple[Criterion, ...]
    score: SiteScore
    change: Change | None


@dataclass(frozen=True, slots=True)
class Explained:
    """`earlier` is None for the first quarter of a site."""

    run: Run
    score: SiteScore
    benchmarks: Benchmarks
    earlier: Earlier | None


async def explained(actor: Actor, period: Quarter | None, code: str, revision: int | None = None) -> Explained:
    """Of one site; of the newest quarter and revision for None. RunNotFound, ScorecardNotFound."""
    actor.require(Permission.READ_SCORECARDS)
    async with transaction(actor, read_only=True, snapshot=True):
        run = await run_of(period, revision)
        site = await _site(code)
        score = await _score(run, code)
        if site is None or score is None:
            raise ScorecardNotFound()
        return Explained(run, score, await benchmarks(run.id, site), await _earlier(run, score, code))


async def _site(code: str) -> int | None:
    # PostgreSQL takes no zero byte, and an address may hold one.
    found: int | None = await fetch_value("select id from site where code = $1", code.replace("\0", ""))
    return found


async def _score(run: Run, code: str) -> SiteScore | None:
    for row in await card_rows(run, [code.replace("\0", "")]):
        if row["code"] == code:
            return score_of(row, (await criterion_rows(run, [row["site"]]))[row["site"]], run)
    return None


async def _earlier(run: Run, score: SiteScore, code: str) -> Earlier | None:
    """As the reader may see it: what is not published, or not released, is no comparison for an operator."""
    try:
        before = await run_of(run.period.shift(-1), stood_until=run.stood_until)
    except RunNotFound:
        return None
    past = await _score(before, code)
    if past is None:
        return None
    found = change(Quarterly(before.kept.scheme, past), Quarterly(run.kept.scheme, score))
    scheme = f"{before.kept.scheme.code} {before.kept.scheme.version}"
    return Earlier(before.period, scheme, before.kept.scheme.criteria, past, found)
