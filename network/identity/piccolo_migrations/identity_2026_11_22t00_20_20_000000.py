"""Fence terms, rights, second factors, invitations and keys."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from network.foundation.migrations import raw

ID = "2026-11-22T00:20:20:000000"
VERSION = "1.38.0"
DESCRIPTION = "Fence terms, rights, second factors, invitations and keys."

SQL = r"""
alter table membership drop constraint membership_role_known;
alter table membership add constraint membership_role_known check
    (role in ('hq_administrator', 'hq_manager', 'site_operator', 'auditor', 'executive', 'applicant'));
alter table membership add constraint membership_ends_after_start check (valid_to >= valid_from);
alter table membership_right add constraint membership_right_known check (permission in
    ('sites:right:select', 'sites:right:train', 'sites:right:reward', 'sites:right:punish', 'sites:right:inspect',
     'sites:right:cancel'));
alter table membership_right add constraint membership_right_ends_after_start check (valid_to >= valid_from);
create index membership_right_membership on membership_right (membership);
create index membership_site_site on membership_site (site);
create index known_device_account on known_device (account);
create unique index invitation_open on invitation (email) where accepted_at is null and revoked_at is null;
create index api_key_site on api_key (site);
update membership set valid_from = created_at;
-- Managers made before the six rights were granted one by one had all of them wherever they were.
insert into membership_right (membership, permission, valid_from, grantor)
    select m.id, p.permission, m.created_at, 'servicemark'
    from membership m cross join (values ('sites:right:select'), ('sites:right:train'), ('sites:right:reward'),
        ('sites:right:punish'), ('sites:right:inspect'), ('sites:right:cancel')) p (permission)
    where m.role = 'hq_manager';

grant select on membership_right to servicemark_gate;
grant select, insert, update, delete on known_device to servicemark_gate;
grant update (totp_last_step, recovery_codes) on account to servicemark_gate;
grant select, insert, update, delete on membership_right, invitation, known_device, api_key to servicemark_admin;
grant usage on sequence membership_right_id_seq to servicemark_admin;

-- Everyone keeps their own password and second factor, and sees and ends their own sign-ins.
create policy own on account for select to servicemark_hq, servicemark_region, servicemark_site, servicemark_reader,
    servicemark_field, servicemark_applicant using (id = (select my_account()));
create policy own_changes on account for update to servicemark_hq, servicemark_region, servicemark_site,
    servicemark_reader, servicemark_field, servicemark_applicant
    using (id = (select my_account())) with check (id = (select my_account()));
-- Hashes and secrets are compared where signing in is: nobody's own role reads them, not even for itself.
grant select (id, email, name, language, created_at, password_changed_at, disabled_at, totp_confirmed_at)
    on account to servicemark_hq, servicemark_region, servicemark_site, servicemark_reader, servicemark_field, servicemark_applicant;
grant update (name, password_hash, password_changed_at, totp_secret, totp_confirmed_at, totp_last_step, recovery_codes)
    on account to servicemark_hq, servicemark_region, servicemark_site, servicemark_reader, servicemark_field,
    servicemark_applicant;
create policy own on session to servicemark_hq, servicemark_region, servicemark_site, servicemark_reader,
    servicemark_field, servicemark_applicant using (account = (select my_account()));
grant select, delete on session to servicemark_hq, servicemark_region, servicemark_site, servicemark_reader,
    servicemark_field, servicemark_applicant;

-- Keys: an operator those of its own sites, an administrator all. The gate recognises them.
alter table api_key enable row level security;
alter table api_key force row level security;
create policy administration on api_key to servicemark_admin using (true) with check (true);
create policy scope on api_key to servicemark_site
    using (site = any ((select my_sites())::integer[])) with check (site = any ((select my_sites())::integer[]));
create policy gate on api_key to servicemark_gate using (true) with check (true);
create policy owner_reads on api_key for select to servicemark_owner using (true);
grant select, insert on api_key to servicemark_site;
grant update (revoked_at) on api_key to servicemark_site;
grant select, update (last_used_at) on api_key to servicemark_gate;

alter table invitation enable row level security;
alter table invitation force row level security;
create policy administration on invitation to servicemark_admin using (true) with check (true);
create policy owner_keeps on invitation to servicemark_owner using (true) with check (true);
create policy owner_keeps on account to servicemark_owner using (true) with check (true);

-- An invitation as whoever holds its link may see it; nothing for one that is used, revoked, over or unknown.
create function invitation_of(token bytea, moment timestamptz)
returns table (email varchar, name varchar, role varchar, inviter text, expires_at timestamptz)
language sql stable security definer set search_path = public, pg_temp as $$
    select i.email, i.name, i.role, i.inviter, i.expires_at from invitation i
    where i.token_sha256 = token and i.accepted_at is null and i.revoked_at is null and i.expires_at > moment
$$;

-- Makes the account that the invitation is for, with its one membership; null when it is not good any more. Its own
-- function, because nobody is signed in yet and no role that acts before that may make accounts by itself.
create function accept_invitation(token bytea, wanted_name text, wanted_hash text, wanted_language text,
                                  moment timestamptz)
returns uuid language plpgsql security definer set search_path = public, pg_temp as $$
declare
    found invitation;
    made uuid := gen_random_uuid();
    member uuid := gen_random_uuid();
begin
    select * into found from invitation where token_sha256 = token and accepted_at is null and revoked_at is null
        and expires_at > moment for update;
    if found.id is null then
        return null;
    end if;
    insert into account (id, email, name, password_hash, language, created_at, password_changed_at)
        values (made, found.email, wanted_name, wanted_hash, wanted_language, moment, moment);
    insert into membership (id, account, role, whole_network, created_at, valid_from, valid_to, granted_by, grantor)
        values (member, made, found.role, coalesce((found.scope ->> 'whole_network')::boolean, false), moment, moment,
                (found.scope ->> 'valid_to')::timestamptz, found.invited_by, found.inviter);
    insert into membership_region (membership, region)
        select member, r.id from jsonb_array_elements_text(found.scope -> 'regions') named
        join region r on r.path = named.value;
    insert into membership_site (membership, site)
        select member, s.id from jsonb_array_elements_text(found.scope -> 'sites') named
        join site s on s.code = named.value;
    insert into membership_right (membership, permission, region, valid_from, granted_by, grantor)
        select member, given ->> 'permission', r.id, moment, found.invited_by, found.inviter
        from jsonb_array_elements(found.scope -> 'rights') given
        left join region r on r.path = given ->> 'region'
        where given ->> 'region' is null or r.id is not null;
    update invitation set accepted_at = moment, account = made where id = found.id;
    return made;
end $$;

-- Who could see a site on a day, and through what: for whoever reaches the site, and headquarters.
create function access_to_site(wanted integer, moment timestamptz)
returns table (account uuid, name varchar, email varchar, role varchar, whole_network boolean, region varchar,
               since timestamptz, until timestamptz, disabled_at timestamptz, rights text[])
language sql stable security definer set search_path = public, pg_temp as $$
    select a.id, a.name, a.email, m.role, m.whole_network, through.path, m.valid_from, m.valid_to, a.disabled_at,
           array(select distinct held.permission::text from membership_right held
                 left join region top on top.id = held.region
                 where held.membership = m.id and held.valid_from <= moment
                   and (held.valid_to is null or held.valid_to > moment)
                   and (held.region is null or here.path = top.path or starts_with(here.path, top.path || '/')))
    from site s
    left join region here on here.id = s.region
    cross join membership m
    join account a on a.id = m.account
    left join lateral (
        select top.path from membership_region link join region top on top.id = link.region
        where link.membership = m.id and (here.path = top.path or starts_with(here.path, top.path || '/'))
        order by length(top.path) desc limit 1
    ) through on true
    where s.id = wanted and (wanted = any (my_sites()) or nullif(current_setting('app.sites', true), '') is null
                             and holds_right('select', null))
      and m.valid_from <= moment and (m.valid_to is null or m.valid_to > moment)
      and (m.whole_network or through.path is not null
           or exists (select from membership_site link where link.membership = m.id and link.site = wanted))
    order by m.role, a.name
$$;
revoke all on function invitation_of(bytea, timestamptz), accept_invitation(bytea, text, text, text, timestamptz),
    access_to_site(integer, timestamptz) from public;
grant execute on function invitation_of(bytea, timestamptz), accept_invitation(bytea, text, text, text, timestamptz)
    to servicemark_gate;
grant execute on function access_to_site(integer, timestamptz) to servicemark_hq, servicemark_region;

-- The names of memberships and rights are headquarters' to read; what it takes to sign in stays with administrators.
create policy network_reads on account for select to servicemark_hq using (true);
grant select on membership, membership_region, membership_site, membership_right to servicemark_hq;
"""


async def forwards() -> MigrationManager:
    return raw(ID, "identity", DESCRIPTION, SQL)
