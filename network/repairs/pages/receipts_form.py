"""The forms in which HQ says what came out of a parcel: what was typed stays, also what is wrong with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar
from uuid import UUID

from litestar.datastructures import FormMultiDict
from pydantic import BaseModel, ValidationError

from network.foundation.errors import Invalid
from network.repairs.errors.inspections import ReceiptWrong
from network.repairs.schemas.inspections import MOST_UNITS, ReceiptIn, UnannouncedIn
from network.web.forms import typed_values
from network.web.validation import field_errors

Model = TypeVar("Model", bound=BaseModel)

# Empty rows for units that nobody had announced; as many more with each "More rows".
ROWS = 3
_TEXTS = ("units", "discrepancy", "site", "carrier", "tracking_no")


@dataclass(frozen=True, slots=True)
class Row:
    """One line for a unit that was not announced."""

    serial_no: str = ""
    product: str = ""
    requested: bool = False

    @property
    def is_empty(self) -> bool:
        return not (self.serial_no.strip() or self.product.strip())


@dataclass(frozen=True, slots=True)
class Receipt:
    """All of a form. `received`: the ids that are ticked."""

    texts: Mapping[str, str] = field(default_factory=lambda: dict.fromkeys(_TEXTS, ""))
    received: frozenset[str] = frozenset()
    rows: tuple[Row, ...] = (Row(),) * ROWS

    @classmethod
    def blank(cls, announced: Sequence[UUID]) -> "Receipt":
        """Everything ticked, nothing counted: the count is what shows that somebody looked."""
        return cls(received=frozenset(map(str, announced)))

    @classmethod
    def read(cls, form: FormMultiDict) -> "Receipt":
        """With `more` among its fields: with more rows."""
        count = int(written) if (written := str(form.get("rows", ""))).isdigit() and len(written) < 4 else ROWS
        rows = [_row(form, place) for place in range(min(count, MOST_UNITS))]
        more = [Row()] * ROWS if form.get("more") else []
        return cls(
            typed_values(form, _TEXTS), frozenset(map(str, form.getall("received", []))), (*rows, *more)[:MOST_UNITS]
        )

    def receipt(self) -> ReceiptIn:
        """Of an announced parcel. ReceiptWrong."""
        received = sorted(self.received)
        return self._as(ReceiptIn, units=self.texts["units"].strip(), received=received, extra=self._extra())

    def unannounced(self) -> UnannouncedIn:
        """Of a parcel that nobody had announced. ReceiptWrong."""
        return self._as(
            UnannouncedIn,
            units=self._extra(),
            **{name: self.texts[name] for name in ("site", "carrier", "tracking_no")},
        )

    def anchors(self, wrong: Mapping[str, str]) -> dict[str, str]:
        """What is wrong, by the fields of the form: `extra.1.serial_no` is that of the second row that is filled in."""
        filled = [place for place, row in enumerate(self.rows) if not row.is_empty]
        return {_anchor(name, filled): text for name, text in wrong.items()}

    def _extra(self) -> list[dict[str, Any]]:
        return [
            {"serial_no": row.serial_no, "product": row.product, "requested_by_hq": row.requested}
            for row in self.rows
            if not row.is_empty
        ]

    def _as(self, model: type[Model], **values: Any) -> Model:
        try:
            return model.model_validate({**values, "discrepancy": self.texts["discrepancy"]})
        except ValidationError as error:
            raise ReceiptWrong(dict(field_errors(error.errors(include_input=False)))) from error


def _row(form: FormMultiDict, place: int) -> Row:
    serial_no, product = typed_values(form, (f"serial_no-{place}", f"product-{place}")).values()
    return Row(serial_no, product, f"requested-{place}" in form)


def _anchor(name: str, filled: Sequence[int]) -> str:
    first, _dot, rest = name.partition(".")
    place, _dot, column = rest.partition(".")
    if first in ("extra", "units") and place.isdigit() and int(place) < len(filled):
        return f"{column or 'serial_no'}-{filled[int(place)]}"
    # A parcel without any unit: its first row is where to begin.
    return "serial_no-0" if first == "extra" else name


def wrong_of(receipt: Receipt, refusal: Invalid) -> dict[str, str]:
    """Field of the form -> what is wrong with it."""
    return receipt.anchors({name: str(text) for name, text in refusal.fields.items()}) or {"": refusal.text()}
