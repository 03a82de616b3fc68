"""A metric: which records belong to a period, which of them count, and the SQL that both its number and evidence use.

The number and the evidence are made from the same conditions, so they cannot disagree. In these conditions `r` is the
record, `c` the site's clock (`c.starts`, `c.ends`: the period in the site's own zone, `c.ends` never after the moment
of computing), and `{name}` a parameter of the metric, a whole number.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from string import Formatter

from network.foundation.i18n import Text
from network.scorecards.metrics.sources import ORIGINS, Origin, Source
from network.scorecards.rules.catalogue import MetricFacts, Parameter

# Of these the records of one site take as long to make as those of all; no clock of a site comes into them.
_MADE_AT_ONCE = frozenset[Source]({"required_course"})

# $1, $2 first day and the day after the last; $3 moment of computing; $4 site ids.
_CLOCK = """
with clock as materialized (
    select id as site, ($1::date::timestamp at time zone time_zone) as starts,
           least($2::date::timestamp at time zone time_zone, $3::timestamptz) as ends
    from site where id = any ($4::int[])
)"""


@dataclass(frozen=True, slots=True)
class Metric:
    """`belongs` and `counts` are conditions on a record; `measure` is the list of aggregates, each with its name.

    out_of    the records that belong, in words: "orders that fell due"
    counted   of a rate: those in the numerator ("ready in time"); empty otherwise
    improved  of a rate: what `%(records)s` better records would be; empty otherwise
    columns   what its evidence shows of a record, beside its number; `due_at` is the moment of the promise
    among     of a figure that is held against the work of the site: a condition on its repair orders, how many of which
              there are is `b.orders` in `measure`
    """

    facts: MetricFacts
    label: Text
    definition: Text
    source: Source
    belongs: str
    counts: str
    measure: str
    out_of: Text
    columns: tuple[str, ...]
    counted: Text = ""
    improved: Text = ""
    among: str = ""

    @property
    def code(self) -> str:
        return self.facts.code

    @property
    def origin(self) -> Origin:
        return ORIGINS[self.source]

    def named(self, params: Mapping[str, Parameter]) -> str:
        """The label in the reader's language, with the parameters' values."""
        return str(self.label) % {**self.facts.params, **params}

    def defined(self, params: Mapping[str, Parameter]) -> str:
        """What is measured, in plain words of the reader's language."""
        return str(self.definition) % {**self.facts.params, **params}

    def statement(self, params: Mapping[str, Parameter], *, many: bool = False) -> str:
        """All sites at once: rows of `site, numerator, denominator, value, sample_size`, one for each site of $4.
        `many`: whether most sites are asked about."""
        return (
            f"{_CLOCK}\n"
            "select x.site, x.numerator, x.denominator, x.value, x.sample_size::int as sample_size\n"
            f"from {self.by_site(self.aggregates(params), ', '.join(_FIGURES), params, many=many)}"
        )

    def parts(self, params: Mapping[str, Parameter]) -> tuple[str, str]:
        """Which records are read: of the site's work, and of the metric. Metrics that are alike in both can be measured
        `together`."""
        return self._filled(self._work, params), self._filled(self._records, params)

    def fingerprints(self, params: Mapping[str, Parameter], *, many: bool = False) -> str:
        """All sites at once: `site, fingerprint`: SHA-256 over the ordered evidence ids and their row versions."""
        aggregate = (
            "sha256(coalesce(string_agg(uuid_send(r.id) || int4send(r.version), ''::bytea order by r.id),\n"
            f"                           ''::bytea){' || int8send(b.orders)' if self.among else ''}) as fingerprint"
        )
        return (
            f"{_CLOCK}\nselect x.site, x.fingerprint\nfrom {self.by_site(aggregate, 'fingerprint', params, many=many)}"
        )

    def by_site(self, aggregates: str, names: str, params: Mapping[str, Parameter], *, many: bool) -> str:
        """`x`, which has for each site these aggregates over its records, by these names.

        Tables are looked up site by site, through their indexes. What other queries make is made for the whole network
        once, when `many` sites are asked about; a site without records has what no records give.
        """
        if not many or self.source not in _MADE_AT_ONCE:
            work, records = self.parts(params)
            found = f"select {aggregates}\n    {records}"
            return f"(select c.site, {names} from clock c {work}cross join lateral (\n    {found}\n) a ({names})) x"
        relation, belongs = self._filled(self.origin.relation, params), self._filled(self.belongs, params)
        return (
            "(\n    with found as materialized (\n"
            f"        select r.site, {aggregates} from {relation} r where {belongs} group by r.site\n"
            f"    ), known (site, {names}) as (select * from found)\n"
            f"    select k.* from known k where k.site = any ($4::int[])\n"
            f"    union all select c.site, nothing.* from clock c\n"
            f"    cross join (select {aggregates} from {relation} r where false) nothing\n"
            f"    where c.site not in (select site from found)\n) x (site, {names})"
        )

    def evidence(self, params: Mapping[str, Parameter]) -> str:
        """The records behind the number: every column of the record, and `counts`: whether it is in the numerator.

        $5 limit, $6 offset. Ordered: first what makes the figure worse, then by time.
        """
        return self._filled(
            f"{_CLOCK}\n"
            f"select r.*, ({self.counts}) as counts, count(*) over () as total\n"
            f"from clock c join {self.origin.relation} r on r.site = c.site and {self.belongs}\n"
            f"order by counts {'asc' if self.facts.direction == 'higher' else 'desc'}, r.{self.origin.moment}, r.id\n"
            "limit $5 offset $6",
            params,
        )

    @property
    def _records(self) -> str:
        return f"from {self.origin.relation} r where r.site = c.site and {self.belongs}"

    @property
    def _work(self) -> str:
        if not self.among:
            return ""
        return (
            "cross join lateral (\n"
            f"    select count(*) as orders from repair_order r where r.site = c.site and {self.among}\n) b "
        )

    def aggregates(self, params: Mapping[str, Parameter]) -> str:
        """`measure` with the parameters in it."""
        return self._filled(self.measure, params)

    def _filled(self, sql: str, params: Mapping[str, Parameter]) -> str:
        """Parameters are whole numbers by `validate_scheme`; `int` here makes anything else impossible."""
        values = {name: str(int(value)) for name, value in {**self.facts.params, **params}.items()}
        values["counts"] = Formatter().vformat(self.counts, (), values)
        return Formatter().vformat(sql, (), values)


_FIGURES = ("numerator", "denominator", "value", "sample_size")


def together(calls: Sequence[tuple[Metric, Mapping[str, Parameter]]], *, many: bool) -> str:
    """Metrics that read the same records, which are read once: rows of `site, place, numerator, denominator, value,
    sample_size`, one for each site of $4 and place in `calls`, from 1. `many`: whether most sites are asked about."""
    places = range(1, len(calls) + 1)
    names = ", ".join(f"{name}_{place}" for place in places for name in _FIGURES)
    rows = ", ".join(f"({place}, {', '.join(f'x.{name}_{place}' for name in _FIGURES)})" for place in places)
    aggregates = ",\n           ".join(metric.aggregates(params) for metric, params in calls)
    metric, params = calls[0]
    return (
        f"{_CLOCK}\n"
        "select x.site, k.place, k.numerator, k.denominator, k.value, k.sample_size::int as sample_size\n"
        f"from {metric.by_site(aggregates, names, params, many=many)}\n"
        f"cross join lateral (values {rows}) k (place, {', '.join(_FIGURES)})"
    )


def share(counts: str) -> str:
    """Aggregate of a rate: how many count, out of how many."""
    return (
        f"count(*) filter (where {counts})::numeric as numerator, count(*)::numeric as denominator,\n"
        f"           count(*) filter (where {counts})::numeric / nullif(count(*), 0) as value, count(*) as sample_size"
    )


def percentile(of: str, fraction: str) -> str:
    """Aggregate of a continuous percentile in exact arithmetic (percentile_cont would go through floating point).

    Linear between the two nearest ranks, as percentile_cont and most spreadsheets do. The numerator is the value, the
    denominator 1, so that value = numerator / denominator holds for every metric.
    """
    place = f"((count(*) - 1) * {fraction})"
    values = f"array_agg({of} order by {of})"
    low = f"({values})[floor({place})::int + 1]"
    high = f"({values})[ceil({place})::int + 1]"
    value = f"{low} + ({high} - {low}) * ({place} - floor({place}))"
    return (
        f"coalesce({value}, 0) as numerator, (count(*) > 0)::int::numeric as denominator,\n"
        f"           {value} as value, count(*) as sample_size"
    )
