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


# Not `not exists (a later one)`: one pass over the certificates is several times faster.
DEADLINES = f"""
last_held as materialized (
    select certification, max(valid_to) as valid_to from certificate where ended_on is null group by certification
    having max(valid_to) <= $1::date + {AHEAD}
),
last_set as (
    select distinct on (c.certification) c.certification, c.site, c.conditions
    from certification_change c join certification thread on thread.id = c.certification
    where thread.state = 'conditional' and c.change = 'conditioned' and c.status = 'effective' and c.effective_on <= $1
    order by c.certification, c.effective_on desc, c.decided_at desc
),
deadline as (
    select case when c.valid_to < $1 then 'expired' else 'ending' end as matter, c.site, c.valid_to as day,
           t.title as subject, t.title_zh as subject_zh, c.number as note
    from last_held
    join certification thread on thread.id = last_held.certification
    join certificate c on c.certification = thread.id and c.valid_to = last_held.valid_to and c.ended_on is null
    join certificate_type t on t.id = c.type
    where thread.state in ('provisional', 'certified', 'conditional')
    union all
    select 'provisional', c.site, c.provisional_to, t.title, t.title_zh, c.number
    from certification thread
    join certificate c on c.certification = thread.id
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
