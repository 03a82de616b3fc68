"""What happens to a unit on its way to HQ and on the bench there."""

from random import Random
from typing import NamedTuple

from network.demo.chance import pick
from network.demo.timeline import DAY, OPENS, Timeline

NO_FAULT_FINDINGS = ("no_fault_found", "user_education")
_COURIER_CALLS = 17 * 60 + 30


class Shipment(NamedTuple):
    """One unit sent to HQ: the moments it was shipped, received and inspected, as if the future were known."""

    shipped: int
    received: int
    inspected: int
    finding: str
    requested_by_hq: bool


def ship(diagnosed: int, groundless: float, timeline: Timeline, rng: Random) -> Shipment:
    """Send a unit that has no fault with the chance `groundless`. HQ's bench gets quicker from quarter to quarter."""
    day, minute = divmod(diagnosed, DAY)
    leaves = day + (0 if minute < _COURIER_CALLS and rng.random() < 0.7 else 1)
    arrives = leaves + pick((1, 1, 2, 2, 3), rng)
    progress = (day - timeline.start) / (timeline.end - timeline.start)
    waits = 1 + int(rng.random() * (5.5 - 3 * progress))
    return Shipment(
        shipped=max(leaves * DAY + _COURIER_CALLS, diagnosed),
        received=arrives * DAY + OPENS + int(rng.random() * 180),
        inspected=(arrives + waits) * DAY + OPENS + int(rng.random() * 480),
        finding=_finding(groundless, rng),
        requested_by_hq=rng.random() < 0.006,
    )


def _finding(groundless: float, rng: Random) -> str:
    chance = rng.random()
    if chance < 0.004:
        return "recall"
    if chance < 0.010:
        return "transit_damage"
    if rng.random() < groundless:
        return "no_fault_found" if rng.random() < 0.66 else "user_education"
    return "customer_damage" if rng.random() < 0.05 else "fault_confirmed"
