"""Draws of those who are called, as they come in and go out."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from network.feedback.rules.sampling import MOST_OF_A_SITE
from network.feedback.schemas.complaints import Frozen
from network.sites.schemas.texts import Strict


class DrawIn(Strict):
    """`month` as `2026-10`. `size`: orders of each site at random, and at most as many more that stand out."""

    month: Annotated[str, Field(pattern=r"^\d{4}-\d{2}$")]
    size: Annotated[int, Field(ge=1, le=MOST_OF_A_SITE)]


class DrawLine(Frozen):
    """`called`: orders that somebody has tried to call; `answered`: that have an answer, by whatever way."""

    id: UUID
    month: date
    size: int
    drawn_at: datetime
    drawer: str
    seed: str
    sites: int
    random: int
    cases: int
    called: int
    answered: int


class DrawsOut(Frozen):
    items: list[DrawLine]


class DrawnSite(Frozen):
    site: str
    site_name: str
    site_name_zh: str
    random: int
    cases: int
    called: int
    answered: int


class DrawnSitesOut(Frozen):
    """A page of the sites of a draw."""

    draw: DrawLine
    items: list[DrawnSite]
    total: int
    page: int
    size: int


class DrawnOrder(Frozen):
    """`lot`: SHA-256 of the seed and the id of the order, written one after the other."""

    site: str
    order_no: str
    order: UUID
    reason: str
    lot: str


class DrawnOrdersOut(Frozen):
    items: list[DrawnOrder]
