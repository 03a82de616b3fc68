"""Fence what customers say: sites read answers without who gave them, and nothing of who is asked."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from network.foundation.migrations import raw

ID = "2026-11-23T00:03:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Fence what customers say: sites read answers without who gave them, and nothing of who is asked."

HQ = "servicemark_hq, servicemark_region"
MINE = "site = any ((select my_sites())::integer[])"


def _fenced(*tables: str) -> str:
    """Row security of tables with a `site`: HQ adds and reads all, regions their own."""
    return "".join(
        f"""
alter table {table} enable row level security;
alter table {table} force row level security;
create policy network on {table} to servicemark_hq using (true) with check (true);
create policy region on {table} to servicemark_region using ({MINE}) with check ({MINE});
create policy owner_keeps on {table} to servicemark_owner using (true) with check (true);
grant select, insert on {table} to {HQ};
"""
        for table in tables
    )


def _kept(*tables: str) -> str:
    """Rows are added and never changed."""
    return "".join(
        f"""
create trigger {table}_frozen before update or delete or truncate on {table}
    for each statement execute function refuse_change();
alter table {table} enable always trigger {table}_frozen;
"""
        for table in tables
    )


SQL = f"""
{_fenced("survey_invitation", "survey_answer", "survey_void", "call_back", "hq_rating")}
{_kept("sample_draw", "survey_invitation", "survey_answer", "survey_void", "call_back", "hq_rating")}
alter table sample_draw enable row level security;
alter table sample_draw force row level security;
create policy network on sample_draw to servicemark_hq using (true) with check (true);
create policy owner_keeps on sample_draw to servicemark_owner using (true) with check (true);
grant select, insert on sample_draw to servicemark_hq;

-- A site is told what was said, and not by whom: neither the order nor who typed it in.
create policy scope on survey_answer for select to servicemark_site using ({MINE});
grant select (id, site, channel, form, form_version, grade, blocks, comment, language, answered_at)
    on survey_answer to servicemark_site;
create policy scope on survey_void for select to servicemark_site using ({MINE});
grant select (id, answer, site, reason, voided_at) on survey_void to servicemark_site;
create policy scope on hq_rating to servicemark_site using ({MINE}) with check ({MINE});
grant select, insert on hq_rating to servicemark_site;
create policy signed on hq_rating as restrictive for insert to servicemark_site
    with check (rated_by is not distinct from (select my_account()));

alter table survey_invitation add constraint survey_invitation_order foreign key (repair_order) references repair_order;
alter table survey_answer add constraint survey_answer_order foreign key (repair_order) references repair_order;
alter table call_back add constraint call_back_order foreign key (repair_order) references repair_order;
create unique index survey_invitation_once on survey_invitation (repair_order, source);
create unique index survey_invitation_code on survey_invitation (code_sha256) where code_sha256 is not null;
create index survey_invitation_draw on survey_invitation (draw, site) where draw is not null;
-- The first answer about an order is the one; a second is refused, wherever it comes from.
create unique index survey_answer_once on survey_answer (repair_order) where repair_order is not null;
create index survey_answer_site on survey_answer (site, answered_at) include (grade, channel);
create index call_back_order on call_back (repair_order);
create unique index hq_rating_once on hq_rating (site, month);

alter table sample_draw add constraint sample_draw_month_begins check (extract(day from month) = 1);
alter table sample_draw add constraint sample_draw_size_sane check (size between 1 and 1000);
alter table survey_invitation add constraint survey_invitation_source_known check (
    case source when 'receipt' then code_sha256 is not null and draw is null
                when 'sample' then code_sha256 is null and draw is not null and reason is not null
                else false end);
alter table survey_answer add constraint survey_answer_grade_range check (grade between 1 and 5);
alter table survey_answer add constraint survey_answer_channel_known check (
    case when channel = 'poster' then repair_order is null
         else channel in ('receipt', 'call_back', 'import') and repair_order is not null end);
alter table survey_answer add constraint survey_answer_comment_bounded check (length(comment) <= 2000);
alter table survey_void add constraint survey_void_says_why check (length(btrim(reason)) >= 3);
alter table call_back add constraint call_back_outcome_known check (outcome in ('answered', 'not_reached', 'refused'));
alter table hq_rating add constraint hq_rating_grade_range check (grade between 1 and 5);
alter table hq_rating add constraint hq_rating_month_begins check (extract(day from month) = 1);

-- The answer and what belongs to it are of one site; the roles that add them do not have to be trusted with that.
create function feedback_fits() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    if tg_table_name = 'survey_void' then
        if not exists (select from survey_answer a where a.id = new.answer and a.site = new.site) then
            raise exception 'what is declared void is an answer about that site' using errcode = '23514';
        end if;
    elsif new.repair_order is not null and not exists (
        select from repair_order o where o.id = new.repair_order and o.site = new.site
    ) then
        raise exception 'the order is not one of that site' using errcode = '23514';
    end if;
    return new;
end $$;
revoke all on function feedback_fits() from public;
create trigger survey_invitation_fits before insert on survey_invitation
    for each row execute function feedback_fits();
create trigger survey_answer_fits before insert on survey_answer for each row execute function feedback_fits();
create trigger survey_void_fits before insert on survey_void for each row execute function feedback_fits();
create trigger call_back_fits before insert on call_back for each row execute function feedback_fits();
alter table survey_invitation enable always trigger survey_invitation_fits;
alter table survey_answer enable always trigger survey_answer_fits;
alter table survey_void enable always trigger survey_void_fits;
alter table call_back enable always trigger call_back_fits;
"""


async def forwards() -> MigrationManager:
    return raw(ID, "feedback", DESCRIPTION, SQL)
