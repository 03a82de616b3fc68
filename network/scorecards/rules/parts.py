"""What every part of a scheme's document is made of, and the condition that gates and rules share."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Literal

from pydantic import BaseModel, ConfigDict

from network.scorecards.rules.catalogue import Parameter


class Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class LocalText(Part):
    """A text that belongs to the document, in every language that ships."""

    en: str
    zh_CN: str

    def in_language(self, code: str) -> str:
        return self.zh_CN if code == "zh_CN" else self.en


class MetricCondition(Part):
    """True when the metric, over `min_sample` records or more, compares so with `value`.

    `adjusted` is the shrunken value of the criterion on the same metric; `raw` needs no such criterion.
    """

    metric: str
    params: Mapping[str, Parameter] = {}
    op: Literal[">=", ">", "<=", "<"]
    value: Decimal
    use: Literal["raw", "adjusted"] = "raw"
    min_sample: int = 0
