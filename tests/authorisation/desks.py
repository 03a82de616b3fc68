"""What a site does at its desk, sends to HQ and reports. Put in as the superuser; each text has its site's mark."""

import json
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import asyncpg

from network.foundation.access import Actor
from network.foundation.evidence.kinds import Evidence
from network.repairs.commands.prechecks import add_shipped_list
from tests.authorisation.cast import NOW, PUBLISHED, Shop
from tests.authorisation.evidence import insert, keep_pdf

MONTH = PUBLISHED.first
SHA = "0" * 64


async def add_lists(root: asyncpg.Connection) -> None:
    """What is not a site's: the pre-checks that ship and a draft, a pattern, and when reports are due. Once."""
    if await root.fetchval("select exists (select from precheck_list)"):
        return
    await add_shipped_list(Actor.system(), NOW)
    await root.execute(
        "insert into precheck_list (id, product, version, state, document, note, created_by) "
        "select gen_random_uuid(), product, 2, 'draft', document, '', '' from precheck_list"
    )
    await insert(
        root, "product_pattern", product="P", fault_code="F", from_on=MONTH, reason="x", marker="", marked_at=NOW
    )
    await root.execute(
        "begin; insert into price_list (id, title, from_on, currency, note, file_name, sha256, uploader, uploaded_at) "
        "select gen_random_uuid(), 'x', '2020-01-01', 'CNY', '', 'x.csv', '', '', now(); insert into price_line "
        "(price_list, product, service, highest, row) select id, '', '', 9999, 2 from price_list; commit"
    )
    await root.execute("insert into report_calendar (from_month, day, set_by) values ('2019-01-01', 5, '')")


async def add_desk(root: asyncpg.Connection, shop: Shop, account: UUID, folder: Path) -> None:
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
    await _sends(root, shop, site, account, await keep_pdf(folder, f"{said} photo"))
    await _reports(root, shop, site, account)
    await insert(root, "notice", account=account, kind="report_returned", key=said, **_told(shop))


def _told(shop: Shop) -> dict[str, str]:
    facts = {"site": shop.code, "name": shop.private, "name_zh": shop.private, "month": f"{MONTH:%Y-%m}"}
    return {"link": f"/sites/{shop.code}", "facts": json.dumps(facts)}


async def _sends(root: asyncpg.Connection, shop: Shop, site: int, account: UUID, photo: Evidence) -> None:
    """A parcel of two units: one whose first verdict is sealed until there is a second, one that the site contests; and
    a third that HQ has found something in. Each of their verdicts has a photo.
    """
    said, parcel = shop.private, uuid4()
    await insert(
        root, "return_shipment", id=parcel, site=site, shipment_no=said, carrier=said, tracking_no=said, shipped_at=NOW,
        units=2, discrepancy=said, receiver=shop.sealed,
    )  # fmt: skip
    units = "select id from hq_return where site = $1 order by finding desc, shipped_at desc, id limit 3"
    drawn, contested, found = [row["id"] for row in await root.fetch(units, site)]
    await root.execute("update hq_return set shipment = $2 where id = any ($1)", [drawn, contested], parcel)
    await root.execute("update hq_return set inspected_at = null, finding = null where id = $1", drawn)
    await root.execute(
        "insert into return_precheck (id, site, returned, precheck_list, answers) "
        "select gen_random_uuid(), $1, unnest($2::uuid[]), id, $3 from precheck_list where state = 'published'",
        *(site, [drawn, contested], json.dumps({said: {"done": True, "note": said}})),
    )
    for unit, note in ((drawn, shop.sealed), (contested, said), (found, said)):
        verdict = uuid4()
        await insert(
            root, "return_inspection", id=verdict, site=site, returned=unit, place=1, cause="first", asked_at=NOW,
            inspector=uuid4(), inspector_name=shop.sealed, inspected_at=NOW, finding="no_fault_found", note=note,
            opened=int(unit != drawn),
        )  # fmt: skip
        await insert(
            root, "inspection_photo", site=site, returned=unit, inspection=verdict, place=1, file_sha256=photo.sha256,
            thumbnail_sha256=photo.sha256,
        )  # fmt: skip
    await insert(root, "return_inspection", site=site, returned=drawn, place=2, cause="sample", asked_at=NOW, note="")
    await insert(
        root, "finding_contest", site=site, returned=contested, reason=said, state="open", contested_by=account,
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
        root, "review_flag", site=site, month=MONTH, kind="burst", found_at=NOW, state="confirmed",
        note=shop.sealed, decider=shop.sealed, decided_at=NOW, facts=json.dumps({"found": 9, "among": 10}),
    )  # fmt: skip


def _after(month: date) -> date:
    return (month + timedelta(days=32)).replace(day=1)
