"""What was printed: a document of each published card, and a batch of which one item is left; what was asked for."""

import asyncpg

from network.foundation.access import Actor
from network.foundation.settings import Settings
from network.scorecards.commands.issuing import issue_cards
from network.scorecards.queries.sheets import cards
from tests.authorisation.cast import NOW, PUBLISHED

_BATCH = """
with batch as (
    insert into print_batch (id, run, language, asked_by, ended_at)
    select gen_random_uuid(), r.id, 'en', 'administrator', now() from scorecard_run r where r.state = 'published'
    returning id, run
)
insert into print_item (batch, site, chunk, state, document, worker)
select b.id, d.site, 0, 'done', d.id, 'machine:1' from batch b join issued_document d on d.run = b.run
"""
_REQUEST = """
insert into run_request (id, period, scheme, asked_by, started_at, ended_at)
values (gen_random_uuid(), '2020Q1', 'repairs-only', 'administrator', now(), now())
"""


async def print_published(root: asyncpg.Connection) -> None:
    settings = Settings()
    found = list(await cards(Actor.system(), PUBLISHED, None, settings.network_name))
    await issue_cards(Actor.system(), settings, found, "en", NOW)
    await root.execute(_BATCH)
    await root.execute(_REQUEST)
