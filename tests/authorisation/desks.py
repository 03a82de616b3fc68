"""What a site does at its desk, sends to HQ and reports. Put in as the superuser; each text has its site's mark."""

import json
from datetime import date, timedelta
from uuid import UUID, uuid4

import asyncpg

from tests.authorisation.cast import NOW, PUBLISHED, Shop
from tests.authorisation.evidence import insert

MONTH = PUBLISHED.first
SHA = "0" * 64


async def add_lists(root: asyncpg.Connection) -> None:
    """What is not a site's: lists of pre-checks, of which one is a draft, a pattern, and when reports are due. Once."""
    if await root.fetchval("select exists (select from precheck_list)"):
        return
    for state in ("published", "draft"):
        columns = {"version": 1 if state == "published" else 2, "created_by": "", "note": ""}
        await insert(root, "precheck_list", product="", state=state, document=json.dumps({"steps": []}), **columns)
    await insert(
        root, "product_pattern", product="P", fault_code="F", from_on=MONTH, reason="x", marker="", marked_at=NOW
    )
    await root.execute("insert into report_calendar (from_month, day, set_by) values ('2019-01-01', 5, '')")


async def add_desk(root: asyncpg.Connection, shop: Shop, account: UUID) -> None:
    """`account`: of the site's operator."""
    site = await root.fetchval("select id from site where code = $1", shop.code)
    order = await root.fetchval("select id from repair_order where site = $1 order by received_at limit 1", site)
    said = shop.private
    await insert(
        root, "desk_ticket", site=site, **{'"order"': order}, customer_name=said, customer_phone=said, symptom=said,
        accessories=said, loan_unit_no=said, loan_out_at=NOW, entered_by=account,
    )  # fmt: skip
    hold = {"site": site, '"order"': order, "from_at": NOW, "begun_by": account, "note": said}
    await insert(root, "order_hold", place=1, reason="quote_pending", **hold)
    await insert(root, "order_template", site=site, name=said, symptom=said)
    await _sends(root, shop, site, account)
    await _reports(root, shop, site, account)
    await insert(root, "notice", account=account, kind="report_returned", key=said, link=f"/sites/{shop.code}")


async def _sends(root: asyncpg.Connection, shop: Shop, site: int, account: UUID) -> None:
    """A parcel; a unit with two verdicts, of which the second is sealed, and the site's word against the first."""
    said, parcel = shop.private, uuid4()
    await insert(
        root, "return_shipment", id=parcel, site=site, shipment_no=said, carrier=said, tracking_no=said, shipped_at=NOW,
        units=1, discrepancy=said, receiver=shop.sealed,
    )  # fmt: skip
    unit = await root.fetchval("select id from hq_return where site = $1 order by shipped_at desc, id limit 1", site)
    await root.execute("update hq_return set shipment = $2 where id = $1", unit, parcel)
    await root.execute(
        "insert into return_precheck (id, site, returned, precheck_list, answers) "
        "select gen_random_uuid(), $1, $2, id, $3 from precheck_list where state = 'published'",
        *(site, unit, json.dumps({said: {"done": True, "note": said}})),
    )
    for place, cause, opened in ((1, "first", 1), (2, "sample", 0)):
        await insert(
            root, "return_inspection", site=site, returned=unit, place=place, cause=cause, asked_at=NOW,
            inspector=uuid4(), inspector_name=shop.sealed, inspected_at=NOW, finding="no_fault_found",
            note=said if opened else shop.sealed, opened=opened,
        )  # fmt: skip
    await insert(
        root, "finding_contest", site=site, returned=unit, reason=said, state="open", contested_by=account,
        contestant=said, contested_at=NOW,
    )  # fmt: skip
    await insert(
        root, "part_shipment", site=site, shipment_no=said, part_no=said, quantity=1, shipped_at=NOW, import_row=1
    )


async def _reports(root: asyncpg.Connection, shop: Shop, site: int, account: UUID) -> None:
    """A month that is submitted and another that is begun; what HQ thinks of it, which the site is not to know."""
    said = shop.private
    for month, state in ((MONTH, "submitted"), (_after(MONTH), "draft")):
        done = {"submitted_at": NOW, "submitted_by": account, "submitter": said, "sha256": SHA}
        await insert(
            root, "monthly_report", site=site, month=month, state=state, figures=json.dumps({"received": "1"}),
            explanations=json.dumps({"received": said}), words=json.dumps({"feedback": said}), way="web",
            **(done if state == "submitted" else {}),
        )  # fmt: skip
    await insert(
        root, "report_receipt", site=site, month=MONTH, revision=1, way="web", name=said, sha256=SHA, received_at=NOW,
        account=account, outcome="submitted",
    )  # fmt: skip
    await root.execute(
        "insert into report_reminder (site, month, step, sent_at) values ($1, $2, -3, $3)", site, MONTH, NOW
    )
    for side in ("site", "hq"):
        await insert(
            root, "report_correction", site=site, month=MONTH, figure="received", side=side, value=1, reason=said,
            corrector=said, corrected_at=NOW,
        )  # fmt: skip
    await insert(
        root, "review_flag", site=site, month=MONTH, kind="bursts", found_at=NOW, state="confirmed",
        note=shop.sealed, decider=shop.sealed, decided_at=NOW, facts=json.dumps({"orders": 9, "share": "0.9"}),
    )  # fmt: skip


def _after(month: date) -> date:
    return (month + timedelta(days=32)).replace(day=1)
