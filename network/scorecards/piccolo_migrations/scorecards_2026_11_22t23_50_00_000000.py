"""Fence the process of a quarter: previews, challenges, releases, restatements; let exactly a restatement pass."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from network.foundation.migrations import raw

ID = "2026-11-22T23:50:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Fence the process of a quarter."

HQ = "servicemark_hq"
REGION = "servicemark_region"
SITE = "servicemark_site"

# Runs that were published before circumstances were kept: what the cards tell of them gives the same scores. A
# criterion without points is told off as it stood, so that what is not known any more changes nothing.
DERIVE = """
insert into scorecard_circumstance (run, site, kind, peer_group, not_applicable, held, missing_reports,
                                    quarters_certified, certification_valid, derived)
select c.run, c.site, coalesce(c.identity ->> 'kind', s.kind), c.peer_group, lines.not_applicable, lines.held,
       lines.silent, case when c.provisional then 0 when lines.silent then 8 end,
       not exists (select from jsonb_array_elements(c.gates) g where g ->> 'metric' is null), true
from scorecard c
join site s on s.id = c.site
cross join lateral (
    select coalesce(jsonb_agg(k.criterion order by k.criterion) filter (where k.state = 'not_applicable'), '[]')
               as not_applicable,
           coalesce(jsonb_agg(k.criterion order by k.criterion) filter (where k.state = 'held'), '[]') as held,
           coalesce(bool_or(k.state = 'not_reported'), false) as silent
    from criterion_result k where k.run = c.run and k.site = c.site
) lines;
insert into scorecard_release (run, site, released_at, released_by)
select c.run, c.site, r.published_at, r.published_by
from scorecard c join scorecard_run r on r.id = c.run where r.state in ('published', 'restated');
"""

SHAPE = """
create unique index scorecard_circumstance_once on scorecard_circumstance (run, site);
create unique index scorecard_preview_once on scorecard_preview (run, site);
create unique index scorecard_release_once on scorecard_release (run, site);
create unique index scorecard_challenge_once on scorecard_challenge (run, site, criterion);
create unique index scorecard_run_restates_once on scorecard_run (restates) where restates is not null;
create index scorecard_preview_site on scorecard_preview (site);
create index scorecard_release_site on scorecard_release (site);
create index scorecard_challenge_site on scorecard_challenge (site);
create index scorecard_challenge_open on scorecard_challenge (lodged_at) where state = 'open';
create index challenge_file_challenge on challenge_file (challenge);
create index scorecard_difference_card on scorecard_difference (run, site, at);
create unique index scorecard_restatement_one on scorecard_restatement (run) where state = 'proposed';
alter table scorecard_preview add constraint scorecard_preview_days check (days between 1 and 60);
alter table scorecard_preview add constraint scorecard_preview_delivered check (delivered_at >= opened_at);
alter table scorecard_challenge add constraint scorecard_challenge_state_known check (
    state in ('open', 'accepted', 'rejected') and (state = 'open') = (decided_at is null)
    and (state = 'accepted') = (outcome is not null) and (state = 'open' or coalesce(decision, '') ~ '[^[:space:]]'));
alter table scorecard_challenge add constraint scorecard_challenge_outcome_known
    check (outcome in ('corrected', 'held'));
alter table scorecard_challenge add constraint scorecard_challenge_ground_known
    check (ground in ('factual', 'evidence', 'omitted', 'procedure'));
alter table scorecard_restatement add constraint scorecard_restatement_state_known check (
    state in ('proposed', 'approved', 'rejected') and (state = 'proposed') = (decided_at is null)
    and (state = 'approved') = (made is not null) and reason ~ '[^[:space:]]'
    and (state = 'proposed' or (decided_by is not null and decided_by <> proposed_by)));
alter table scorecard_run add constraint scorecard_run_restates_why
    check ((restates is null) = (reason is null) and (restates is null) = (revision = 1));
"""

RUNS = """
-- A run that restates follows the published one of its quarter, and is published when two people wanted it.
create or replace function refuse_published_run() returns trigger language plpgsql as $$
begin
    if tg_op = 'INSERT' then
        if new.state <> 'draft' then
            raise exception 'a quarter begins as a draft' using errcode = 'SM001';
        end if;
    elsif old.state in ('published', 'restated') then
        if tg_op = 'UPDATE' and old.state = 'published' and new.state = 'restated'
            and to_jsonb(new) - 'state' = to_jsonb(old) - 'state'
            and exists (select from scorecard_run r where r.restates = old.id and r.state = 'published') then
            return new;
        end if;
        raise exception 'a published quarter is never changed' using errcode = 'SM001';
    end if;
    if tg_op = 'DELETE' then
        return old;
    end if;
    if new.restates is not null then
        if not exists (select from scorecard_run r where r.id = new.restates and r.state = 'published'
                       and r.period = new.period and r.revision + 1 = new.revision and r.scheme = new.scheme)
            or new.state = 'published' and not exists (select from scorecard_restatement w
                       where w.run = new.restates and w.made = new.id and w.state = 'approved') then
            raise exception 'a restatement follows what is published, by two people' using errcode = 'SM001';
        end if;
    elsif exists (select from scorecard_run r where r.period = new.period and r.id <> new.id
                  and r.state in ('published', 'restated')) then
        raise exception 'a published quarter has no other revision' using errcode = 'SM001';
    end if;
    return new;
end $$;

-- Once all is done, one revision of a quarter is in force.
create function refuse_two_published() returns trigger language plpgsql as $$
begin
    if (select count(*) from scorecard_run r where r.period = new.period and r.state = 'published') > 1 then
        raise exception 'one revision of a quarter is in force' using errcode = 'SM001';
    end if;
    return null;
end $$;
create constraint trigger scorecard_run_one_published after insert or update on scorecard_run
    deferrable initially deferred for each row when (new.state = 'published') execute function refuse_two_published();
alter table scorecard_run enable always trigger scorecard_run_one_published;
"""

PROCESS = """
-- The window is the database's to say: working days of the site from the opening, and anew from the delivery.
create function open_preview() returns trigger language plpgsql as $$
begin
    if tg_op = 'INSERT' then
        perform from scorecard_run r where r.id = new.run and r.state in ('computed', 'preview') for share;
        if not found or new.delivered_at is not null then
            raise exception 'only what is computed is previewed' using errcode = 'SM001';
        end if;
    elsif old.delivered_at is not null or new.delivered_at is null
        or to_jsonb(new) - 'delivered_at' - 'challenge_until' <> to_jsonb(old) - 'delivered_at' - 'challenge_until' then
        raise exception 'a preview is delivered once' using errcode = 'SM001';
    end if;
    select working_days_over(coalesce(new.delivered_at, new.opened_at), new.days, s.time_zone, s.holidays,
                             s.make_up_days) into new.challenge_until
    from site s where s.id = new.site;
    return new;
end $$;
create trigger scorecard_preview_window before insert or update on scorecard_preview
    for each row execute function open_preview();

create function check_challenge() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    if tg_op = 'INSERT' then
        if new.state <> 'open' or not exists (
            select from scorecard_preview p join scorecard_run r on r.id = p.run and r.state = 'preview'
            join criterion_result k on k.run = p.run and k.site = p.site and k.criterion = new.criterion
            where p.run = new.run and p.site = new.site and new.lodged_at >= p.opened_at
              and new.lodged_at < p.challenge_until) then
            raise exception 'the window to challenge is not open' using errcode = 'SM001';
        end if;
    elsif old.state <> 'open' or new.state = 'open' or new.decided_by is null
        or new.decided_by is not distinct from new.lodged_by
        or exists (select from scorecard_run r where r.id = new.run and r.computer = new.decided_by)
        or to_jsonb(new) - '{state,outcome,decided_by,decider,decided_at,decision,version}'::text[]
           <> to_jsonb(old) - '{state,outcome,decided_by,decider,decided_at,decision,version}'::text[] then
        raise exception 'a challenge is decided once, by somebody independent' using errcode = 'SM001';
    end if;
    return new;
end $$;
create trigger scorecard_challenge_checked before insert or update on scorecard_challenge
    for each row execute function check_challenge();

create function check_release() returns trigger language plpgsql as $$
begin
    perform from scorecard_run r join scorecard c on c.run = r.id and c.site = new.site
    where r.id = new.run and r.state in ('published', 'restated');
    if not found then
        raise exception 'only what is published is released' using errcode = 'SM001';
    end if;
    return new;
end $$;
create trigger scorecard_release_checked before insert on scorecard_release
    for each row execute function check_release();

create function check_restatement() returns trigger language plpgsql as $$
begin
    if tg_op = 'INSERT' then
        if new.state <> 'proposed' or not exists (
            select from scorecard_run r where r.id = new.run and r.state = 'published') then
            raise exception 'only what is published is restated' using errcode = 'SM001';
        end if;
    elsif old.state <> 'proposed' or new.state = 'proposed'
        or to_jsonb(new) - '{state,decided_by,decider,decided_at,decision,made}'::text[]
           <> to_jsonb(old) - '{state,decided_by,decider,decided_at,decision,made}'::text[] then
        raise exception 'a restatement is decided once' using errcode = 'SM001';
    end if;
    return new;
end $$;
create trigger scorecard_restatement_checked before insert or update on scorecard_restatement
    for each row execute function check_restatement();

-- The cards that those sites read which a transaction is about: released ones, and those they are shown beforehand.
create function my_cards() returns table (run uuid, site integer)
language sql stable security definer set search_path = public, pg_temp as $$
    select x.run, x.site from scorecard_release x where x.site = any (my_sites())
    union all
    select p.run, p.site from scorecard_preview p join scorecard_run r on r.id = p.run and r.state = 'preview'
    where p.site = any (my_sites())
$$;
revoke all on function my_cards() from public;
grant execute on function my_cards() to servicemark_site;

drop policy published_reads on scorecard_run;
create policy published_reads on scorecard_run for select to servicemark_reader
    using (state in ('published', 'restated'));
create policy released_reads on scorecard_run for select to servicemark_site
    using (id in (select c.run from my_cards() c));
"""


def _frozen(table: str) -> str:
    """Never changed once its run is published."""
    kinds = {"insert": "new", "update": "old", "move": "new", "delete": "old"}
    made = [
        f"create trigger {table}_frozen_{kind} after {'update' if kind == 'move' else kind} on {table} "
        f"referencing {seen} table as touched for each statement execute function refuse_published();"
        for kind, seen in kinds.items()
    ]
    made.append(
        f"create trigger {table}_frozen_truncate before truncate on {table} "
        "for each statement execute function refuse_change();"
    )
    made += [f"alter table {table} enable always trigger {table}_frozen_{kind};" for kind in (*kinds, "truncate")]
    return "\n".join(made)


def _kept(table: str, *, changes: bool) -> str:
    """Never removed; nor changed, unless its own trigger looks at the change."""
    refused = "delete or truncate" if changes else "update or delete or truncate"
    return (
        f"create trigger {table}_kept before {refused} on {table} for each statement execute function refuse_change();"
        f"alter table {table} enable always trigger {table}_kept;"
    )


def _fenced(table: str) -> str:
    """HQ gets at all of it, managers of regions read their sites'."""
    return f"""
alter table {table} enable row level security;
alter table {table} force row level security;
create policy owner on {table} to servicemark_owner using (true) with check (true);
create policy network on {table} to {HQ} using (true) with check (true);
create policy scope_reads on {table} for select to {REGION} using (site = any ((select my_sites())::integer[]));
grant select on {table} to {HQ}, {REGION};
"""


def _own(table: str) -> str:
    mine = "site = any ((select my_sites())::integer[])"
    return f"create policy own_reads on {table} for select to {SITE} using ({mine}); grant select on {table} to {SITE};"


_BY_CARD = "(run, site) in (select c.run, c.site from my_cards() c)"
_RESULTS = "".join(
    f"drop policy published_reads on {table};"
    f"create policy released_reads on {table} for select to {SITE} using ({_BY_CARD});"
    for table in ("scorecard", "metric_result", "criterion_result")
)
_MINE = "site = any ((select my_sites())::integer[])"

FENCES = f"""
{_RESULTS}
{_fenced("scorecard_circumstance")}{_frozen("scorecard_circumstance")}
grant insert, update, delete on scorecard_circumstance to {HQ};
create policy released_reads on scorecard_circumstance for select to {SITE} using ({_BY_CARD});
grant select on scorecard_circumstance to {SITE};

{_fenced("scorecard_preview")}{_kept("scorecard_preview", changes=True)}{_own("scorecard_preview")}
grant insert on scorecard_preview to {HQ};
-- That it opened it, is all that a site says on a preview.
grant update (delivered_at) on scorecard_preview to {SITE};
create policy own_delivers on scorecard_preview for update to {SITE} using ({_MINE}) with check ({_MINE});

{_fenced("scorecard_challenge")}{_kept("scorecard_challenge", changes=True)}{_own("scorecard_challenge")}
grant insert on scorecard_challenge to {SITE};
create policy own_lodges on scorecard_challenge for insert to {SITE}
    with check ({_MINE} and state = 'open' and lodged_by = (select my_account()));
grant update (state, outcome, decided_by, decider, decided_at, decision, version) on scorecard_challenge to {HQ}, {REGION};
create policy scope_decides on scorecard_challenge for update to {REGION} using ({_MINE}) with check ({_MINE});
create policy decides on scorecard_challenge as restrictive for update to {HQ}, {REGION}
    using (state = 'open') with check (state <> 'open' and decided_by = (select my_account()));

{_fenced("challenge_file")}{_kept("challenge_file", changes=False)}{_own("challenge_file")}
grant insert on challenge_file to {SITE};
create policy own_adds on challenge_file for insert to {SITE} with check ({_MINE} and challenge in (
    select h.id from scorecard_challenge h where h.site = challenge_file.site and h.state = 'open'));

{_fenced("scorecard_release")}{_kept("scorecard_release", changes=False)}{_own("scorecard_release")}
grant insert on scorecard_release to {HQ};

{_fenced("scorecard_difference")}{_kept("scorecard_difference", changes=False)}
grant insert on scorecard_difference to {HQ};
create policy released_reads on scorecard_difference for select to {SITE} using ({_BY_CARD});
grant select on scorecard_difference to {SITE};

alter table scorecard_restatement enable row level security;
alter table scorecard_restatement force row level security;
create policy owner on scorecard_restatement to servicemark_owner using (true) with check (true);
create policy network on scorecard_restatement to {HQ} using (true) with check (true);
create policy proposes on scorecard_restatement as restrictive for insert to {HQ}
    with check (proposed_by = (select my_account()));
create policy decides on scorecard_restatement as restrictive for update to {HQ}
    using (state = 'proposed') with check (decided_by = (select my_account()));
grant select, insert on scorecard_restatement to {HQ};
grant update (state, decided_by, decider, decided_at, decision, made) on scorecard_restatement to {HQ};
{_kept("scorecard_restatement", changes=True)}

alter table scorecard_preview enable always trigger scorecard_preview_window;
alter table scorecard_challenge enable always trigger scorecard_challenge_checked;
alter table scorecard_release enable always trigger scorecard_release_checked;
alter table scorecard_restatement enable always trigger scorecard_restatement_checked;
grant usage on sequence scorecard_circumstance_id_seq, scorecard_preview_id_seq, scorecard_release_id_seq,
    scorecard_difference_id_seq to {HQ};
"""


async def forwards() -> MigrationManager:
    return raw(ID, "scorecards", DESCRIPTION, DERIVE + SHAPE + RUNS + PROCESS + FENCES)
