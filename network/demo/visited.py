"""What the demo's auditors met at the sites that they visited: answers to the shipped checklist `mystery-visit`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from types import MappingProxyType
from typing import Any

CHECKLIST = "mystery-visit"
# Questions that ask for a photo whatever the answer is.
PICTURED = ("sign", "price-list")


class Stage(Enum):
    """How far a visit has come."""

    QUARANTINED = "quarantined"
    IN_REVIEW = "in_review"
    APPROVED = "approved"
    PUBLISHED = "published"


@dataclass(frozen=True, slots=True)
class Course:
    """One visit. `otherwise`: answers in which it was not as it should be, each with a note."""

    stage: Stage
    story: str
    otherwise: Mapping[str, tuple[Any, str]] = field(default_factory=dict)

    @property
    def answers(self) -> dict[str, dict[str, Any]]:
        """As a tablet sends them."""
        said = {key: (value, "") for key, value in _AS_IT_SHOULD_BE.items()} | dict(self.otherwise)
        written = {key: {"value": value, "not_applicable": None, "note": note} for key, (value, note) in said.items()}
        written["receipt"] = {"value": None, "not_applicable": "Put right at the counter.", "note": ""}
        written["story"] = {"value": self.story, "not_applicable": None, "note": ""}
        return written


_AS_IT_SHOULD_BE: Mapping[str, Any] = MappingProxyType(
    {
        "phone-rings": {"rings": 2, "seconds": "7.5", "outcome": "answered"},
        "found": True,
        "sign": True,
        "open": True,
        "wait": "95",
        "greeted": True,
        "uniform": "all",
        "listened": 5,
        "warranty-asked": True,
        "abused": False,
        "device-taken": True,
        "reproduced": True,
        "cause": "right",
        "outcome": "fixed",
        "explained": 4,
        "price-list": True,
        "price-before": True,
        "asked-amount": "0",
        "overcharged": False,
        "itemised": True,
        "promised": True,
        "tidy": 4,
        "seat": True,
        "brand": True,
        "other-devices": True,
        "advice": True,
        "satisfied": True,
        "farewell": True,
        "gold-desk": False,
    }
)

# At the sites of one operator, in the order of their codes.
LAST_WEEKS = (
    Course(
        Stage.PUBLISHED,
        "Somebody came after a minute and a half, found the setting and put it right at once.",
        {
            "warranty-asked": (False, "Nobody asked when the device was bought."),
            "promised": (False, "Told to wait, without a time."),
        },
    ),
    Course(
        Stage.PUBLISHED,
        "A long queue and one person at the counter. The fault was found in the end.",
        {
            "wait": ("640", "Nearly eleven minutes at the counter."),
            "price-before": (False, "The price was named with the bill."),
        },
    ),
    Course(
        Stage.PUBLISHED,
        "Friendly from beginning to end; only the list of prices could not be found.",
        {"price-list": (False, "An empty frame hung on the wall.")},
    ),
)
# In another region, where a visit has just been everywhere.
THESE_DAYS = (
    Course(Stage.QUARANTINED, "All as it should be. The tablet had been without power for two days before."),
    Course(
        Stage.IN_REVIEW,
        "The technician explained the setting twice and wrote it down.",
        {"farewell": (False, "He had turned to the next customer.")},
    ),
    Course(
        Stage.APPROVED,
        "Quick and correct.",
        {"seat": (False, "Both chairs were taken by parcels.")},
    ),
)

# What a calibration asks about.
CASE = (
    "You come in at ten. Four people wait before you, and one person serves them. After eleven minutes you are asked "
    "what you need; the setting is found and put right. Nobody names a price before the bill, which says 0."
)

# What may be found amiss: the answer, and the note.
FAULTS: Mapping[str, tuple[Any, str]] = MappingProxyType(
    {
        "phone-rings": ({"rings": 6, "seconds": "25.0", "outcome": "answered"}, "Six rings before somebody answered."),
        "sign": (False, "The sign was dark; one letter was missing."),
        "wait": ("540", "Nine minutes at the counter."),
        "greeted": (False, "Nobody looked up."),
        "uniform": ("none", "Everybody wore their own clothes."),
        "listened": (2, "Took the device without a question."),
        "warranty-asked": (False, "Nobody asked when the device was bought."),
        "reproduced": (False, "The fault was not looked at while I was there."),
        "cause": ("near", "Spoke of settings, without saying which."),
        "explained": (2, "Two words about what was done."),
        "price-list": (False, "An empty frame hung on the wall."),
        "price-before": (False, "The price was named with the bill."),
        "promised": (False, "Told to wait, without a time."),
        "tidy": (2, "Boxes stood between the chairs."),
        "seat": (False, "Both chairs were taken by parcels."),
        "brand": (False, "The mark above the door is the old one."),
        "advice": (False, "No word about how to avoid it."),
        "farewell": (False, "He had turned to the next customer."),
    }
)
CRITICAL: Mapping[str, tuple[Any, str]] = MappingProxyType(
    {
        "abused": (True, "Was told not to waste their time."),
        "overcharged": (True, "Asked for half as much again as the list says."),
    }
)
