"""Monthly reports beside their second sources, in SQL: what the pages show and what `report_accuracy` is made of."""

from network.repairs.rules.reconciliation import SHARE, SOURCES, UNITS
from network.repairs.rules.reports import IN_FORCE

_CLOSED = "coalesce(least(o.ready_at, o.cancelled_at), 'infinity')"
_EXACT = ", ".join(f"'{source.figure}'" for source in SOURCES.values() if source.exact)
_STATES = ", ".join(f"'{state}'" for state in IN_FORCE)
_FIGURES = ", ".join(f"({place}, '{figure}', {figure})" for place, figure in enumerate(SOURCES))

# What the second sources say of a month of a site, null where there is none. `s` is the site, `m` the report.
# A unit counts as shipped when HQ has it or it is on its way: not when HQ opened its parcel and did not find it.
_KNOWN = f"""
cross join lateral (
    select m.month::timestamp at time zone s.time_zone as since,
           (m.month + interval '1 month')::timestamp at time zone s.time_zone as until
    offset 0  -- or the clock is reckoned anew for every order
) t
cross join lateral (
    select case when recorded then count(*) filter (where o.received_at >= t.since) end as received,
           case when recorded then count(*) filter (where {_CLOSED} < t.until) end as closed,
           case when recorded then count(*) filter (where {_CLOSED} >= t.until) end as wip_closing
    from (select exists (select from repair_order a where a.site = m.site) as recorded) is_there
    left join repair_order o on o.site = m.site and {_CLOSED} >= t.since and o.received_at < t.until
    where recorded is not null group by recorded
) orders
cross join lateral (
    select case when exists (select from hq_return a where a.site = m.site) then (
               select count(*) from hq_return r left join return_shipment p on p.id = r.shipment
               where r.site = m.site and r.shipped_at >= t.since and r.shipped_at < t.until
                 and (coalesce(r.received_at, r.inspected_at) is not null or p.received_at is null)
           ) end as units_shipped,
           case when exists (select from hq_return a where a.site = m.site and a.back_at is not null) then (
               select count(*) from hq_return r
               where r.site = m.site and r.back_at >= t.since and r.back_at < t.until
           ) end as units_back
    offset 0  -- or they are counted again wherever a figure is named
) units
cross join lateral (
    select case when count(*) > 0 then coalesce(sum(p.quantity)
                filter (where p.shipped_at >= t.since and p.shipped_at < t.until), 0) end as parts_received
    from part_shipment p where p.site = m.site
) parts
"""

# One row for each figure of each report in force: what the report says, what is known, and what each side says now.
# A nil report says 0 of everything.
LINES = f"""
select m.id as report, m.site, m.month, m.nil, m.submitted_at, f.place, f.figure, reported.value as reported, f.known,
       coalesce(by.site, reported.value) as site_value, coalesce(by.hq, f.known) as hq_value,
       by.site is not null as site_corrected, by.hq is not null as hq_corrected
from monthly_report m
join site s on s.id = m.site
{_KNOWN}
left join lateral (
    select jsonb_object_agg(newest.side || ' ' || newest.figure, newest.value) as by_name
    from (
        select distinct on (c.side, c.figure) c.side, c.figure, c.value from report_correction c
        where c.site = m.site and c.month = m.month order by c.side, c.figure, c.corrected_at desc, c.id desc
    ) newest
) corrected on true
cross join lateral (values {_FIGURES}) f (place, figure, known)
cross join lateral (select coalesce((m.figures ->> f.figure)::numeric, 0) as value) reported
cross join lateral (
    select (corrected.by_name ->> ('site ' || f.figure))::numeric as site,
           (corrected.by_name ->> ('hq ' || f.figure))::numeric as hq
) by
where m.state in ({_STATES})
"""

VARIANCE = f"""
case when abs(site_value - hq_value) <= case when figure in ({_EXACT}) then 0
                                             else greatest({UNITS}, {SHARE} * hq_value) end then 0
     else least(1, round(abs(site_value - hq_value) / greatest(hq_value, 1), 6)) end
"""

# One row for each report that can be held against anything. `version` changes with the accuracy: it is the fingerprint.
MONTHS = f"""
select report as id, site, month, submitted_at, count(*)::int as compared,
       round(100 - 100 * sum(variance) / count(*), 4) as accuracy,
       (round(100 - 100 * sum(variance) / count(*), 4) * 10000)::int as version
from (select lines.*, {VARIANCE} as variance from ({LINES}) lines where hq_value is not null) held
group by report, site, month, submitted_at
"""
