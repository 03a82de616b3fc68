"""Certificate types: the shipped ones, what does not go together, versions, who may."""

from typing import Any

import pytest

from network.foundation.errors import Forbidden
from network.sites.commands.certificate_types import (
    add_certificate_type,
    add_shipped_types,
    change_certificate_type,
    check_type,
    shipped_types,
)
from network.sites.errors.certification import (
    BadCertificateType,
    CertificateTypeExists,
    CertificateTypeNotActive,
    CertificateTypeNotFound,
)
from network.sites.queries.certificate_types import certificate_type, certificate_types, product_lines
from network.sites.rules.certification import Change
from network.sites.schemas.certification import CertificateTypeIn
from network.web.versions import PreconditionFailed
from tests.factory import Store, executive, manager, operator
from tests.sites.certifying import administrator, make


def wanted(**more: Any) -> CertificateTypeIn:
    return CertificateTypeIn.model_validate(
        {
            "code": "watch-1",
            "title": "Watch",
            "title_zh": "手表",
            "product_line": "watch",
            "product_line_name": "Watch",
            "product_line_name_zh": "手表",
            "repair_level": 1,
            "validity_rule": "from_decision",
            "validity_months": 12,
            "window_days": 60,
            **more,
        }
    )


async def test_the_shipped_types_are_three_lines_at_three_levels_and_are_added_once(database: str) -> None:
    assert await add_shipped_types(administrator()) == 9
    assert await add_shipped_types(administrator()) == 0
    found = await certificate_types(administrator())
    assert [(kind.product_line.code, kind.repair_level) for kind in found] == [
        (line, level) for line in ("accessory", "handheld", "tablet") for level in (1, 2, 3)
    ]
    assert all(kind.title_zh != kind.title for kind in found)


async def test_a_type_of_ones_own_for_a_shipped_line_and_level_is_left_alone(database: str) -> None:
    await add_certificate_type(administrator(), wanted(code="mine", product_line="tablet", repair_level=3))
    assert await add_shipped_types(administrator()) == 8


@pytest.mark.parametrize("kind", shipped_types(), ids=lambda kind: kind.code)
def test_the_shipped_types_keep_their_own_rules(kind: CertificateTypeIn) -> None:
    check_type(kind)


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"validity_rule": "fixed_date"}, "fixed_day"),
        ({"validity_rule": "fixed_date", "fixed_month": 4, "fixed_day": 31}, "fixed_day"),
        ({"validity_rule": "fixed_date", "fixed_month": 12, "fixed_day": 31, "validity_months": 6}, "validity_months"),
        ({"validity_rule": "fixed_date", "fixed_month": 12, "fixed_day": 31, "window_days": 200}, "window_days"),
        ({"fixed_month": 12, "fixed_day": 31}, "fixed_day"),
        ({"validity_months": 1, "window_days": 28}, "window_days"),
    ],
)
def test_what_does_not_go_together_is_named(more: dict[str, Any], field: str) -> None:
    with pytest.raises(BadCertificateType) as refused:
        check_type(wanted(**more))
    assert list(refused.value.fields) == [field]


async def test_a_new_product_line_needs_its_names(database: str) -> None:
    with pytest.raises(BadCertificateType) as refused:
        await add_certificate_type(administrator(), wanted(product_line_name=None))
    assert "product_line_name" in refused.value.fields
    await add_certificate_type(administrator(), wanted())
    assert [line.name_zh for line in await product_lines(administrator())] == ["手表"]


async def test_there_is_one_type_for_a_line_and_level(database: str) -> None:
    await add_certificate_type(administrator(), wanted())
    for other in (wanted(), wanted(code="watch-other")):
        with pytest.raises(CertificateTypeExists):
            await add_certificate_type(administrator(), other)


async def test_a_change_counts_versions_and_is_refused_when_somebody_was_faster(database: str, store: Store) -> None:
    await add_certificate_type(administrator(), wanted())
    assert await change_certificate_type(administrator(), wanted(validity_months=24), 1) == 2
    with pytest.raises(PreconditionFailed) as refused:
        await change_certificate_type(administrator(), wanted(validity_months=36), 1)
    assert refused.value.theirs["validity_months"] == 24
    assert (await certificate_type(administrator(), "watch-1")).validity_months == 24
    assert await store.value("select count(*) from trail_event where action = 'certificate_type.changed'") == 1
    with pytest.raises(CertificateTypeNotFound):
        await change_certificate_type(administrator(), wanted(code="no-such"), None)


async def test_a_type_that_is_not_given_any_more_gives_no_certificate(network: dict[str, int]) -> None:
    await add_certificate_type(administrator(), wanted(active=False))
    with pytest.raises(CertificateTypeNotActive):
        await make(administrator(), "SH1", Change.GRANTED, type="watch-1")


async def test_only_whole_network_headquarters_changes_types(network: dict[str, int]) -> None:
    for actor in (manager(*network.values()), operator(network["SH1"]), executive()):
        with pytest.raises(Forbidden):
            await add_certificate_type(actor, wanted())
        assert len(await certificate_types(actor)) == 9
