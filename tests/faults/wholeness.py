"""What must hold of reports and returns at any moment, however often the server died: every question here is asked of
the whole database, and names what is wrong. Nothing found is what is wanted.
"""

import json

from network.foundation.database import Record
from network.repairs.rules.reports import Content, fingerprint
from tests.faults.installation import Network

_SUBJECT = "'report:' || s.code || '/' || to_char(r.month, 'YYYY-MM')"


def _told(action: str) -> str:
    """How often the trail tells this of the return `t`."""
    return f"(select count(*) from trail_event e where e.action = '{action}' and e.subject = 'return:' || t.return_no)"


_OPERATORS = """
select m.account, ms.site from membership m join membership_site ms on ms.membership = m.id
where m.role = 'site_operator'
"""


def _notices(kind: str, about: str) -> str:
    """Who was told of what, or should have been, but not both. `about`: `site, key` of all that should be told."""
    told = f"select account, key from notice where kind = '{kind}'"
    due = f"select o.account, a.key from ({about}) a join ({_OPERATORS}) o on o.site = a.site"
    return f"(({told}) except ({due})) union all (({due}) except ({told}))"


WRONG = {
    "a revision without its one receipt and its one event": f"""
        select s.code, r.month, r.revision from monthly_report r join site s on s.id = r.site
        where r.submitted_at is not null and (
            (select count(*) from report_receipt t where t.site = r.site and t.month = r.month
                and t.revision = r.revision and t.outcome = 'submitted' and t.received_at = r.submitted_at) <> 1
            or (select count(*) from trail_event e where e.action = 'report.submitted' and e.subject = {_SUBJECT}
                and (e.body::jsonb ->> 'revision')::int = r.revision
                and e.body::jsonb ->> 'sha256' = r.sha256) <> 1)""",
    "a receipt or an event without its revision": """
        select * from (select
            (select count(*) from monthly_report where submitted_at is not null) as revisions,
            (select count(*) from report_receipt where outcome = 'submitted') as receipts,
            (select count(*) from trail_event where action = 'report.submitted') as events) found
        where receipts <> revisions or events <> revisions""",
    "a month with a gap, a revision twice, or not one in force": """
        select site, month from monthly_report group by site, month
        having max(revision) <> count(*) or count(distinct sha256) <> count(sha256)
            or count(*) filter (where state in ('submitted', 'returned', 'accepted'))
               <> least(count(*) filter (where state <> 'draft'), 1)""",
    "a report sent back without its one event": f"""
        select s.code, r.month from monthly_report r join site s on s.id = r.site
        where (r.decided_at is not null)::int <> (select count(*) from trail_event e
            where e.action = 'report.returned' and e.subject = {_SUBJECT}
            and (e.body::jsonb ->> 'revision')::int = r.revision)
           or (r.returned <> '{{}}') <> (r.decided_at is not null)""",
    "a parcel that is received by halves": """
        select p.shipment_no from return_shipment p
        where (p.received_at is not null)::int <> (select count(*) from trail_event e
                where e.action = 'shipment.received' and e.subject = 'shipment:' || p.shipment_no)
           or (p.received_at is null) <> (p.units_received is null)
           or coalesce(p.units_received, 0) <> (select count(*) from hq_return t
                where t.shipment = p.id and t.received_at = p.received_at)""",
    "a unit that went a step without its event": f"""
        select t.return_no from hq_return t
        where (t.received_at is not null)::int <> {_told("return.received")}
           or (t.inspected_at is not null)::int <> {_told("return.inspected")}
           or (t.dispatched_at is not null)::int <> {_told("return.dispatched")}
           or (t.received_at is null and t.inspected_at is not null)
           or (t.inspected_at is null and t.dispatched_at is not null)""",
    "a finding that not all verdicts made, or verdicts that made none": f"""
        select t.return_no from hq_return t left join (
            select returned, count(*) as asked, count(inspected_at) as given, min(opened) as opened,
                   count(distinct inspector) as inspectors, bool_or(place = 1 and inspected_at is not null) as begun,
                   bool_or((inspected_at is null) <> (finding is null)
                           or (inspected_at is null) <> (inspector is null)) as mixed
            from return_inspection group by returned) v on v.returned = t.id
        where (t.inspected_at is not null) <> coalesce(v.asked = v.given, false)
           or coalesce(v.opened, 0) <> (t.inspected_at is not null)::int
           or v.inspectors <> v.given or v.mixed or not v.begun
           or (coalesce(v.asked, 0) = 2)::int <> {_told("return.tested")}""",
    "who was not told of a finding, or of none": _notices(
        "finding_published", "select site, id::text as key from hq_return where inspected_at is not null"
    ),
    "who was not told of a report sent back": _notices(
        "report_returned",
        "select site, site || ' ' || to_char(month, 'YYYY-MM') || ' ' || revision as key from monthly_report "
        "where decided_at is not null",
    ),
    "who was not told of a parcel with other units": _notices(
        "shipment_differs",
        "select site, id::text as key from return_shipment where discrepancy is not null",
    ),
    "a notice that nobody will mail": """
        select n.kind, n.key from notice n where n.mailed_at is null and not exists (
            select from jobs.procrastinate_jobs j where j.task_name = 'mail' and j.status in ('todo', 'doing')
                and j.args ->> 'account' = n.account::text)""",
}


async def torn(network: Network) -> dict[str, list[str]]:
    """What is half done, by what is wrong with it."""
    found = {name: await network.fetch(sql) for name, sql in WRONG.items()}
    submitted = await network.fetch("select * from monthly_report where sha256 is not null")
    found["a content that is not what was signed for"] = [
        row for row in submitted if fingerprint(_content(row)) != row["sha256"]
    ]
    return {name: [str(tuple(row)) for row in rows] for name, rows in found.items() if rows}


def _content(row: Record) -> Content:
    figures, explanations, words = (json.loads(row[name]) for name in ("figures", "explanations", "words"))
    return Content(row["nil"], {key: int(value) for key, value in figures.items()}, explanations, words)
