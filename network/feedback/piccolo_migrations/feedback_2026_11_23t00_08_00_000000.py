"""Fence complaints and cases of overcharging."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from network.foundation.migrations import raw

ID = "2026-11-23T00:08:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Fence complaints and cases of overcharging."

MINE = "site = any ((select my_sites())::integer[])"
HQ = "servicemark_hq, servicemark_region"


def _fenced(*tables: str) -> str:
    """Row security of tables with a `site`: HQ keeps all, regions and sites their own. What has no site yet is for
    those who answer for the whole network."""
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
{_fenced("complaint", "complaint_customer", "complaint_step", "overcharge_case", "overcharge_step")}
create sequence complaint_number;
grant usage on sequence complaint_number to {HQ};

alter table complaint
    add column due_base_at timestamptz not null generated always as (
        ((greatest(received_at, told_at) at time zone 'UTC') + make_interval(secs => (hold_hours * 3600)::double precision))
        at time zone 'UTC') stored,
    alter column received_at set not null,
    add constraint complaint_state_known check (state in ('received', 'acknowledged', 'answered', 'closed')),
    add constraint complaint_severity_known check (severity in ('minor', 'major', 'critical')),
    add constraint complaint_channel_known
        check (channel in ('phone', 'email', 'counter', 'online', 'social', 'survey')),
    add constraint complaint_responsible_known
        check (responsible in ('site', 'hq', 'logistics', 'product', 'customer', 'shared')),
    add constraint complaint_hold_positive check (hold_hours >= 0),
    add constraint complaint_times_in_order check (
        coalesce(acknowledged_at, received_at) >= received_at and coalesce(answered_at, received_at) >= received_at
        and coalesce(decided_at, received_at) >= received_at),
    add constraint complaint_answered check (
        (state in ('received', 'acknowledged')) = (answered_at is null) and (answered_at is null) = (answer is null)),
    add constraint complaint_decided check (
        (decided_at is null) = (substantiated is null) and (decided_at is null) = (responsible is null)),
    add constraint complaint_closed check ((state = 'closed') = (closed_at is not null)
        and (closed_at is null or answered_at is not null and decided_at is not null)),
    -- Whoever answered the customer does not judge the complaint.
    add constraint complaint_decided_by_another check (decided_by is null or decided_by is distinct from answered_by);
comment on column complaint.due_base_at is 'when the site could read it, plus waits: an answer in n hours is due n after';
create unique index complaint_number_once on complaint (complaint_no);
create index complaint_received on complaint (site, received_at);
create index complaint_due on complaint (site, due_base_at);
create index complaint_open on complaint (received_at) where state <> 'closed';
create index complaint_order on complaint (repair_order) where repair_order is not null;
grant select on complaint to {HQ}, servicemark_site;
grant insert on complaint to {HQ};
grant update (site, told_at, order_no, repair_order, state, hold_hours, waiting_since, acknowledged_at, answered_at,
    answered_by, answerer, answer_side, answer, substantiated, responsible, decided_at, decided_by, decider, decision,
    resolution, closed_at, finding, care_on, care_well, version) on complaint to {HQ};
grant update (state, hold_hours, waiting_since, acknowledged_at, answered_at, answered_by, answerer, answer_side, answer,
    closed_at, care_on, version) on complaint to servicemark_site;
-- A site answers what it owes, in its own name; what is answered it leaves alone.
create policy answers on complaint as restrictive for update to servicemark_site
    using (answered_at is null)
    with check (answered_at is null or answer_side = 'site' and answered_by is not distinct from (select my_account()));
create trigger complaint_version before update on complaint for each row execute function next_version();
alter table complaint enable always trigger complaint_version;

create function complaint_stays() returns trigger language plpgsql as $$
begin
    if old.answered_at is not null and (new.answered_at, new.answer, new.answered_by)
           is distinct from (old.answered_at, old.answer, old.answered_by)
       or old.decided_at is not null and (new.decided_at, new.decided_by, new.substantiated, new.responsible, new.site)
           is distinct from (old.decided_at, old.decided_by, old.substantiated, old.responsible, old.site) then
        raise exception 'an answer and a decision stay as they are' using errcode = 'restrict_violation';
    end if;
    return new;
end $$;
create trigger complaint_stays before update on complaint for each row execute function complaint_stays();
alter table complaint enable always trigger complaint_stays;

-- Who complained, no site reads.
grant select, insert on complaint_customer to {HQ};
grant update (site) on complaint_customer to {HQ};

create index complaint_step_complaint on complaint_step (complaint, at);
grant select, insert on complaint_step to {HQ}, servicemark_site;
create policy own_side on complaint_step as restrictive for insert to servicemark_site with check (side = 'site');
create policy other_side on complaint_step as restrictive for insert to {HQ} with check (side = 'hq');

alter table overcharge_case
    add constraint overcharge_case_ground_known check (ground in ('above_list', 'warranty', 'complaint')),
    add constraint overcharge_case_state_known check (state in ('suspected', 'substantiated', 'dismissed')
        and (state = 'suspected') = (decided_at is null)),
    add constraint overcharge_case_charge_in_currency check (charge is null or currency is not null),
    add constraint overcharge_case_decided_by_another
        check (decided_by is null or decided_by is distinct from stated_by);
-- An order counts once, whoever complains about it.
create unique index overcharge_case_once on overcharge_case (repair_order) where repair_order is not null;
create unique index overcharge_case_complaint on overcharge_case (complaint) where complaint is not null;
create index overcharge_case_site on overcharge_case (site, charged_on);
create index overcharge_case_open on overcharge_case (found_at) where state = 'suspected';
grant select on overcharge_case to {HQ}, servicemark_site;
grant insert on overcharge_case to {HQ};
grant update (ground, complaint, product, service, charged_on, charge, currency, highest, price_list, state, decided_by,
    decider, decided_at, decision, version) on overcharge_case to {HQ};
grant update (stated_by, stated_at, statement, version) on overcharge_case to servicemark_site;
create policy states on overcharge_case as restrictive for update to servicemark_site
    using (state = 'suspected')
    with check (state = 'suspected' and (statement is null or stated_by is not distinct from (select my_account())));
create trigger overcharge_case_version before update on overcharge_case for each row execute function next_version();
alter table overcharge_case enable always trigger overcharge_case_version;
create function overcharge_decision_stays() returns trigger language plpgsql as $$
begin
    if old.decided_at is not null and to_jsonb(new) - array['version', 'complaint']
       is distinct from to_jsonb(old) - array['version', 'complaint'] then
        raise exception 'a decision stays as it is' using errcode = 'restrict_violation';
    end if;
    return new;
end $$;
create trigger overcharge_decision_stays before update on overcharge_case
    for each row execute function overcharge_decision_stays();
alter table overcharge_case enable always trigger overcharge_decision_stays;

create index overcharge_step_case on overcharge_step (overcharge, at);
grant select, insert on overcharge_step to {HQ}, servicemark_site;
create policy own_side on overcharge_step as restrictive for insert to servicemark_site with check (side = 'site');
create policy other_side on overcharge_step as restrictive for insert to {HQ} with check (side = 'hq');
"""


async def forwards() -> MigrationManager:
    return raw(ID, "feedback", DESCRIPTION, SQL)
