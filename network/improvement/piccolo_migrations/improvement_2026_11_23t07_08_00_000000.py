"""Fence cases of falsification."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from network.foundation.migrations import raw

ID = "2026-11-23T07:08:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Fence cases of falsification."

MINE = "site = any ((select my_sites())::integer[])"
HQ = "servicemark_hq, servicemark_region"
ME = "(select my_account())"


def _fenced(*tables: str) -> str:
    """Row security of tables with a `site`: HQ keeps all, regions and sites their own."""
    return "".join(
        f"""
alter table {table} enable row level security;
alter table {table} force row level security;
create policy network on {table} to servicemark_hq using (true) with check (true);
create policy region on {table} to servicemark_region using ({MINE}) with check ({MINE});
create policy scope on {table} to servicemark_site using ({MINE}) with check ({MINE});
create policy owner_keeps on {table} to servicemark_owner using (true) with check (true);
"""
        for table in tables
    )


SQL = f"""
{_fenced("falsification_case", "falsification_step")}
alter table falsification_case
    add constraint falsification_kind_known check (
        kind in ('report', 'repair', 'audit_evidence', 'action_evidence', 'signed_sheet', 'other')),
    add constraint falsification_link_is_a_path check (link ~ '^/[^/]'),
    add constraint falsification_not_before_it_happened check (happened_on <= (opened_at + interval '14 hours')::date),
    add constraint falsification_state_known check (
        state in ('open', 'confirmed', 'dismissed', 'appealed', 'upheld', 'overturned')),
    add constraint falsification_decided check (
        (state = 'open') = (decided_at is null) and (decided_at is null) = (decided_by is null)
        and (decided_at is null) = (decision is null) and (state in ('open', 'dismissed')) = (appeal_until is null)),
    add constraint falsification_appealed check (
        (state in ('appealed', 'upheld', 'overturned')) = (appealed_at is not null)
        and (appealed_at is null) = (appeal is null)),
    add constraint falsification_reviewed check (
        (state in ('upheld', 'overturned')) = (reviewed_at is not null)
        and (reviewed_at is null) = (reviewed_by is null) and (reviewed_at is null) = (review is null)),
    -- The site is heard first: it has answered, or its time is over.
    add constraint falsification_heard check (
        answer_until > opened_at and (answered_at is null) = (answer is null)
        and answered_at >= opened_at and answered_at < answer_until
        and (decided_at is null or answered_at is not null or decided_at >= answer_until)),
    add constraint falsification_in_the_window check (
        appeal_until > decided_at and appealed_at >= decided_at and appealed_at < appeal_until),
    add constraint falsification_decided_by_another check (decided_by <> opened_by),
    add constraint falsification_reviewed_by_a_third check (reviewed_by not in (opened_by, decided_by));
create index falsification_site on falsification_case (site, happened_on);
create index falsification_waiting on falsification_case (opened_at) where state in ('open', 'appealed');
grant select on falsification_case to {HQ}, servicemark_site;
grant insert on falsification_case to {HQ};
grant update (state, decided_by, decider, decided_at, decision, appeal_until, reviewed_by, reviewer, reviewed_at, review,
    version) on falsification_case to {HQ};
grant update (state, answered_by, answered_at, answer, appealed_by, appealed_at, appeal, version)
    on falsification_case to servicemark_site;
create policy heard on falsification_case as restrictive for update to servicemark_site
    using (state = 'open' and answered_at is null or state = 'confirmed')
    with check (state = 'open' and (answered_at is null or answered_by is not distinct from {ME}) or state = 'confirmed'
                or state = 'appealed' and appealed_by is not distinct from {ME});
create trigger falsification_version before update on falsification_case
    for each row execute function next_version();
alter table falsification_case enable always trigger falsification_version;

create function falsification_stays() returns trigger language plpgsql as $$
begin
    if (new.site, new.kind, new.reference, new.link, new.happened_on, new.grounds, new.opened_by, new.opener,
        new.opened_at, new.answer_until)
           is distinct from (old.site, old.kind, old.reference, old.link, old.happened_on, old.grounds, old.opened_by,
                             old.opener, old.opened_at, old.answer_until)
       or (old.answered_at is not null or old.decided_at is not null)
           and (new.answered_by, new.answered_at, new.answer)
               is distinct from (old.answered_by, old.answered_at, old.answer)
       or old.decided_at is not null
           and (new.decided_by, new.decider, new.decided_at, new.decision, new.appeal_until)
               is distinct from (old.decided_by, old.decider, old.decided_at, old.decision, old.appeal_until)
       or old.appealed_at is not null
           and (new.appealed_by, new.appealed_at, new.appeal)
               is distinct from (old.appealed_by, old.appealed_at, old.appeal)
       or old.reviewed_at is not null
           and (new.reviewed_by, new.reviewer, new.reviewed_at, new.review)
               is distinct from (old.reviewed_by, old.reviewer, old.reviewed_at, old.review)
       or new.state <> old.state and (old.state, new.state) not in (
           ('open', 'confirmed'), ('open', 'dismissed'), ('confirmed', 'appealed'), ('appealed', 'upheld'),
           ('appealed', 'overturned')) then
        raise exception 'what was said and decided stays as it is' using errcode = 'restrict_violation';
    end if;
    return new;
end $$;
create trigger falsification_stays before update on falsification_case
    for each row execute function falsification_stays();
alter table falsification_case enable always trigger falsification_stays;

create index falsification_step_case on falsification_step (falsification, at);
grant select, insert on falsification_step to {HQ}, servicemark_site;
create policy own_side on falsification_step as restrictive for insert to servicemark_site with check (side = 'site');
create policy other_side on falsification_step as restrictive for insert to {HQ} with check (side = 'hq');
"""


async def forwards() -> MigrationManager:
    return raw(ID, "improvement", DESCRIPTION, SQL)
