"""Complaints come in, and find their site."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from network.feedback.commands.overcharges import suspect_by_complaint
from network.feedback.commands.steps import add_step
from network.feedback.errors.complaints import ComplaintDecided, ComplaintMoved, ComplaintWrong
from network.feedback.queries.complaints import complaint_row, order_of, site_for
from network.feedback.queries.problems import NEWEST, problem_tree
from network.feedback.rules.complaints import COMPLAINT_LABELS, OWED, Step, masked, times_wrong
from network.feedback.rules.problems import is_about_price
from network.feedback.schemas.complaints import ComplaintIn, LocationIn
from network.foundation.access import Actor, Permission
from network.foundation.database import Record, execute, fetch_row, fetch_value, transaction
from network.foundation.i18n import Text
from network.foundation.i18n import lazy as _
from network.foundation.trail import record as trail
from network.foundation.trail.record import NETWORK
from network.identity.rules.notices import NoticeKind
from network.identity.telling import tell_site
from network.sites.errors.sites import SiteNotFound

_UNKNOWN = _("There is no such site. Check its code, or leave it empty until the site is found.")
_CLOSED = _("This site was closed by then. Check its code, or leave it empty until the site is found.")
_NO_ORDER = _("The site has no order of this number. Check it, or leave it empty.")
_NO_PROBLEM = _("Choose a problem of the problem tree.")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a complaint belongs: its site, and its order there if it is known."""

    site: Record | None = None
    order: Record | None = None

    @property
    def id(self) -> int | None:
        return self.site["id"] if self.site else None


async def enter_complaint(actor: Actor, given: ComplaintIn, at: datetime) -> UUID:
    """Keep a complaint, of which its site is told at once; its id. ComplaintWrong."""
    actor.require(Permission.HANDLE_COMPLAINTS)
    async with transaction(actor):
        wrong = dict(times_wrong(given.received_at, None, at))
        if problem_tree().problem(given.problem) is None:
            wrong["problem"] = _NO_PROBLEM
        place = await _place(given.site, given.order_no, given.received_at, wrong)
        if actor.sites is not None and place.site is None and not wrong:
            wrong["site"] = _("Only headquarters of the whole network takes in a complaint without a site. Name it.")
        if wrong:
            raise ComplaintWrong(wrong)
        return await _entered(actor, given, place, at)


async def locate_complaint(actor: Actor, complaint_id: UUID, given: LocationIn, at: datetime) -> None:
    """Say at which site it was; of one that is not answered also: at another one than was thought. From now on the
    site's clock runs. ComplaintNotFound, ComplaintMoved, ComplaintDecided, ComplaintWrong."""
    actor.require(Permission.HANDLE_COMPLAINTS)
    async with transaction(actor):
        row = await locked_complaint(complaint_id)
        if row["decided_at"] is not None:
            raise ComplaintDecided()
        require_owed(row)
        wrong: dict[str, Text] = {}
        place = await _place(given.site, given.order_no, row["received_at"], wrong)
        if wrong or place.site is None:
            raise ComplaintWrong(wrong)
        await execute(
            "update complaint set site = $2, order_no = $3, repair_order = $4, told_at = $5 where id = $1",
            *(complaint_id, place.id, given.order_no or row["order_no"], place.order and place.order["id"], at),
        )
        await execute("update complaint_customer set site = $2 where complaint = $1", complaint_id, place.id)
        facts = {"number": row["complaint_no"], "order_no": given.order_no}
        await add_step(actor, complaint_id, place.id, Step.LOCATED, given.site, at)
        await trail.record(actor, "complaint.located", f"complaint:{complaint_id}", facts, site=place.site["id"])
        await _tell(place.site["id"], complaint_id, row["complaint_no"])
        if is_about_price(row["problem"]):
            await suspect_by_complaint(actor, await locked_complaint(complaint_id), place.order, at)


async def locked_complaint(complaint_id: UUID) -> Record:
    """Inside a transaction: a complaint in reach, locked for a change; one that is not the site's to change any more
    as it is. ComplaintNotFound."""
    row = await fetch_row("select * from complaint where id = $1 for update", complaint_id)
    return row or await complaint_row(complaint_id)


def require_owed(row: Record) -> None:
    """ComplaintMoved once the customer is answered."""
    if row["state"] not in OWED:
        raise ComplaintMoved(state=COMPLAINT_LABELS[row["state"]])


async def _place(code: str, order_no: str, received_at: datetime, wrong: dict[str, Text]) -> Place:
    """What is wrong with it is put into `wrong`. An order is looked for where its site is known."""
    if not code:
        return Place()
    try:
        site = await site_for(code, received_at)
    except SiteNotFound:
        wrong["site"] = _UNKNOWN
        return Place()
    if site is None:
        wrong["site"] = _CLOSED
        return Place()
    order = await order_of(site["id"], order_no) if order_no else None
    if order_no and order is None:
        wrong["order_no"] = _NO_ORDER
    return Place(site, order)


async def _entered(actor: Actor, given: ComplaintIn, place: Place, at: datetime) -> UUID:
    made, place_in_line = uuid4(), await fetch_value("select nextval('complaint_number')")
    number = f"C-{place_in_line:06d}"
    product = given.product or (place.order["product"] if place.order else "")
    await execute(
        "insert into complaint (id, complaint_no, site, channel, received_at, told_at, order_no, "
        "repair_order, product, "
        "problem, tree_version, severity, customer, words, state, hold_hours, entered_by, entered_at) "
        "values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, 'received', 0, $15, $16)",
        *(made, number, place.id, given.channel, given.received_at, at if place.site else None),
        *(given.order_no or None, place.order and place.order["id"], product or None, given.problem, NEWEST),
        *(given.severity, masked(given.customer_name, given.customer_phone), given.words, actor.account, at),
    )
    if given.customer_name or given.customer_phone:
        await execute(
            "insert into complaint_customer (complaint, site, name, phone) values ($1, $2, $3, $4)",
            *(made, place.id, given.customer_name, given.customer_phone),
        )
    await add_step(actor, made, place.id, Step.ENTERED, "", at)
    facts = {"number": number, "problem": given.problem, "severity": given.severity, "channel": given.channel}
    site = NETWORK if place.id is None else place.id
    await trail.record(actor, "complaint.entered", f"complaint:{made}", facts, site=site)
    if place.id is not None:
        await _tell(place.id, made, number)
        if is_about_price(given.problem):
            await suspect_by_complaint(actor, await locked_complaint(made), place.order, at)
    return made


async def _tell(site: int, complaint: UUID, number: str) -> None:
    key = f"{complaint} {site}"
    await tell_site(site, NoticeKind.COMPLAINT_RECEIVED, key, f"/complaints/{complaint}", {"number": number})
