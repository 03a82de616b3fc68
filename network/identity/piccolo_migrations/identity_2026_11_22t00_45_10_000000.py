"""Tell who can see a site and who holds the six rights, at any moment, as far as the asker reaches."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from network.foundation.migrations import raw

ID = "2026-11-22T00:45:10:000000"
VERSION = "1.38.0"
DESCRIPTION = "Tell who can see a site and who holds the six rights, at any moment, as far as the asker reaches."

SQL = r"""
grant update (last_used_at) on membership to servicemark_gate;

-- `disabled_at` forgets a lock-out that was lifted again; the trail does not.
create function was_disabled(wanted uuid, moment timestamptz) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
    select exists (select from account a where a.id = wanted and a.disabled_at <= moment)
        or coalesce((
            select e.action = 'account.disabled' from trail_event e
            where e.subject = wanted::text and e.site = 0 and e.at <= moment
              and e.action in ('account.disabled', 'account.enabled')
            order by e.sequence desc limit 1
        ), false)
$$;

-- The region that the network had a site in at a moment: by when it was recorded, because that is what opened doors,
-- and not by the day from which it was said to hold. Before the first record: the first.
create function region_recorded(wanted integer, moment timestamptz) returns integer
language sql stable security definer set search_path = public, pg_temp as $$
    select h.region from site_history h where h.site = wanted
    order by h.recorded_at <= moment desc,
             case when h.recorded_at <= moment then moment - h.recorded_at else h.recorded_at - moment end, h.id desc
    limit 1
$$;

-- Whether whoever asks may know who sees this site. The role of the transaction, because within these functions the
-- current user is their owner.
create function may_review(wanted integer) returns boolean language sql stable as $$
    select current_setting('role') in ('servicemark_hq', 'servicemark_admin')
        or (current_setting('role') in ('servicemark_region', 'servicemark_site')
            and coalesce(wanted = any (my_sites()), false))
$$;

drop function access_to_site(integer, timestamptz);

-- Who could see a site at a moment, and through what: a membership in the whole network, one in a region above the site
-- (`region`: its path), or one at the site. An operator is told of operators only. When somebody signed in last is for
-- administrators.
create function access_to_site(wanted integer, moment timestamptz)
returns table (membership uuid, account uuid, name varchar, email varchar, role varchar, whole_network boolean,
               region varchar, since timestamptz, until timestamptz, rights text[], signed_in_at timestamptz)
language sql stable security definer set search_path = public, pg_temp as $$
    select m.id, a.id, a.name, a.email, m.role, m.whole_network, through.path, m.valid_from, m.valid_to,
           array(select distinct held.permission::text from membership_right held
                 left join region top on top.id = held.region
                 where held.membership = m.id and held.valid_from <= moment
                   and (held.valid_to is null or held.valid_to > moment)
                   and (held.region is null or here.path = top.path or starts_with(here.path, top.path || '/'))
                 order by 1),
           case when current_setting('role') = 'servicemark_admin' then (
               select max(e.at) from trail_event e where e.account = a.id and e.action = 'session.started'
           ) end
    from site s
    left join region here on here.id = region_recorded(s.id, moment)
    cross join membership m
    join account a on a.id = m.account
    left join lateral (
        select top.path from membership_region link join region top on top.id = link.region
        where link.membership = m.id and (here.path = top.path or starts_with(here.path, top.path || '/'))
        order by length(top.path) desc limit 1
    ) through on true
    where s.id = wanted and may_review(s.id)
      and (current_setting('role') <> 'servicemark_site' or m.role = 'site_operator')
      and m.valid_from <= moment and (m.valid_to is null or m.valid_to > moment)
      and not was_disabled(a.id, moment)
      and (m.whole_network or through.path is not null
           or exists (select from membership_site link where link.membership = m.id and link.site = wanted))
    order by m.role, a.name, m.id
$$;

-- The keys by which programs could act for a site at a moment.
create function keys_to_site(wanted integer, moment timestamptz)
returns table (name varchar, prefix varchar, verbs jsonb, creator text, since timestamptz, until timestamptz,
               last_used_at timestamptz)
language sql stable security definer set search_path = public, pg_temp as $$
    select k.name, k.prefix, k.verbs, k.creator, k.created_at, least(k.expires_at, k.revoked_at), k.last_used_at
    from api_key k
    where k.site = wanted and may_review(k.site) and k.created_at <= moment and k.expires_at > moment
      and (k.revoked_at is null or k.revoked_at > moment)
    order by k.name, k.prefix
$$;

-- Who holds which of the six rights at a moment: one row for each region (`region`: its path) that a right was given
-- over with all below it, null being the whole network. Administrators hold all six by their role: `id` is null. A
-- manager of regions is told of those who hold a right over any of them.
create function rights_held(moment timestamptz)
returns table (id integer, account uuid, name varchar, membership uuid, role varchar, permission varchar,
               region varchar, since timestamptz, until timestamptz, grantor text)
language sql stable security definer set search_path = public, pg_temp as $$
    with holder as (
        select m.*, a.name from membership m join account a on a.id = m.account
        where m.role in ('hq_administrator', 'hq_manager') and m.valid_from <= moment
          and (m.valid_to is null or m.valid_to > moment) and not was_disabled(a.id, moment)
    ), held as (
        select given.id, h.account, h.name, h.id as membership, h.role, given.permission,
               coalesce(given.region, link.region) as region, greatest(given.valid_from, h.valid_from) as since,
               least(given.valid_to, h.valid_to) as until, given.grantor
        from holder h
        join membership_right given on given.membership = h.id
        left join membership_region link on link.membership = h.id and given.region is null
        where given.valid_from <= moment and (given.valid_to is null or given.valid_to > moment)
        union all
        select null, h.account, h.name, h.id, h.role, each_right.name, null, h.valid_from, h.valid_to, h.grantor
        from holder h
        cross join (values ('sites:right:select'), ('sites:right:train'), ('sites:right:reward'),
                           ('sites:right:punish'), ('sites:right:inspect'), ('sites:right:cancel')) each_right (name)
        where h.role = 'hq_administrator'
    )
    select held.id, held.account, held.name, held.membership, held.role, held.permission, top.path, held.since,
           held.until, held.grantor
    from held
    left join region top on top.id = held.region
    where current_setting('role') in ('servicemark_hq', 'servicemark_admin')
       or (current_setting('role') = 'servicemark_region' and (top.id is null or exists (
               select from region mine where mine.id = any (my_regions())
                 and (mine.path = top.path or starts_with(mine.path, top.path || '/')
                      or starts_with(top.path, mine.path || '/')))))
$$;

-- What somebody may choose from for a session: their own memberships of this moment.
create function my_memberships(moment timestamptz)
returns table (id uuid, role varchar, whole_network boolean, regions text[], sites text[], until timestamptz,
               last_used_at timestamptz)
language sql stable security definer set search_path = public, pg_temp as $$
    select m.id, m.role, m.whole_network,
           array(select r.path::text from membership_region link join region r on r.id = link.region
                 where link.membership = m.id order by 1),
           array(select s.code::text from membership_site link join site s on s.id = link.site
                 where link.membership = m.id order by 1),
           m.valid_to, m.last_used_at
    from membership m
    where m.account = my_account() and m.valid_from <= moment and (m.valid_to is null or m.valid_to > moment)
    order by m.valid_from, m.id
$$;

revoke all on function was_disabled(uuid, timestamptz), region_recorded(integer, timestamptz), may_review(integer),
    access_to_site(integer, timestamptz), keys_to_site(integer, timestamptz), rights_held(timestamptz),
    my_memberships(timestamptz) from public;
grant execute on function was_disabled(uuid, timestamptz) to servicemark_admin;
grant execute on function region_recorded(integer, timestamptz) to servicemark_hq;
grant execute on function access_to_site(integer, timestamptz), keys_to_site(integer, timestamptz)
    to servicemark_hq, servicemark_region, servicemark_site;
grant execute on function rights_held(timestamptz) to servicemark_hq, servicemark_region;
grant execute on function my_memberships(timestamptz) to servicemark_hq, servicemark_region, servicemark_site,
    servicemark_reader, servicemark_field, servicemark_applicant;
"""


async def forwards() -> MigrationManager:
    return raw(ID, "identity", DESCRIPTION, SQL)
