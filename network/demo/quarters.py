"""What goes on about the last quarters: the newest is in preview, with two challenges; the one before was restated."""

from contextlib import suppress
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from network.demo.deciding import agree_to_differences, just_under_a_line
from network.demo.files import write_orders
from network.demo.model import DemoNetwork, Order
from network.foundation.access import Actor, Role
from network.foundation.database import fetch, transaction
from network.foundation.periods import Quarter
from network.identity.queries.accounts import account_named
from network.repairs.commands.importing import Request
from network.repairs.commands.taking import take
from network.repairs.schemas.records import FileKind
from network.scorecards.commands.challenges import lodge_challenge
from network.scorecards.commands.previewing import preview
from network.scorecards.commands.restating import approve_restatement, propose_restatement
from network.scorecards.errors import (
    AlreadyPublished,
    ChallengedAlready,
    ComputedTooEarly,
    NothingToRestate,
    NotInPreview,
    PreviewOpened,
    TooLateToChallenge,
)
from network.scorecards.schemas.challenges import ChallengeIn

# The site just under a line at which rewards or penalties change has so many orders that were written down late.
LATE = 12
_CHALLENGES = (
    (
        "repair_within_target",
        "omitted",
        "Six orders waited for a part that was out of stock at headquarters: their waiting hours are missing.",
    ),
    (
        "no_fault_return_rate",
        "evidence",
        "Two units were exchanged on the way back: the serial numbers in the findings are not ours.",
    ),
)


async def quarters_go_on(actor: Actor, network: DemoNetwork, last: Quarter, folder: Path, at: datetime) -> None:
    """Run again, what is there stays as it is."""
    await _restate(actor, network, last.shift(-1), folder, at)
    with suppress(PreviewOpened, AlreadyPublished, ComputedTooEarly):
        await preview(actor, last, at)
    operator = await _operator(actor, network)
    code = network.sites_of(Role.SITE_OPERATOR)[0]
    for criterion, ground, body in _CHALLENGES:
        given = ChallengeIn.model_validate({"criterion": criterion, "ground": ground, "body": body})
        with suppress(ChallengedAlready, NotInPreview, TooLateToChallenge):
            await lodge_challenge(operator, code, last, given, [], at)


async def _restate(actor: Actor, network: DemoNetwork, quarter: Quarter, folder: Path, at: datetime) -> None:
    """Orders that were written down late come in, and two people restate the cards of their sites."""
    own = network.sites_of(Role.SITE_OPERATOR)[0]
    nearest = await just_under_a_line(actor, quarter, own)
    late = [_late(own, quarter), *(_late(site, quarter, number) for site in nearest for number in range(1, LATE + 1))]
    file = write_orders(folder / "late-orders.csv", late)
    outcome = await take(actor, FileKind.ORDERS, Request(file, file.name, at, folder))
    if outcome.errors:
        return
    people = [each for each in network.accounts if each.role in (Role.HQ_ADMINISTRATOR, Role.HQ_MANAGER)]
    first, second = (each for each in people if each.role is Role.HQ_ADMINISTRATOR or each.network_wide)
    proposer, approver = [
        Actor(each.role, each.name, await account_named(actor, each.email), None) for each in (first, second)
    ]
    with suppress(NothingToRestate):
        made = await propose_restatement(
            proposer, quarter, [own, *nearest], "Repair orders of May were written down in July only.", at
        )
        await approve_restatement(approver, made, "The paper orders bear the customers' signatures and the day.", at)
        await agree_to_differences(actor, network, quarter, at)


def _late(site: str, quarter: Quarter, number: int = 1) -> Order:
    """Received and made ready in the middle of the quarter, four days later."""
    day = quarter.months[1].first.replace(day=10)
    received = f"{day}T10:00:00"
    # The first took four days, the others two hours.
    ready = f"{day.replace(day=14)}T10:00:00" if number == 1 else f"{day}T12:00:00"
    return Order(
        order_no=f"LATE-{number:04d}",
        site=site,
        serial_no="",
        product="",
        fault_code="",
        received_at=received,
        diagnosed_at=None,
        ready_at=ready,
        handed_over_at=None,
        cancelled_at=None,
        outcome="repaired",
        charge=None,
        currency=None,
        technician="",
        hold_hours=Decimal(0),
        sent_to_hq="false",
        in_warranty="true",
        loan_unit="false",
    )


async def _operator(actor: Actor, network: DemoNetwork) -> Actor:
    account = next(each for each in network.accounts if each.role is Role.SITE_OPERATOR)
    made = await account_named(actor, account.email)
    async with transaction(actor, read_only=True):
        rows = await fetch("select id from site where code = any ($1)", list(account.sites))
    return Actor(Role.SITE_OPERATOR, account.name, made, frozenset(row["id"] for row in rows))
