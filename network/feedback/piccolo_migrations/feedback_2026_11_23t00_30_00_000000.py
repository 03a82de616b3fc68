"""Let executives count the answers of customers: grades, and nothing that was written."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from network.foundation.migrations import raw

ID = "2026-11-23T00:30:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Let executives count the answers of customers: grades, and nothing that was written."

SQL = """
create policy reads on survey_answer for select to servicemark_reader using (true);
grant select (id, site, channel, grade, answered_at) on survey_answer to servicemark_reader;
create policy reads on survey_void for select to servicemark_reader using (true);
grant select (id, answer, site) on survey_void to servicemark_reader;
"""


async def forwards() -> MigrationManager:
    return raw(ID, "feedback", DESCRIPTION, SQL)
