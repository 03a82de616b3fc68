"""The sites worth knowing: how a few of them behave, written down beside what the demo says about them."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType
from typing import NamedTuple

from network.demo.skills import Character


class Trick(Enum):
    """Ways of looking better than one is."""

    NONE = 0
    # every order of a day is closed at 23:59, whenever the work is really done
    CLOSES_AT_MIDNIGHT = 1
    # an order that will be late is cancelled minutes before it is due, and entered again under a new number
    CANCELS_BEFORE_DUE = 2
    # orders are closed as repaired here; no hand-over is ever recorded, since there is nothing to hand over yet
    RECORDS_NO_HAND_OVER = 3
    # the last monthly report is that of the month before, sent again
    COPIES_REPORT = 4


@dataclass(frozen=True, slots=True)
class Conduct:
    """What makes a site special. `volume` is relative to a site of its city tier; `opens` and `closes` are the share of
    the whole time that has passed when it does."""

    character: Character | None = None
    volume: float | None = None
    trick: Trick = Trick.NONE
    overcharges: bool = False
    opens: float | None = None
    closes: float | None = None


ORDINARY = Conduct()


class Plot(NamedTuple):
    key: str
    conduct: Conduct
    explanation: str
    explanation_zh: str


PLOTS: dict[str, Plot] = {
    "CN-CD-001": Plot(
        "best",
        Conduct(Character.MODEL, volume=3.4),
        "A busy site that learnt fastest of all and ends among the best of the network.",
        "业务繁忙、进步最快的网点，最终跻身全网前列。",
    ),
    "CN-WZ-003": Plot(
        "worst",
        Conduct(Character.HOPELESS, volume=1.6),
        "Among the worst, and never got going: late repairs, good units sent to HQ, and customers who come back.",
        "全网垫底之一，始终没有起色：维修超时、无故障机送修总部、客户反复返修。",
    ),
    "CN-WH-002": Plot(
        "most_improved",
        Conduct(Character.LATE_BLOOMER, volume=2.6),
        "Started below everyone else, changed its ways half-way through and caught up with the leaders.",
        "起点低于所有网点，中途痛下决心改进，后来居上。",
    ),
    "CN-NJ-003": Plot(
        "declining",
        Conduct(Character.DECLINING, volume=1.5),
        "One of the better sites at the start; it has lost ground in every quarter since.",
        "起步时表现较好，此后逐季下滑。",
    ),
    "CN-GZ-005": Plot(
        "closes_at_midnight",
        Conduct(Character.SLOW, volume=1.5, trick=Trick.CLOSES_AT_MIDNIGHT),
        "Closes all orders of a day in one batch at 23:59, so that none is late; customers collect days later.",
        "每天23:59批量关闭当日全部维修单，从不超时，客户却要几天后才能取机。",
    ),
    "CN-SZ-008": Plot(
        "cancels_before_due",
        Conduct(Character.SLOW, volume=1.5, trick=Trick.CANCELS_BEFORE_DUE),
        "Cancels orders minutes before they fall due and enters the same unit again under a new number.",
        "在到期前几分钟取消维修单，再用新单号重新登记同一台机器。",
    ),
    "CN-ZZ-004": Plot(
        "records_no_hand_over",
        Conduct(Character.SLOW, volume=1.5, trick=Trick.RECORDS_NO_HAND_OVER),
        "Reports nearly every unit as repaired locally, but records no hand-over for most of them.",
        "几乎所有机器都报为当地修复，但多数没有交机记录。",
    ),
    "CN-BJ-008": Plot(
        "copies_report",
        Conduct(trick=Trick.COPIES_REPORT),
        "Sends the figures of the month before again as its latest monthly report.",
        "把上个月的数字原样当作最新月报再报一次。",
    ),
    "CN-GZ-012": Plot(
        "copies_report",
        Conduct(trick=Trick.COPIES_REPORT),
        "Sends the figures of the month before again as its latest monthly report.",
        "把上个月的数字原样当作最新月报再报一次。",
    ),
    "CN-XA-004": Plot(
        "overcharges",
        Conduct(Character.STEADY, volume=1.5, overcharges=True),
        "Charges customers for repairs under warranty, and too much for the others.",
        "保修期内维修仍向客户收费，保修期外收费偏高。",
    ),
    "CN-QZ-002": Plot(
        "overcharges",
        Conduct(Character.SLOW, overcharges=True),
        "Charges customers for repairs under warranty, and too much for the others.",
        "保修期内维修仍向客户收费，保修期外收费偏高。",
    ),
    "CN-HEB-005": Plot(
        "closed",
        Conduct(Character.FLAT, closes=0.62),
        "Closed for good in the middle of a quarter; its last orders were cancelled that day.",
        "在季度中途停业，尚未完成的维修单于当日取消。",
    ),
    "CN-DG-006": Plot(
        "closed",
        Conduct(Character.SLOW, closes=0.78),
        "Closed for good in the middle of a quarter; its last orders were cancelled that day.",
        "在季度中途停业，尚未完成的维修单于当日取消。",
    ),
    "CN-HZ-010": Plot(
        "opened",
        Conduct(Character.STRONG, opens=0.42),
        "Opened in the middle of a quarter: nothing before, a short first quarter after.",
        "在季度中途开业，首个季度数据不足一季。",
    ),
    "CN-UR-004": Plot(
        "opened",
        Conduct(Character.STEADY, opens=0.70),
        "Opened in the middle of a quarter: nothing before, a short first quarter after.",
        "在季度中途开业，首个季度数据不足一季。",
    ),
    "CN-HHT-003": Plot(
        "tiny",
        Conduct(Character.STEADY, volume=0.06),
        "A handful of orders a quarter: too few to say anything certain about.",
        "每季度只有寥寥几单，样本不足，难下定论。",
    ),
    "CN-LZ-004": Plot(
        "tiny",
        Conduct(Character.SLOW, volume=0.04),
        "A handful of orders a quarter: too few to say anything certain about.",
        "每季度只有寥寥几单，样本不足，难下定论。",
    ),
    "CN-HK-003": Plot(
        "tiny",
        Conduct(Character.STRONG, volume=0.05),
        "A handful of orders a quarter: too few to say anything certain about.",
        "每季度只有寥寥几单，样本不足，难下定论。",
    ),
}

# Whom the review list has to name, and nobody else.
CHEATERS: Mapping[str, Trick] = MappingProxyType(
    {code: plot.conduct.trick for code, plot in PLOTS.items() if plot.conduct.trick is not Trick.NONE}
)
