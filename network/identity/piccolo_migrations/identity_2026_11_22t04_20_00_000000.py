"""Tell people of what concerns them, from within any transaction, and let the worker mail it."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from network.foundation.migrations import raw

ID = "2026-11-22T04:20:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Tell people of what concerns them, from within any transaction, and let the worker mail it."

SQL = r"""
create index notice_unread on notice (account) where read_at is null;
-- Each page says how many notices are unread: counted where it is found out who is there.
grant select (account, read_at) on notice to servicemark_gate;
create policy gate_counts on notice for select to servicemark_gate using (true);

grant select on notice to servicemark_worker;
grant update (mailed_at) on notice to servicemark_worker;
create policy worker_mails on notice to servicemark_worker using (true) with check (true);
grant select (id, email, language, disabled_at) on account to servicemark_worker;
create policy worker_mails on account for select to servicemark_worker using (true);

-- Who holds a role over a site at this moment. Nobody needs to be told of what they did themselves.
create function holders(wanted integer, wanted_role text) returns setof uuid language sql stable as $$
    select distinct m.account
    from membership m
    join account a on a.id = m.account and a.disabled_at is null
    where m.role = wanted_role and m.valid_from <= now() and (m.valid_to is null or m.valid_to > now())
      and m.account is distinct from my_account()
      and (m.whole_network
           or exists (select from membership_site link where link.membership = m.id and link.site = wanted)
           or exists (select from membership_region link join region top on top.id = link.region
                      join site s on s.id = wanted join region here on here.id = s.region
                      where link.membership = m.id
                        and (here.path = top.path or starts_with(here.path, top.path || '/'))))
$$;

-- Tells each of these accounts once, whatever is told again, and has it mailed after so long (null: never). In the
-- order of the accounts, so that two who tell the same ones do not wait for each other crosswise. How many were told.
create function tell(accounts uuid[], what text, about text, at_page text, facts jsonb, mail_after interval)
returns integer language sql as $$
    with told as (
        insert into notice (id, account, kind, key, link, facts, created_at)
        select gen_random_uuid(), each, $2, $3, $4, $5, now() from unnest($1) each order by each
        on conflict (account, kind, key) do nothing
        returning account
    )
    select count(case when $6 is null then 0
                 else jobs.enqueue('mail', jsonb_build_object('account', account), now() + $6) end)::integer
    from told
$$;

-- What every notice about a site names.
create function naming(wanted integer, facts jsonb) returns jsonb language sql stable as $$
    select $2 || jsonb_build_object('site', s.code, 'name', s.name, 'name_zh', s.name_zh) from site s where s.id = $1
$$;

-- Those who run a site are told, from headquarters or from the site itself.
create function tell_site(wanted integer, what text, about text, at_page text, facts jsonb, mail_after interval)
returns integer language sql security definer set search_path = public, pg_temp as $$
    select tell(case when may_review($1) then array(select holders($1, 'site_operator')) end,
                $2, $3, $4, naming($1, $5), $6)
$$;

-- The managers whose scope holds a site; administrators look after the program.
create function tell_headquarters(wanted integer, what text, about text, at_page text, facts jsonb, mail_after interval)
returns integer language sql security definer set search_path = public, pg_temp as $$
    select tell(case when may_review($1) then array(select holders($1, 'hq_manager')) end,
                $2, $3, $4, naming($1, $5), $6)
$$;

-- One person, whoever it is.
create function tell_account(wanted uuid, what text, about text, at_page text, facts jsonb, mail_after interval)
returns integer language sql security definer set search_path = public, pg_temp as $$
    select tell(array[$1], $2, $3, $4, $5, $6)
$$;

revoke all on function holders(integer, text), naming(integer, jsonb), tell(uuid[], text, text, text, jsonb, interval),
    tell_site(integer, text, text, text, jsonb, interval), tell_headquarters(integer, text, text, text, jsonb, interval),
    tell_account(uuid, text, text, text, jsonb, interval) from public;
grant execute on function tell_site(integer, text, text, text, jsonb, interval),
    tell_headquarters(integer, text, text, text, jsonb, interval)
    to servicemark_hq, servicemark_region, servicemark_site;
grant execute on function tell_account(uuid, text, text, text, jsonb, interval) to servicemark_hq, servicemark_region;
"""


async def forwards() -> MigrationManager:
    return raw(ID, "identity", DESCRIPTION, SQL)
