"""Fence issued documents, batches and requests; say in public what a code stands for; put printing behind all else."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from network.foundation.migrations import raw

ID = "2026-11-22T23:56:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Fence issued documents, batches and requests; say in public what a code stands for."

MY_SITE = "site = any ((select my_sites())::integer[])"


def _kept(*tables: str) -> str:
    """Row security of tables that headquarters keeps."""
    return "".join(
        f"""
alter table {table} enable row level security;
alter table {table} force row level security;
create policy owner_keeps on {table} to servicemark_owner using (true) with check (true);
"""
        for table in tables
    )


SQL = f"""
{_kept("issued_document", "print_batch", "print_item", "run_request")}

-- Whatever is issued says of itself what it is: nobody can store other bytes under a document's hash.
alter table issued_document add constraint issued_document_hash check (sha256 = sha256(content));
alter table issued_document add constraint issued_document_size check (size = octet_length(content));
alter table issued_document add constraint issued_document_code_written check
    (code ~ '^([2-9A-HJKMNP-Z]{{4}}-){{3}}[2-9A-HJKMNP-Z]$');
create unique index issued_document_code on issued_document (code);
-- A card is issued once in a language.
create unique index issued_document_once on issued_document (run, kind, language, coalesce(site, 0));
create index issued_document_site on issued_document (site);
-- A PDF is compressed already.
alter table issued_document alter column content set storage external;

create trigger issued_document_frozen before update or delete or truncate on issued_document
    for each statement execute function refuse_change();
alter table issued_document enable always trigger issued_document_frozen;

create policy reads on issued_document for select to servicemark_hq using (true);
create policy issues on issued_document for insert to servicemark_hq
    with check (run in (select r.id from scorecard_run r where r.state in ('published', 'restated')));
create policy scope_reads on issued_document for select to servicemark_region using ({MY_SITE});
-- Who sees the card sees the document of it, and nobody else.
create policy own_reads on issued_document for select to servicemark_site using ({MY_SITE}
    and exists (select from scorecard c where c.run = issued_document.run and c.site = issued_document.site));
create policy published_reads on issued_document for select to servicemark_reader
    using (run in (select r.id from scorecard_run r where r.state in ('published', 'restated')));
grant select on issued_document to servicemark_hq, servicemark_region, servicemark_site, servicemark_reader;
grant insert on issued_document to servicemark_hq;

create policy network on print_batch to servicemark_hq using (true) with check (true);
create policy network on print_item to servicemark_hq using (true) with check (true);
create policy network on run_request to servicemark_hq using (true) with check (true);
grant select, insert on print_batch, print_item, run_request to servicemark_hq;
grant update (ended_at, cancelled_by) on print_batch to servicemark_hq;
grant update (chunk, state, document, reason, worker, ended_at) on print_item to servicemark_hq;
grant update (started_at, ended_at, sites, rated, changed, refusal) on run_request to servicemark_hq;
grant usage on sequence print_item_id_seq to servicemark_hq;
alter table print_item add constraint print_item_state_known check (state in ('waiting', 'done', 'failed'));
alter table print_item add constraint print_item_done_whole check ((state = 'done') = (document is not null));
create unique index print_item_once on print_item (batch, site);
create index print_item_chunk on print_item (batch, chunk);
create index print_item_document on print_item (document);
create unique index print_batch_one_at_a_time on print_batch (run, language) where ended_at is null;
create index print_batch_run on print_batch (run, asked_at);
create index run_request_asked on run_request (asked_at);
create unique index run_request_one_at_a_time on run_request (period) where ended_at is null;

-- What anybody may know who holds the code of a document: what it is, whether there is a newer one, and its hash.
-- No score, no standing, no rank.
create function document_of(wanted text)
returns table (kind text, period text, revision integer, newest integer, site text, name text, name_zh text,
               language text, sha256 bytea, size integer, issued_at timestamptz)
language sql stable security definer set search_path = public, pg_temp as $$
    select d.kind, r.period, r.revision,
           (select max(n.revision) from scorecard_run n
            where n.period = r.period and n.state in ('published', 'restated')),
           coalesce(c.identity ->> 'code', s.code), coalesce(c.identity ->> 'name', s.name),
           coalesce(c.identity ->> 'name_zh', s.name_zh), d.language, d.sha256, d.size, d.issued_at
    from issued_document d
    join scorecard_run r on r.id = d.run
    left join site s on s.id = d.site
    left join scorecard c on c.run = d.run and c.site = d.site
    where d.code = wanted
$$;
revoke all on function document_of(text) from public;
grant execute on function document_of(text) to servicemark_gate;

-- Puts a job behind all others: a whole network to be printed keeps no mail waiting.
create function jobs.enqueue_behind(task text, args jsonb) returns bigint
language sql security definer set search_path = jobs, pg_temp as $$
    select (procrastinate_defer_jobs_v1(
        array[row('servicemark', task, -10, null, null, args, null)::procrastinate_job_to_defer_v1]))[1]
$$;

-- One job for each chunk of a batch in which something waits; how many.
create function print_chunks(wanted uuid) returns integer language plpgsql security definer
set search_path = public, pg_temp as $$
declare
    counted integer;
begin
    perform jobs.enqueue_behind('print_chunk', jsonb_build_object('batch', wanted, 'chunk', c.chunk))
    from (select distinct chunk from print_item where batch = wanted and state = 'waiting' order by chunk) c;
    get diagnostics counted = row_count;
    return counted;
end $$;

create function request_run(wanted uuid) returns bigint language sql security definer
set search_path = public, pg_temp as $$
    select jobs.enqueue('compute_quarter', jsonb_build_object('request', q.id)) from run_request q
    where q.id = wanted and q.started_at is null
$$;
revoke all on function jobs.enqueue_behind(text, jsonb), print_chunks(uuid), request_run(uuid) from public;
grant execute on function print_chunks(uuid), request_run(uuid) to servicemark_hq;
"""


async def forwards() -> MigrationManager:
    return raw(ID, "scorecards", DESCRIPTION, SQL)
