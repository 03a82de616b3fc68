"""Ratings of headquarters as they go out."""

from decimal import Decimal

from network.feedback.schemas.complaints import Frozen


class OwnRating(Frozen):
    """What a site said for a month: `grade` and `blocks` from 1, very bad, to 5, very good."""

    month: str
    grade: int
    blocks: dict[str, int]
    comment: str


class OwnRatingsOut(Frozen):
    """`month`: the one that may be rated now; `rated`: whether it has been."""

    site: str
    month: str
    rated: bool
    items: list[OwnRating]


class MonthRatings(Frozen):
    """All sites together. `grades`: how many gave 1, 2, 3, 4 and 5; `blocks`: the mean of each part that enough sites
    graded; `comments` in no order that tells whose they are."""

    month: str
    sites: int
    grades: list[int]
    blocks: dict[str, Decimal]
    comments: list[str]

    @property
    def mean(self) -> Decimal:
        return Decimal(sum(place * count for place, count in enumerate(self.grades, start=1))) / self.sites


class RatingsOut(Frozen):
    """The months that are over, the newest first; those with fewer than `fewest_sites` ratings are left out."""

    fewest_sites: int
    items: list[MonthRatings]
