"""Fence the ledger; let it balance, and nothing in it change."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from network.foundation.migrations import raw

ID = "2026-11-22T23:46:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Fence the ledger; let it balance, and nothing in it change."

HQ = "servicemark_hq, servicemark_region"
READERS = f"{HQ}, servicemark_site"
MINE = "site = any ((select my_sites())::integer[])"


def _fenced(*tables: str) -> str:
    """Row security of tables with a `site`: HQ adds and reads all, regions their own; sites read."""
    return "".join(
        f"""
alter table {table} enable row level security;
alter table {table} force row level security;
create policy network on {table} to servicemark_hq using (true) with check (true);
create policy region on {table} to servicemark_region using ({MINE}) with check ({MINE});
create policy scope on {table} for select to servicemark_site using ({MINE});
create policy owner_keeps on {table} to servicemark_owner using (true) with check (true);
grant select on {table} to {READERS};
"""
        for table in tables
    )


def _frozen(*tables: str) -> str:
    return "".join(
        f"""
create trigger {table}_frozen before update or delete or truncate on {table}
    for each statement execute function refuse_change();
alter table {table} enable always trigger {table}_frozen;
"""
        for table in tables
    )


SQL = f"""
{_fenced("ledger_posting", "ledger_entry", "settlement_line", "settlement_entry")}
{_frozen("ledger_posting", "ledger_entry", "settlement", "settlement_line", "settlement_entry")}
-- Executives read what it sums to, and no reason of any posting.
create policy reads on ledger_entry for select to servicemark_reader using (true);
grant select on ledger_entry to servicemark_reader;
grant insert on ledger_posting, ledger_entry to {HQ};
grant insert on settlement_line, settlement_entry to servicemark_hq;
grant usage on sequence ledger_posting_number_seq, ledger_entry_id_seq to {HQ};
grant usage on sequence settlement_number_seq, settlement_entry_id_seq to servicemark_hq;
-- A settlement names no site; what is in it for whom stands in its lines.
alter table settlement enable row level security;
alter table settlement force row level security;
create policy network on settlement to servicemark_hq using (true) with check (true);
create policy reads on settlement for select to servicemark_region, servicemark_site using (true);
create policy owner_keeps on settlement to servicemark_owner using (true) with check (true);
grant select on settlement to {READERS};
grant insert on settlement to servicemark_hq;
create policy signed on ledger_posting as restrictive for insert to {HQ}
    with check (posted_by is not distinct from (select my_account()));
create policy signed on settlement as restrictive for insert to servicemark_hq
    with check (made_by is not distinct from (select my_account()));

alter table ledger_posting add constraint ledger_posting_kind_known
    check (kind in ('reward', 'penalty', 'restatement', 'settlement', 'reversal'));
alter table ledger_posting add constraint ledger_posting_reversal_named
    check ((kind = 'reversal') = (reversal_of is not null));
alter table ledger_posting add constraint ledger_posting_two_lines check (lines >= 2);
alter table ledger_posting add constraint ledger_posting_says_why check (length(btrim(reason)) > 0);
alter table ledger_posting add constraint ledger_posting_key_written check (length(btrim(key)) > 0);
create index ledger_posting_site on ledger_posting (site, posted_at);
create index ledger_posting_at on ledger_posting (posted_at);
create index ledger_posting_settles on ledger_posting ((facts ->> 'line')) where kind = 'settlement';

alter table ledger_entry add constraint ledger_entry_not_zero check (amount <> 0);
alter table ledger_entry add constraint ledger_entry_account_known
    check (account in ('network:rewards', 'network:penalties', 'network:settled')
           or account = 'site:' || site || ':balance');
alter table ledger_entry add constraint ledger_entry_unit_known
    check (unit = 'points' and amount = trunc(amount) or unit ~ '^[A-Z]{{3}}$');
create unique index ledger_entry_once on ledger_entry (posting, account, unit);
create index ledger_entry_site on ledger_entry (site, account, unit) include (amount);

alter table settlement_line add constraint settlement_line_is_money check (unit ~ '^[A-Z]{{3}}$' and amount <> 0);
create unique index settlement_line_once on settlement_line (settlement, site, unit);
create index settlement_line_site on settlement_line (site);
create index settlement_entry_settlement on settlement_entry (settlement, site, unit);

-- A reversal takes back one posting of the same site, never another reversal; `reversal_of` is unique, so never twice.
create function ledger_posting_fits() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    if new.reversal_of is not null and not exists (
        select from ledger_posting p where p.id = new.reversal_of and p.site = new.site and p.reversal_of is null
    ) then
        raise exception 'a reversal takes back one posting of its site, and no reversal' using errcode = '23514';
    end if;
    return new;
end $$;
revoke all on function ledger_posting_fits() from public;
create trigger ledger_posting_fits before insert on ledger_posting
    for each row execute function ledger_posting_fits();
alter table ledger_posting enable always trigger ledger_posting_fits;

-- At the commit, for each posting and each line that it brought: all lines are there, they are of the posting's site and
-- sum to zero in each unit, and those of a reversal are the negated ones of what it takes back.
create function ledger_posting_whole() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare found ledger_posting;
begin
    if tg_table_name = 'ledger_posting' then
        found := new;
    else
        select * into found from ledger_posting where id = new.posting;
    end if;
    if (select count(*) <> found.lines or not bool_and(e.site = found.site) from ledger_entry e where e.posting = found.id) then
        raise exception 'posting % has not just the lines that it says', found.key using errcode = '23514';
    end if;
    if exists (select from ledger_entry e where e.posting = found.id group by e.unit having sum(e.amount) <> 0) then
        raise exception 'the lines of posting % do not sum to zero', found.key using errcode = '23514';
    end if;
    if found.reversal_of is not null and exists (
        select from ledger_entry e where e.posting in (found.id, found.reversal_of)
        group by e.account, e.unit having sum(e.amount) <> 0
    ) then
        raise exception 'posting % is not what it takes back, negated', found.key using errcode = '23514';
    end if;
    return null;
end $$;
revoke all on function ledger_posting_whole() from public;
create constraint trigger ledger_posting_whole after insert on ledger_posting deferrable initially deferred
    for each row execute function ledger_posting_whole();
alter table ledger_posting enable always trigger ledger_posting_whole;
create constraint trigger ledger_entry_whole after insert on ledger_entry deferrable initially deferred
    for each row execute function ledger_posting_whole();
alter table ledger_entry enable always trigger ledger_entry_whole;

-- What a settlement says of a site is the sum of the lines of the ledger that are in it.
create function settlement_whole() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare found settlement;
begin
    if tg_table_name = 'settlement' then
        found := new;
    else
        select * into found from settlement where id = new.settlement;
    end if;
    if (select count(*) <> found.entries from settlement_entry e where e.settlement = found.id) or exists (
        select from (
            select e.site, e.unit, sum(e.amount) as amount from settlement_entry e where e.settlement = found.id
            group by e.site, e.unit having sum(e.amount) <> 0
        ) e
        full join (select * from settlement_line where settlement = found.id) l using (site, unit)
        where e.amount is distinct from l.amount
    ) then
        raise exception 'settlement % is not the sum of what is in it', found.number using errcode = '23514';
    end if;
    if exists (
        select from settlement_entry e left join ledger_entry l
            on l.id = e.entry and l.site = e.site and l.unit = e.unit and l.amount = e.amount
        where e.settlement = found.id and l.id is null
    ) then
        raise exception 'settlement % says other than the ledger', found.number using errcode = '23514';
    end if;
    return null;
end $$;
revoke all on function settlement_whole() from public;
create constraint trigger settlement_whole after insert on settlement deferrable initially deferred
    for each row execute function settlement_whole();
alter table settlement enable always trigger settlement_whole;
-- A line that comes later meets the same question; so many at once come with their settlement, which asks it once.
create function settlement_closed() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    if exists (select from arriving a join settlement s on s.id = a.settlement
               where s.xmin::text::bigint <> (pg_current_xact_id()::text::bigint & 4294967295)) then
        raise exception 'a settlement is never added to' using errcode = 'SM001';
    end if;
    return null;
end $$;
revoke all on function settlement_closed() from public;
create trigger settlement_line_closed after insert on settlement_line referencing new table as arriving
    for each statement execute function settlement_closed();
alter table settlement_line enable always trigger settlement_line_closed;
create trigger settlement_entry_closed after insert on settlement_entry referencing new table as arriving
    for each statement execute function settlement_closed();
alter table settlement_entry enable always trigger settlement_entry_closed;
"""


async def forwards() -> MigrationManager:
    return raw(ID, "ledger", DESCRIPTION, SQL)
