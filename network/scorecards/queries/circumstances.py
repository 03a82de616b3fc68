"""What scoring is given of each site: its figures, and what must be known beside them. Inside the transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from network.foundation.database import Record, fetch
from network.scorecards.metrics import audit_score, no_fault_return_rate, report_timeliness
from network.scorecards.queries.measuring import Moment
from network.scorecards.rules.measurement import NOTHING, Measurement, SiteInput
from network.scorecards.rules.scheme import Scheme
from network.sites.rules.sites import peer_group

_SILENT = """
select distinct site from report_due
where site = any ($4::int[]) and month >= $1::date and month < $2::date and due_at <= $3::timestamptz and not reported
"""

_CONTESTING = """
select distinct r.site
from finding_contest f
join hq_return r on r.id = f.returned
join site s on s.id = r.site
where f.state = 'open' and f.contested_at <= $3::timestamptz and r.site = any ($4::int[])
  and r.inspected_at >= $1::date::timestamp at time zone s.time_zone
  and r.inspected_at < $2::date::timestamp at time zone s.time_zone
"""

_APPEALING = """
select distinct a.site
from audit_appeal p join audit a on a.id = p.audit
where p.lodged_at <= $3::timestamptz and p.state = 'open' and a.state = 'published' and a.site = any ($4::int[])
  and a.visited_on >= $1::date - interval '9 months' and a.visited_on < $2::date
"""

# Of any revision of the quarter: what was held when it was first published stays so when it is restated.
_CHALLENGED = """
select h.site, array_agg(distinct h.criterion::text) as criteria
from scorecard_challenge h join scorecard_run r on r.id = h.run
where r.period = $1 and h.site = any ($2::int[]) and (h.state = 'open' or h.outcome = 'held')
group by h.site
"""


@dataclass(frozen=True, slots=True)
class Circumstances:
    """The sites, by id, of which this was so at the moment of computing.

    silent      a monthly report that was due for a month of the period is not there
    contesting  HQ has still to decide about a finding of the period that the site contests
    appealing   HQ has still to decide about an audit of the last four quarters that the site appeals against
    challenged  by site, the criteria whose challenge is open, or was accepted so that they leave the total
    """

    silent: frozenset[int]
    contesting: frozenset[int]
    appealing: frozenset[int]
    challenged: Mapping[int, frozenset[str]] = field(default_factory=dict)


async def circumstances(moment: Moment, sites: Sequence[int]) -> Circumstances:
    """Four statements for all sites."""
    silent = await fetch(_SILENT, *moment.values(sites))
    contesting = await fetch(_CONTESTING, *moment.values(sites))
    appealing = await fetch(_APPEALING, *moment.values(sites))
    challenged = await fetch(_CHALLENGED, str(moment.period), sites)
    return Circumstances(
        silent=frozenset(row["site"] for row in silent),
        contesting=frozenset(row["site"] for row in contesting),
        appealing=frozenset(row["site"] for row in appealing),
        challenged={row["site"]: frozenset(row["criteria"]) for row in challenged},
    )


def inputs(
    scheme: Scheme,
    sites: Sequence[Record],
    measured: Mapping[int, Mapping[str, Measurement]],
    around: Circumstances,
) -> list[SiteInput]:
    """One for each site. `measured`: by site and metric key."""
    findings = _criteria_on(scheme, no_fault_return_rate.METRIC.code)
    audits = _criteria_on(scheme, audit_score.METRIC.code)
    reports = _criteria_on(scheme, report_timeliness.METRIC.code)
    return [
        SiteInput(
            site=site["id"],
            kind=site["kind"],
            peer_group=peer_group(site["kind"], site["city_tier"]),
            measurements=measured.get(site["id"], {}),
            # A site that owed no report so far has no such work: an ended certification is not silence.
            not_applicable=frozenset() if _owed_reports(measured.get(site["id"], {})) else reports,
            held=(findings if site["id"] in around.contesting else frozenset())
            | (audits if site["id"] in around.appealing else frozenset())
            | around.challenged.get(site["id"], frozenset()),
            missing_reports=site["id"] in around.silent,
            quarters_certified=site["quarters_certified"],
            certification_valid=site["certification_valid"],
        )
        for site in sites
    ]


def _criteria_on(scheme: Scheme, metric: str) -> frozenset[str]:
    return frozenset(criterion.code for criterion in scheme.criteria if criterion.metric == metric)


def _owed_reports(measured: Mapping[str, Measurement]) -> bool:
    return measured.get(report_timeliness.METRIC.code, NOTHING).sample_size > 0
