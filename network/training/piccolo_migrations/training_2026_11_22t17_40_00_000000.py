"""Keep what is right in an exam from those who sit it, and let the database say what their answers come to."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from network.foundation.migrations import raw

ID = "2026-11-22T17:40:00:000000"
VERSION = "1.38.0"
DESCRIPTION = (
    "Keep what is right in an exam from those who sit it, and let the database say what their answers come to."
)

LEARNERS = "servicemark_site, servicemark_staff"

SQL = f"""
-- What a course says, without what is right in its exam and why.
create function without_answers(document jsonb) returns jsonb language sql immutable as $$
    select case when jsonb_typeof(document #> '{{exam,questions}}') = 'array' then jsonb_set(
        document, '{{exam,questions}}', coalesce((
            select jsonb_agg(q || '{{"right": [], "explanation": null}}' order by place)
            from jsonb_array_elements(document #> '{{exam,questions}}') with ordinality x (q, place)
        ), '[]')
    ) else document end
$$;
alter table course_version add column outline jsonb not null generated always as (without_answers(document)) stored;
revoke select on course_version from {LEARNERS};
grant select (id, course, number, state, outline, row_version, written_by, created_at, published_by, published_at)
    on course_version to {LEARNERS};

-- An attempt begins without answers and without an outcome, and whoever sits it changes the answers alone.
revoke insert, update on exam_attempt from {LEARNERS};
grant insert (id, version, person, site, number, questions, started_at, ends_at) on exam_attempt to {LEARNERS};
revoke update on exam_attempt from servicemark_hq;
grant update (answers, row_version) on exam_attempt to {LEARNERS}, servicemark_hq;

-- The questions of an own attempt: whether several options are right, and once it is passed which ones and why.
create function told_of_attempt(wanted uuid)
returns table (key text, several boolean, "right" jsonb, explanation jsonb)
language sql stable security definer set search_path = public, pg_temp as $$
    select asked ->> 'key', jsonb_array_length(q -> 'right') > 1,
           case when a.passed then q -> 'right' end, case when a.passed then nullif(q -> 'explanation', 'null') end
    from exam_attempt a
    join course_version v on v.id = a.version
    cross join lateral jsonb_array_elements(a.questions) asked
    join lateral jsonb_array_elements(v.document #> '{{exam,questions}}') q on q ->> 'key' = asked ->> 'key'
    where a.id = wanted and a.person = my_person()
$$;

-- Hands in an own attempt, for headquarters anybody's, with the answers that are kept: see
-- `network.training.rules.exams.grade`. Nobody learns what answers come to without handing them in. No row when it was
-- handed in before, or is not theirs.
create function mark_attempt(wanted uuid, moment timestamptz) returns table (percent numeric, passed boolean)
language sql volatile security definer set search_path = public, pg_temp as $$
    with marked as (
        select a.id, count(*) as asked, (v.document #>> '{{exam,pass_percent}}')::numeric as pass_percent,
               count(*) filter (where given.chosen @> (q -> 'right') and given.chosen <@ (q -> 'right')) as good
        from exam_attempt a
        join course_version v on v.id = a.version
        cross join lateral jsonb_array_elements(a.questions) asked
        cross join lateral (select coalesce(a.answers -> (asked ->> 'key'), '[]') as chosen) given
        left join lateral jsonb_array_elements(v.document #> '{{exam,questions}}') q on q ->> 'key' = asked ->> 'key'
        where a.id = wanted and a.handed_in_at is null
          and (a.person = my_person() or current_setting('role') in ('servicemark_hq', 'servicemark_admin'))
        group by a.id, v.id
    )
    update exam_attempt a
    set handed_in_at = least(moment, a.ends_at), percent = round(100 * marked.good::numeric / marked.asked, 2),
        passed = 100 * marked.good >= marked.pass_percent * marked.asked
    from marked where a.id = marked.id
    returning a.percent, a.passed
$$;
revoke all on function told_of_attempt(uuid), mark_attempt(uuid, timestamptz) from public;
grant execute on function told_of_attempt(uuid) to {LEARNERS};
grant execute on function mark_attempt(uuid, timestamptz) to {LEARNERS}, servicemark_hq;
"""


async def forwards() -> MigrationManager:
    return raw(ID, "training", DESCRIPTION, SQL)
