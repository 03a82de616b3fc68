"""Tell sites and readers the month of an answer only: by the moment a site would know the customer."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from network.foundation.migrations import raw

ID = "2026-11-23T03:51:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Tell sites and readers the month of an answer only: by the moment a site would know the customer."

SQL = """
alter table survey_answer disable trigger survey_answer_frozen;
update survey_answer a set answered_month = date_trunc('month', a.answered_at at time zone s.time_zone)::date
from site s where s.id = a.site;
alter table survey_answer enable always trigger survey_answer_frozen;
create function answer_month() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    select date_trunc('month', new.answered_at at time zone s.time_zone)::date into new.answered_month
    from site s where s.id = new.site;
    return new;
end $$;
revoke all on function answer_month() from public;
create trigger survey_answer_month before insert on survey_answer for each row execute function answer_month();
alter table survey_answer enable always trigger survey_answer_month;
alter table survey_answer add constraint survey_answer_month_known check (answered_month is not null);

revoke select (answered_at) on survey_answer from servicemark_site, servicemark_reader;
grant select (answered_month) on survey_answer to servicemark_site, servicemark_reader;
drop index survey_answer_site;
create index survey_answer_site on survey_answer (site, answered_month) include (grade, channel);
"""


async def forwards() -> MigrationManager:
    return raw(ID, "feedback", DESCRIPTION, SQL)
