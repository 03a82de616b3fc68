"""Issue one report for each part of the network; say in public which part it is about."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from network.foundation.migrations import raw

ID = "2026-11-23T06:26:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Issue one report for each part of the network; say in public which part it is about."

SQL = """
alter table issued_document add constraint issued_document_part_of_network
    check (site is null or part = '' and scope = '');
drop index issued_document_once;
create unique index issued_document_once on issued_document (run, kind, language, coalesce(site, 0), part);

drop function document_of(text);
create function document_of(wanted text)
returns table (kind text, period text, revision integer, newest integer, scope text, site text, name text, name_zh text,
               language text, sha256 bytea, size integer, issued_at timestamptz)
language sql stable security definer set search_path = public, pg_temp as $$
    select d.kind, r.period, r.revision,
           (select max(n.revision) from scorecard_run n
            where n.period = r.period and n.state in ('published', 'restated')),
           d.scope, coalesce(c.identity ->> 'code', s.code), coalesce(c.identity ->> 'name', s.name),
           coalesce(c.identity ->> 'name_zh', s.name_zh), d.language, d.sha256, d.size, d.issued_at
    from issued_document d
    join scorecard_run r on r.id = d.run
    left join site s on s.id = d.site
    left join scorecard c on c.run = d.run and c.site = d.site
    where d.code = wanted
$$;
revoke all on function document_of(text) from public;
grant execute on function document_of(text) to servicemark_gate;
"""


async def forwards() -> MigrationManager:
    return raw(ID, "scorecards", DESCRIPTION, SQL)
