"""What customers and sites say: of each site a draw, an answer from the receipt, one that is void, a poster, a call, a
rating."""

from datetime import date
from hashlib import sha256
from uuid import UUID, uuid4

import asyncpg

from tests.authorisation.cast import NOW, Shop

MONTH = date(2025, 5, 1)


async def add_voices(root: asyncpg.Connection, shop: Shop, operator: UUID) -> None:
    site = await root.fetchval("select id from site where code = $1", shop.code)
    orders = [row["id"] for row in await root.fetch("select id from repair_order where site = $1 limit 2", site)]
    draw = await root.fetchval("select id from sample_draw") or await _draw(root)
    code = sha256(f"{shop.private} code".encode()).digest()
    invite = (
        "insert into survey_invitation (id, site, repair_order, source, code_sha256, draw, reason, made_at) values "
    )
    # The desk gave a code already where it took the unit in.
    receipt = "($1, $2, $3, 'receipt', $4, null, null, $5) on conflict (repair_order, source) do nothing"
    await root.execute(invite + receipt, *(uuid4(), site, orders[0], code, NOW))
    await root.execute(invite + "($1, $2, $3, 'sample', null, $4, 'random', $5)", uuid4(), site, orders[1], draw, NOW)
    answers = [await _answer(root, shop, site, order) for order in orders]
    await root.execute(
        "insert into survey_void (id, answer, site, reason, voided_at, voider) values ($1, $2, $3, $4, $5, 'HQ')",
        *(uuid4(), answers[1], site, f"{shop.private} void", NOW),
    )
    await root.execute(
        "insert into survey_poster (id, site, code, made_at) values ($1, $2, $3, $4)",
        *(uuid4(), site, sha256(shop.code.encode()).hexdigest()[:12].upper(), NOW),
    )
    await root.execute(
        "insert into call_back (id, site, repair_order, outcome, note, called_at, caller) "
        "values ($1, $2, $3, 'not_reached', $4, $5, 'HQ')",
        *(uuid4(), site, orders[1], f"{shop.private} call", NOW),
    )
    await root.execute(
        "insert into hq_rating (id, site, month, form, form_version, grade, comment, rated_at, rated_by) "
        "values ($1, $2, $3, 'headquarters', 1, 4, $4, $5, $6)",
        *(uuid4(), site, MONTH, f"{shop.private} rating", NOW, operator),
    )


async def _draw(root: asyncpg.Connection) -> UUID:
    draw: UUID = await root.fetchval(
        "insert into sample_draw (id, month, seed, size, drawn_at, drawer) values ($1, $2, 'seed', 5, $3, 'HQ') "
        "returning id",
        *(uuid4(), MONTH, NOW),
    )
    return draw


async def _answer(root: asyncpg.Connection, shop: Shop, site: int, order: UUID) -> UUID:
    answer: UUID = await root.fetchval(
        "insert into survey_answer (id, site, repair_order, channel, form, form_version, grade, comment, answered_at) "
        "values ($1, $2, $3, 'receipt', 'repair', 1, 4, $4, $5) returning id",
        *(uuid4(), site, order, f"{shop.private} answer", NOW),
    )
    return answer
