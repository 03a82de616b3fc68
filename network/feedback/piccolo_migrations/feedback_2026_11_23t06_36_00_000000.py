"""Fence posters: a site and headquarters make their codes anew, and anybody who holds one may be asked."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from network.foundation.migrations import raw

ID = "2026-11-23T06:36:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Fence posters: a site and headquarters make their codes anew, and anybody who holds one may be asked."

MINE = "site = any ((select my_sites())::integer[])"
WHO = "servicemark_hq, servicemark_region, servicemark_site"

SQL = f"""
alter table survey_poster enable row level security;
alter table survey_poster force row level security;
create policy network on survey_poster to servicemark_hq using (true) with check (true);
create policy scope on survey_poster to servicemark_region, servicemark_site using ({MINE}) with check ({MINE});
create policy owner_keeps on survey_poster to servicemark_owner using (true) with check (true);
grant select, insert on survey_poster to {WHO};
grant update (ended_at) on survey_poster to {WHO};

alter table survey_poster
    add constraint survey_poster_code_written check (code ~ '^[0-9A-HJKMNP-TV-Z]{{12}}$'),
    add constraint survey_poster_ends_after_it_was_made check (ended_at >= made_at);
-- One hangs at a counter at a time.
create unique index survey_poster_one_at_a_time on survey_poster (site) where ended_at is null;
create index survey_poster_site on survey_poster (site);

create function survey_poster_stays() returns trigger language plpgsql as $$
begin
    if old.ended_at is not null or (new.id, new.site, new.code, new.made_at)
       is distinct from (old.id, old.site, old.code, old.made_at) then
        raise exception 'a poster ends once, and stays what it was' using errcode = 'restrict_violation';
    end if;
    return new;
end $$;
create trigger survey_poster_stays before update on survey_poster
    for each row execute function survey_poster_stays();
create trigger survey_poster_kept before delete or truncate on survey_poster
    for each statement execute function refuse_change();
alter table survey_poster enable always trigger survey_poster_stays;
alter table survey_poster enable always trigger survey_poster_kept;
create index survey_answer_poster on survey_answer (site, answered_month) where channel = 'poster';

-- Where the poster with this code hangs, for whoever stands before it.
create function poster_asked(wanted text)
returns table (site integer, code text, name text, name_zh text, closed boolean, replaced boolean)
language sql stable security definer set search_path = public, pg_temp as $$
    select s.id, s.code, s.name, s.name_zh, s.status = 'closed', p.ended_at is not null
    from survey_poster p join site s on s.id = p.site where p.code = wanted
$$;
revoke all on function poster_asked(text) from public;
grant execute on function poster_asked(text) to servicemark_gate;
"""


async def forwards() -> MigrationManager:
    return raw(ID, "feedback", DESCRIPTION, SQL)
