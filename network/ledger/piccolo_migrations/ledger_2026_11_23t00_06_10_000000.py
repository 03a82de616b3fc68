"""Fence proposals; let nobody decide about one alone where two must, and nothing that happened change."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from network.foundation.migrations import raw

ID = "2026-11-23T00:06:10:000000"
VERSION = "1.38.0"
DESCRIPTION = "Fence proposals; let nobody decide about one alone where two must, and nothing that happened change."

HQ = "servicemark_hq, servicemark_region"
READERS = f"{HQ}, servicemark_site"
MINE = "site = any ((select my_sites())::integer[])"


def _fenced(*tables: str) -> str:
    return "".join(
        f"""
alter table {table} enable row level security;
alter table {table} force row level security;
create policy network on {table} to servicemark_hq using (true) with check (true);
create policy region on {table} to servicemark_region using ({MINE}) with check ({MINE});
create policy scope on {table} to servicemark_site using ({MINE}) with check ({MINE});
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
{_fenced("consequence_proposal", "consequence_step", "consequence_appeal", "honour_consent")}
{_frozen("consequence_step", "honour_consent")}
alter table consequence_proposal
    add constraint consequence_proposal_origin_known
        check (origin in ('rule', 'manual', 'restatement', 'demerits')),
    add constraint consequence_proposal_effect_known
        check (effect in ('money', 'points', 'demerits', 'honour', 'warning', 'rectification', 'probation',
                          'suspension', 'withdrawal')),
    add constraint consequence_proposal_state_known
        check (state in ('proposed', 'approved_once', 'approved', 'posted', 'rejected', 'appealed', 'withdrawn',
                         'expired')),
    add constraint consequence_proposal_amount_fits
        check ((effect in ('money', 'points', 'demerits')) = (amount is not null and unit is not null)
               and amount <> 0 and (unit = 'points') = (effect <> 'money')),
    add constraint consequence_proposal_posted
        check (state <> 'posted' or posting is not null),
    add constraint consequence_proposal_first
        check (state not in ('approved_once', 'approved', 'posted') or first_by is not null),
    add constraint consequence_proposal_second
        check (not two_people or state not in ('approved', 'posted') or second_by is not null),
    add constraint consequence_proposal_two
        check (second_by is null or first_by is not null and second_by <> first_by),
    add constraint consequence_proposal_not_alone
        check (origin <> 'manual'
               or (first_by is distinct from proposed_by and second_by is distinct from proposed_by)
               or (first_by is null and second_by is null)),
    add constraint consequence_proposal_not_the_judge
        check (effect not in ('suspension', 'withdrawal') or two_people
               and (second_by is null or second_by is distinct from proposed_by)),
    add constraint consequence_proposal_resumes
        check ((state = 'appealed') = (resumes is not null));
create unique index consequence_proposal_once on consequence_proposal (run, site, rule, fact) where run is not null;
create unique index consequence_proposal_demerits on consequence_proposal (site, fact) where origin = 'demerits';
create index consequence_proposal_site on consequence_proposal (site, proposed_at);
create index consequence_proposal_state on consequence_proposal (state, proposed_at);
create index consequence_proposal_period on consequence_proposal (period, site) where period is not null;
create index consequence_proposal_posting on consequence_proposal (posting) where posting is not null;
grant insert on consequence_proposal to {HQ};
grant usage on sequence consequence_proposal_number_seq to {HQ};
grant update (state, resumes, first_by, first_name, first_at, second_by, second_name, second_at, decided_at, posting,
              outcome, version) on consequence_proposal to {HQ};
grant update (state, resumes, version) on consequence_proposal to servicemark_site;
create policy signed on consequence_proposal as restrictive for insert to {HQ}
    with check (state = 'proposed' and proposed_by is not distinct from (select my_account()));
-- A site stops what is to its disadvantage, and does nothing else.
create policy appeals on consequence_proposal as restrictive for update to servicemark_site
    using (adverse and state in ('proposed', 'approved_once', 'approved', 'posted')) with check (state = 'appealed');
create trigger consequence_proposal_version before update on consequence_proposal
    for each row execute function next_version();
alter table consequence_proposal enable always trigger consequence_proposal_version;
-- Whoever agrees does so under their own name, once.
create function consequence_proposal_signed() returns trigger
language plpgsql set search_path = public, pg_temp as $$
begin
    if old.first_by is not null and new.first_by is distinct from old.first_by
       or old.second_by is not null and new.second_by is distinct from old.second_by then
        raise exception 'who agreed stays on record' using errcode = '23514';
    end if;
    if new.first_by is distinct from old.first_by and new.first_by is distinct from my_account()
       or new.second_by is distinct from old.second_by and new.second_by is distinct from my_account() then
        raise exception 'nobody agrees for somebody else' using errcode = '23514';
    end if;
    return new;
end $$;
revoke all on function consequence_proposal_signed() from public;
create trigger consequence_proposal_signed before update on consequence_proposal
    for each row execute function consequence_proposal_signed();
alter table consequence_proposal enable always trigger consequence_proposal_signed;
create trigger consequence_proposal_kept before delete or truncate on consequence_proposal
    for each statement execute function refuse_change();
alter table consequence_proposal enable always trigger consequence_proposal_kept;

create index consequence_step_proposal on consequence_step (proposal, at);
grant insert on consequence_step to {READERS};
create policy own_side on consequence_step as restrictive for insert to servicemark_site with check (side = 'site');
create policy other_side on consequence_step as restrictive for insert to {HQ} with check (side = 'hq');

alter table consequence_appeal add constraint consequence_appeal_decided
    check ((upheld is null) = (decided_at is null) and (upheld is null) = (decision is null));
create index consequence_appeal_open on consequence_appeal (asked_at) where upheld is null;
create index consequence_appeal_site on consequence_appeal (site);
grant insert on consequence_appeal to servicemark_site;
grant update (upheld, decided_by, decider, decided_at, decision) on consequence_appeal to {HQ};
create policy asks on consequence_appeal as restrictive for insert to servicemark_site
    with check (upheld is null and asked_by is not distinct from (select my_account()));
create policy decides on consequence_appeal as restrictive for update to {HQ}
    using (upheld is null) with check (upheld is not null and decided_by = (select my_account()));

create index honour_consent_proposal on honour_consent (proposal, id);
grant insert on honour_consent to servicemark_site;
grant usage on sequence honour_consent_id_seq to servicemark_site;
create policy consents on honour_consent as restrictive for insert to servicemark_site
    with check (by is not distinct from (select my_account()));

-- Honours that stand and whose sites agreed: everybody who is signed in may read them, of whichever site.
create function published_honours() returns table (
    period text, title jsonb, code text, name text, name_zh text, city text, city_zh text, honoured_at timestamptz
)
language sql stable security definer set search_path = public, pg_temp as $$
    select p.period, p.details, s.code, s.name, s.name_zh, s.city, s.city_zh, p.decided_at
    from consequence_proposal p join site s on s.id = p.site
    cross join lateral (select c.given from honour_consent c where c.proposal = p.id order by c.id desc limit 1) consent
    where p.effect = 'honour' and p.state = 'approved' and consent.given
$$;
revoke all on function published_honours() from public;
grant execute on function published_honours() to {READERS}, servicemark_reader;
"""


async def forwards() -> MigrationManager:
    return raw(ID, "ledger", DESCRIPTION, SQL)
