"""The form of a new shipment: all that was chosen and ticked so far travels in it, and nothing typed is lost."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from litestar.datastructures import FormMultiDict

from network.repairs.queries.prechecks import list_for
from network.repairs.rules.prechecks import LONGEST_NOTE, Tick
from network.repairs.rules.shipments import MOST_UNITS
from network.repairs.schemas.prechecks import PrecheckList
from network.repairs.schemas.shipments import Candidate

# What is typed besides the units: how the parcel travels, and what is to be added to it.
TEXTS = ("carrier", "tracking_no", "order", "serial_no", "product")


@dataclass(frozen=True, slots=True)
class PackedUnit:
    """A unit in the form, under the list that the form shows for it."""

    unit: Candidate
    list_id: UUID | None
    ticks: Mapping[str, Tick] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Parcel:
    """All of the form."""

    units: tuple[PackedUnit, ...] = ()
    typed: Mapping[str, str] = field(default_factory=dict)

    def holds(self, unit: Candidate) -> bool:
        return any(
            (each.unit.order is not None and each.unit.order == unit.order)
            or (unit.serial_no != "" and each.unit.serial_no == unit.serial_no)
            for each in self.units
        )

    @property
    def is_full(self) -> bool:
        return len(self.units) >= MOST_UNITS

    def with_unit(self, unit: Candidate) -> "Parcel":
        """The same with one more unit, and with empty fields for the next one."""
        typed = {**self.typed, "order": "", "serial_no": "", "product": ""}
        return Parcel((*self.units, PackedUnit(unit, None)), typed)

    def without(self, place: int) -> "Parcel":
        return replace(self, units=tuple(each for at, each in enumerate(self.units) if at != place))

    def under(self, in_force: dict[str, PrecheckList]) -> "tuple[Parcel, list[PrecheckList]]":
        """The same under the lists in force: what was ticked of another list is to be ticked anew. NoPrecheckList."""
        lists = [list_for(each.unit.product, in_force) for each in self.units]
        units = tuple(
            each if each.list_id == found.id else PackedUnit(each.unit, found.id)
            for each, found in zip(self.units, lists, strict=True)
        )
        return replace(self, units=units), lists

    def values(self) -> dict[str, Any]:
        """What `ShipmentIn` reads."""
        return {
            "carrier": self.typed.get("carrier", ""),
            "tracking_no": self.typed.get("tracking_no", ""),
            "units": [_values(each) for each in self.units],
        }


def _values(packed: PackedUnit) -> dict[str, Any]:
    unit = packed.unit
    named = {"order": unit.order} if unit.order else {"serial_no": unit.serial_no, "product": unit.product}
    ticks = {key: {"done": tick.done, "note": tick.note} for key, tick in packed.ticks.items()}
    return {**named, "precheck_list": packed.list_id, "ticks": ticks}


def read_parcel(form: FormMultiDict) -> Parcel:
    """What was sent, whatever somebody made of it: the command checks it."""
    places = [str(each) for each in form.getall("unit", [])][:MOST_UNITS]
    typed = {name: _line(form.get(name, "")) for name in TEXTS}
    return Parcel(tuple(_packed(form, f"u{place}.") for place in places), typed)


def _packed(form: FormMultiDict, prefix: str) -> PackedUnit:
    def text(name: str) -> str:
        return _line(form.get(prefix + name, ""))

    unit = Candidate(_identifier(text("order")), text("order_no"), text("serial_no"), text("product"))
    answered = [name.removeprefix(f"{prefix}step.") for name in form if name.startswith(f"{prefix}step.")]
    ticks = {key: Tick(text(f"step.{key}") == "done", text(f"note.{key}")[:LONGEST_NOTE]) for key in answered}
    return PackedUnit(unit, _identifier(text("list")), ticks)


def _line(value: object) -> str:
    """What was typed, without what no database takes and no reader sees; a file is no text."""
    return "".join(sign for sign in value if sign.isprintable()).strip() if isinstance(value, str) else ""


def _identifier(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
