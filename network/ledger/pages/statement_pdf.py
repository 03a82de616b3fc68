"""The statement as `reports` draws it."""

from zoneinfo import ZoneInfo

from network.foundation.access import Actor
from network.foundation.i18n import current
from network.foundation.settings import Settings
from network.ledger.pages.words import reason_text
from network.ledger.rules.demerits import LIMIT
from network.ledger.rules.postings import KIND_LABELS
from network.ledger.schemas.balances import Balance, StatementOut
from network.sites.queries.sites import site
from reports.ledger_statement import StatementAmount, StatementRow, StatementSheet


async def statement_sheet(actor: Actor, found: StatementOut, settings: Settings) -> StatementSheet:
    """In the reader's language, on the site's clock."""
    shop, code = await site(actor, found.site), current().code
    zone = ZoneInfo(shop.time_zone)
    return StatementSheet(
        network_name=settings.name_of_network(code),
        site_code=found.site,
        site_name=shop.name_in(code),
        first=found.first,
        last=found.last,
        opening=_amounts(found.opening),
        closing=_amounts(found.closing),
        rows=tuple(
            StatementRow(
                number=line.number,
                day=line.posted_at.astimezone(zone).date(),
                kind=str(KIND_LABELS[line.kind]),
                reason=reason_text(current(), line.reason, line.title),
                unit=line.unit,
                amount=line.amount,
                balance=line.balance,
                reversed=line.reversed,
            )
            for line in found.lines
        ),
        demerits=found.demerits,
        demerit_limit=LIMIT,
        made_at=found.made_at.astimezone(zone),
    )


def _amounts(found: list[Balance]) -> tuple[StatementAmount, ...]:
    return tuple(StatementAmount(each.unit, each.amount) for each in found)
