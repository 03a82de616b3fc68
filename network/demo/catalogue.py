"""Products, faults, prices: what the demo network repairs."""

from functools import cached_property
from random import Random
from typing import NamedTuple

from network.demo.chance import Lottery


class Product(NamedTuple):
    """`early` and `late` are its share of the orders in the first and in the last quarter."""

    code: str
    prefix: str
    early: float
    late: float


class Fault(NamedTuple):
    """`doubt` is how much likelier than average a unit with this complaint proves to have no fault; `price` in CNY."""

    code: str
    share: float
    doubt: float
    price: int


PRODUCTS = (
    Product("PT-110", "A", 0.20, 0.08),
    Product("PT-210", "B", 0.24, 0.18),
    Product("PT-210W", "C", 0.18, 0.20),
    Product("PT-350", "D", 0.14, 0.20),
    Product("RX-7", "E", 0.12, 0.10),
    Product("RX-7 Pro", "F", 0.07, 0.12),
    Product("MC-20", "G", 0.05, 0.12),
)

FAULTS = (
    Fault("P01-BATTERY", 0.17, 0.9, 160),
    Fault("P02-NO-POWER", 0.10, 0.6, 320),
    Fault("P03-CHARGING", 0.08, 0.8, 120),
    Fault("D01-DISPLAY", 0.11, 0.35, 480),
    Fault("D02-TOUCH", 0.09, 0.7, 360),
    Fault("R01-SIGNAL", 0.12, 1.45, 280),
    Fault("R02-WLAN", 0.08, 1.35, 220),
    Fault("S01-FREEZE", 0.10, 1.4, 80),
    Fault("S02-SYNC", 0.07, 1.75, 60),
    Fault("K01-KEYPAD", 0.04, 0.5, 140),
    Fault("C01-SCANNER", 0.02, 0.9, 420),
    Fault("M01-HOUSING", 0.02, 0.15, 260),
)
DIAGNOSIS_FEE = 30
_COMPLAINTS = Lottery(FAULTS, (fault.share for fault in FAULTS))
_MEAN_DOUBT = sum(fault.share * fault.doubt for fault in FAULTS) / sum(fault.share for fault in FAULTS)
# Odd and no multiple of five, so counting up runs through all ten million numbers without repeating one.
_SERIAL_STRIDE, _SERIAL_RANGE = 3_141_593, 10_000_000


class Unit(NamedTuple):
    """A device, known by its serial number. A device exchanged in a repair keeps it: the warranty card goes along."""

    serial_no: str
    product: str
    in_warranty: bool


class Market:
    """Hands out the devices that come over the counter for the first time. Serial numbers never repeat."""

    def __init__(self, quarters: int) -> None:
        self._quarters = quarters
        self._sold = 0

    @cached_property
    def _sales(self) -> list[Lottery[Product]]:
        last = max(self._quarters - 1, 1)
        shifts = [index / last for index in range(self._quarters)]
        return [Lottery(PRODUCTS, (p.early + (p.late - p.early) * shift for p in PRODUCTS)) for shift in shifts]

    def unit(self, quarter: int, rng: Random) -> Unit:
        product = self._sales[quarter].draw(rng)
        self._sold += 1
        number = self._sold * _SERIAL_STRIDE % _SERIAL_RANGE
        return Unit(f"{product.prefix}{number:07d}", product.code, rng.random() < 0.72)


def complaint(rng: Random) -> Fault:
    return _COMPLAINTS.draw(rng)


def doubt(fault: Fault) -> float:
    """How much likelier than the average complaint this one is to prove groundless; 1.0 on average over all orders."""
    return fault.doubt / _MEAN_DOUBT


def price(fault: Fault, outcome: str, rng: Random) -> int:
    """What an honest site charges outside warranty, in whole CNY."""
    if outcome in ("repaired", "replaced"):
        return max(DIAGNOSIS_FEE, round(fault.price * (0.8 + 0.4 * rng.random()) / 5) * 5)
    return DIAGNOSIS_FEE if outcome == "declined" or rng.random() < 0.5 else 0
