"""Views that people keep of a list."""

from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

_PRINTABLE = r"^[^\x00-\x1f\x7f]*$"

ViewName = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80, pattern=_PRINTABLE)]


class ViewOut(BaseModel):
    """A list as someone likes to see it: `query` is the query part of its address, without the page."""

    model_config = ConfigDict(frozen=True)

    id: UUID
    name: str
    query: str
    is_default: bool


class ViewsOut(BaseModel):
    """The views of one list, by name."""

    model_config = ConfigDict(frozen=True)

    items: list[ViewOut]


class ViewIn(BaseModel):
    """A view to keep. `query` holds filters, search, order and columns; what the list cannot do is left out of it."""

    model_config = ConfigDict(extra="forbid")

    list: str = Field(max_length=40)
    name: ViewName
    query: str = Field("", max_length=2000)
    replace: bool = Field(False, description="Take the place of a view of the same name.")


class ViewChangeIn(BaseModel):
    """What is to be another way; what is not given stays."""

    model_config = ConfigDict(extra="forbid")

    name: ViewName | None = None
    is_default: bool | None = None
