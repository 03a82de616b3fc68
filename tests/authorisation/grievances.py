"""Complaints, charges and what is said to be falsified. Put in as the superuser; each text has its site's mark."""

from datetime import timedelta
from uuid import UUID, uuid4

import asyncpg

from tests.authorisation.cast import NOW, Shop
from tests.authorisation.evidence import insert


async def add_grievances(root: asyncpg.Connection, shop: Shop, account: UUID) -> None:
    """A complaint that is owed an answer and one that is decided; a charge that is suspected, and one that is decided.
    A case of falsification in which the site is heard, one that is confirmed. Who decided, and who the customer is, the
    site is not to know."""
    site = await root.fetchval("select id from site where code = $1", shop.code)
    said, sealed = shop.private, shop.sealed
    answered = {
        "state": "closed", "answered_at": NOW, "answered_by": account, "answerer": said, "answer_side": "site",
        "answer": said, "substantiated": True, "responsible": "site", "decided_at": NOW, "decided_by": uuid4(),
        "decider": sealed, "decision": said, "closed_at": NOW,
    }  # fmt: skip
    for number, done in ((f"{said}-1", {"state": "received"}), (f"{said}-2", answered)):
        complaint = uuid4()
        await insert(
            root, "complaint", id=complaint, complaint_no=number, site=site, channel="phone",
            received_at=NOW - timedelta(hours=1), told_at=NOW, problem="service.too_late", tree_version=1,
            severity="minor", customer="", words=said, hold_hours=0, entered_at=NOW, **done,
        )  # fmt: skip
        await root.execute("insert into complaint_customer values ($1, $2, $3, $3)", complaint, site, sealed)
        for side, who in (("site", said), ("hq", sealed)):
            await insert(
                root, "complaint_step", complaint=complaint, site=site, what="entered", note=said, side=side, who=who,
                at=NOW,
            )  # fmt: skip
    decided = {"state": "dismissed", "decided_at": NOW, "decided_by": uuid4(), "decider": sealed, "decision": said}
    for done in ({"state": "suspected"}, decided):
        case = uuid4()
        await insert(
            root, "overcharge_case", id=case, site=site, ground="warranty", order_no=said, product=said, service=said,
            charged_on=NOW.date(), charge=9, currency="CNY", found_at=NOW, **done,
        )  # fmt: skip
        for side, who in (("site", said), ("hq", sealed)):
            await insert(
                root, "overcharge_step", overcharge=case, site=site, what="found", note=said, side=side, who=who, at=NOW
            )
    await _add_falsifications(root, site, shop)


async def _add_falsifications(root: asyncpg.Connection, site: int, shop: Shop) -> None:
    said, sealed, day = shop.private, shop.sealed, timedelta(days=1)
    opened, later = NOW - 20 * day, NOW + 5 * day
    decided = {
        "state": "confirmed", "answered_at": opened, "answered_by": uuid4(), "answer": said, "decided_by": uuid4(),
        "decider": sealed, "decided_at": opened + day, "decision": said, "appeal_until": later,
    }  # fmt: skip
    for done in ({"state": "open"}, decided):
        case = uuid4()
        await insert(
            root, "falsification_case", id=case, site=site, kind="report", reference=said, happened_on=opened.date(),
            grounds=said, opened_by=uuid4(), opener=sealed, opened_at=opened, answer_until=later, **done,
        )  # fmt: skip
        for side, who in (("site", said), ("hq", sealed)):
            await insert(
                root, "falsification_step", falsification=case, site=site, what="opened", note=said, side=side,
                who=who, at=NOW,
            )  # fmt: skip
