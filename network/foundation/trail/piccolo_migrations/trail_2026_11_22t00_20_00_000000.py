"""Let applicants and assessors write what they do, and find events by person."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from network.foundation.migrations import raw

ID = "2026-11-22T00:20:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Let applicants and assessors write what they do, and find events by person."

SQL = r"""
create index trail_event_account on trail_event (account, at);
create index trail_event_at on trail_event (at);

-- An application has no site yet, so what happens to it stands in the network's chain; so do one's own account's
-- matters. Whoever writes there writes under its own account only.
create policy own_matters on trail_event for insert
    to servicemark_region, servicemark_site, servicemark_field, servicemark_reader, servicemark_applicant
    with check (site = 0 and account = nullif(current_setting('app.account', true), '')::uuid
                and action ~ '^(application|assessment|account|session|view)[.]');
grant insert on trail_event to servicemark_field, servicemark_reader, servicemark_applicant;
grant usage on sequence trail_event_id_seq to servicemark_field, servicemark_reader, servicemark_applicant;
"""


async def forwards() -> MigrationManager:
    return raw(ID, "trail", DESCRIPTION, SQL)
