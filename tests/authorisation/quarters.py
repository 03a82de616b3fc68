"""The process of the published quarter, and of the computed one: previews, challenges, differences, restatements."""

import json
from collections.abc import Mapping
from pathlib import Path
from uuid import UUID, uuid4

import asyncpg

from tests.authorisation.cast import ALPHA, BETA, NOW, Shop
from tests.authorisation.evidence import insert, keep_photo

_TABLES = ("scorecard_preview", "scorecard_challenge", "challenge_file", "scorecard_restatement")


async def add_quarters(root: asyncpg.Connection, known: Mapping[str, UUID], folder: Path) -> None:
    """As the superuser, past the triggers: nothing of this can be hurried."""
    for table in _TABLES:
        await root.execute(f"alter table {table} disable trigger user")
    runs = [row["id"] for row in await root.fetch("select id from scorecard_run order by period")]
    for run in runs:
        for shop in (*ALPHA, *BETA):
            await _challenged(root, run, shop, known[shop.operator.lower()], folder)
    for run, who in zip(runs, ("manager", "administrator"), strict=True):
        await insert(
            root, "scorecard_restatement", run=run, sites="[1]", reason="hb2", proposed_by=known[who], proposer=who,
            proposed_at=NOW, difference="{}", state="proposed",
        )  # fmt: skip
    for table in _TABLES:
        await root.execute(f"alter table {table} enable trigger user")


async def _challenged(root: asyncpg.Connection, run: UUID, shop: Shop, account: UUID, folder: Path) -> None:
    site, challenge = await root.fetchval("select id from site where code = $1", shop.code), uuid4()
    about = {"run": run, "site": site}
    await root.execute(
        "insert into scorecard_preview (run, site, opened_at, challenge_until) values ($1, $2, $3, $3)", run, site, NOW
    )
    await insert(
        root, "scorecard_challenge", id=challenge, **about, criterion="repair_within_target", ground="factual",
        body=shop.private, state="open", lodged_by=account, lodger=shop.private, lodged_at=NOW,
    )  # fmt: skip
    kept = await keep_photo(folder, f"{shop.private} challenge")
    await insert(
        root, "challenge_file", challenge=challenge, site=site, name=f"{shop.private}.jpg", kind=kept.kind.value,
        media_type=kept.media_type, sha256=kept.sha256, size=kept.size,
    )  # fmt: skip
    fields = [{"criterion": "", "field": "overall", "before": "1", "after": "2"}]
    await root.execute(
        "insert into scorecard_difference (run, site, at, fields) values ($1, $2, $3, $4)",
        *(run, site, NOW, json.dumps(fields)),
    )
