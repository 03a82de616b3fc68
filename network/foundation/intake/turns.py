"""Who may go at the same time: imports one after another, and never while the records are being measured.

Advisory locks held to the end of the running transaction. They must be taken by its first statement, and the
transaction must not be a snapshot: that would still show what was there before the wait.
"""

from network.foundation.database import execute

_RECORDS = "hashtextextended('import', 0)"


async def writing_records() -> None:
    """Wait until nobody writes or measures records. A wait, or a large file, may take longer than a page's request."""
    await execute("select set_config('statement_timeout', '0', true)")
    await execute(f"select pg_advisory_xact_lock({_RECORDS})")


async def reading_records() -> None:
    """Wait until nobody writes records; from now on they stand still for every statement of this transaction."""
    await execute("select set_config('statement_timeout', '0', true)")
    await execute(f"select pg_advisory_xact_lock_shared({_RECORDS})")
