"""Hold calibration rounds to their order; let auditors be told of in the trail, and see what they have answered."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from network.foundation.migrations import raw

ID = "2026-11-22T07:58:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Hold calibration rounds to their order; let the answers of auditors stand in the trail."

SQL = """
-- What was asked of some is asked of all: once open, a case is not changed, and what is right is not decided later.
create function refuse_changed_round() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' or (old.state, new.state) not in (
        ('draft', 'draft'), ('draft', 'open'), ('open', 'open'), ('open', 'closed')) or (old.state <> 'draft'
        and (new.name, new.checklist, new.case_text, new.reference, new.closes_at)
            is distinct from (old.name, old.checklist, old.case_text, old.reference, old.closes_at)) then
        raise exception 'a calibration round that was opened stays as it is' using errcode = 'SM001';
    end if;
    return new;
end $$;
create trigger calibration_round_kept before update or delete on calibration_round
    for each row execute function refuse_changed_round();
alter table calibration_round enable always trigger calibration_round_kept;
create trigger calibration_round_version before update on calibration_round
    for each row execute function next_version();
alter table calibration_round enable always trigger calibration_round_version;
create trigger calibration_answer_frozen before update or delete on calibration_answer
    for each statement execute function refuse_change();
alter table calibration_answer enable always trigger calibration_answer_frozen;

-- An auditor has no account in the trail, and says no more there than that the answers were given.
create policy calibrates on trail_event for insert to servicemark_field
    with check (site = 0 and account is null and action = 'calibration.answered'
                and actor = (select a.code from auditor a where a.id = (select my_auditor())));
"""


async def forwards() -> MigrationManager:
    return raw(ID, "audits", DESCRIPTION, SQL)
