"""What people type, as this domain takes it: without control characters, of a length that fits."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

PRINTABLE = r"^[^\x00-\x1f\x7f]*$"
# At least one sign that can be seen.
WRITTEN = r"^[^\x00-\x1f\x7f]*[^\s\x00-\x1f\x7f][^\x00-\x1f\x7f]*$"
# Several lines.
PROSE = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$"
EMAIL = r"^([^\s@\x00-\x1f\x7f]{1,64}@[^\s@\x00-\x1f\x7f]{1,189})?$"

Name = Annotated[str, Field(min_length=1, max_length=200, pattern=WRITTEN)]
OptionalName = Annotated[str, Field(max_length=200, pattern=PRINTABLE)]
Line = Annotated[str, Field(max_length=100, pattern=PRINTABLE)]
Version = Annotated[str, Field(max_length=40, pattern=PRINTABLE)]
Phone = Annotated[str, Field(max_length=40, pattern=PRINTABLE)]
Email = Annotated[str, Field(max_length=254, pattern=EMAIL)]
Reason = Annotated[str, Field(max_length=2000, pattern=PROSE)]


class Strict(BaseModel):
    """What comes in: nothing but the named fields, without blanks around texts."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True, frozen=True, str_strip_whitespace=True)
