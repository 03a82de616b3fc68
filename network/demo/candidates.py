"""Who asks to become a service site of the demo network, and how far each has come."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

Stage = Literal["draft", "submitted", "site_visit", "scored", "rejected"]


@dataclass(frozen=True, slots=True)
class Candidate:
    """`quality`: how near to the best level most marks are, 0 to 1; `worst`: criteria found at their worst level."""

    stage: Stage
    days_ago: int
    form: Mapping[str, Any]
    quality: float = 0.8
    worst: tuple[str, ...] = ()
    verdict: str = ""


def _form(operator: str, operator_zh: str, site: str, site_zh: str, **more: Any) -> Mapping[str, Any]:
    return {
        "operator_name": operator,
        "operator_name_zh": operator_zh,
        "site_name": site,
        "site_name_zh": site_zh,
        "contact": "Chen Yufei",
        "phone": "400-555-0142",
        "email": "applicant@example.com",
        "wanted": ["handheld-1", "handheld-2"],
        "statement": "We have repaired mobile computers in this city since 2015 and keep a stock of spare parts.",
        **more,
    }


_XINING = {"city": "Xining", "address": "No. 88 Wusi Street, Xining"}

CANDIDATES: tuple[Candidate, ...] = (
    Candidate(
        "scored",
        40,
        _form(
            "Qinghai Hengda Electronics Co., Ltd.",
            "青海恒达电子有限公司",
            "Xining Wusi Street",
            "西宁五四大街",
            staff_count=6,
            premises_m2=140,
            **_XINING,
        ),
        quality=0.92,
    ),
    Candidate(
        "scored",
        38,
        _form(
            "Xining Jinhe Communications Co., Ltd.",
            "西宁金禾通讯有限公司",
            "Xining Shengli Road",
            "西宁胜利路",
            staff_count=4,
            premises_m2=75,
            city="Xining",
            address="No. 12 Shengli Road, Xining",
        ),
        quality=0.72,
    ),
    Candidate(
        "rejected",
        60,
        _form(
            "Gaoyuan Trading Co., Ltd.",
            "高原商贸有限公司",
            "Xining Nanchuan",
            "西宁南川",
            staff_count=2,
            premises_m2=30,
            city="Xining",
            address="Flat 3, No. 5 Nanchuan Road, Xining",
        ),
        quality=0.55,
        worst=("premises",),
        verdict="The premises are a flat in a residential building; customers cannot be received there.",
    ),
    Candidate(
        "site_visit",
        16,
        _form(
            "Ningxia Tongda Digital Technology Co., Ltd.",
            "宁夏通达数码科技有限公司",
            "Yinchuan Jiefang Street",
            "银川解放街",
            staff_count=5,
            premises_m2=110,
            city="Yinchuan",
            address="No. 31 Jiefang West Street, Yinchuan",
        ),
        quality=0.8,
    ),
    Candidate(
        "submitted",
        3,
        _form(
            "Haikou Bolian Electronics Co., Ltd.",
            "海口博联电子有限公司",
            "Haikou Guomao",
            "海口国贸",
            staff_count=3,
            premises_m2=60,
            city="Haikou",
            address="No. 9 Guomao Avenue, Haikou",
        ),
    ),
    Candidate(
        "draft",
        1,
        _form(
            "Haikou Bolian Electronics Co., Ltd.",
            "海口博联电子有限公司",
            "Haikou Meilan",
            "海口美兰",
            city="Haikou",
            statement="",
        ),
    ),
)
