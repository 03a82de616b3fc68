"""What at a site has a day: certificates, provisional periods, conditions, documents, equipment. As one piece of SQL.

`deadline` is a common table expression over all sites in reach; $1 is today. Its rows: `matter`, `site` (id), `day`,
and what it is about in `subject`, `subject_zh` and `note`.
"""

from network.sites.rules.certification import REMINDERS
from network.sites.rules.documents import BINDING, ENDING_DAYS

# So long before its day each is told of; certificates from their first reminder on.
AHEAD = max(REMINDERS)
CONDITION_DAYS = 30

_BINDING = ", ".join(f"'{kind.value}'" for kind in sorted(BINDING))


def _thread(row: str) -> str:
    """What a document follows: see `rules.documents`, for which case and spaces make no other title."""
    title = f"lower(regexp_replace(btrim({row}.title), '\\s+', ' ', 'g'))"
    return f"({row}.kind, case when {row}.kind in ({_BINDING}) then '' else {title} end)"


def _start(row: str) -> str:
    return f"coalesce({row}.valid_from, ({row}.added_at at time zone 'UTC')::date)"


DEADLINES = f"""
last_held as (
    select c.site, c.number, c.valid_to, t.title, t.title_zh
    from certificate c
    join certification thread on thread.id = c.certification
    join certificate_type t on t.id = c.type
    where c.valid_to <= $1::date + {AHEAD} and c.ended_on is null
      and thread.state in ('provisional', 'certified', 'conditional')
      and not exists (select from certificate later where later.certification = c.certification
                      and later.valid_to > c.valid_to and later.ended_on is null)
),
last_set as (
    select distinct on (c.certification) c.certification, c.site, c.conditions
    from certification_change c join certification thread on thread.id = c.certification
    where thread.state = 'conditional' and c.change = 'conditioned' and c.status = 'effective' and c.effective_on <= $1
    order by c.certification, c.effective_on desc, c.decided_at desc
),
deadline as (
    select case when valid_to < $1 then 'expired' else 'ending' end as matter, site, valid_to as day,
           title as subject, title_zh as subject_zh, number as note
    from last_held
    union all
    select 'provisional', c.site, c.provisional_to, t.title, t.title_zh, c.number
    from certificate c
    join certification thread on thread.id = c.certification
    join certificate_type t on t.id = c.type
    where thread.state = 'provisional' and c.valid_from <= $1 and c.valid_to >= $1 and c.ended_on is null
      and c.provisional_to <= $1 + {AHEAD}
    union all
    select 'condition', last_set.site, each.due_on, each.words, '', ''
    from last_set cross join lateral jsonb_to_recordset(last_set.conditions) as each(words text, due_on date)
    where each.due_on <= $1 + {AHEAD}
    union all
    select 'document', d.site, d.valid_to, d.title, '', d.kind
    from site_document d
    where d.valid_to < $1 + {ENDING_DAYS} and d.removed_at is null and {_start("d")} <= $1
      and not exists (
        select from site_document n
        where n.site = d.site and n.removed_at is null and {_start("n")} <= $1 and {_thread("n")} = {_thread("d")}
          and ({_start("n")}, n.added_at, n.id) > ({_start("d")}, d.added_at, d.id))
    union all
    select 'equipment', e.site, e.next_check_on, e.name, '', e.model
    from site_equipment e
    where e.next_check_on < $1 + {ENDING_DAYS} and e.removed_at is null
)
"""
