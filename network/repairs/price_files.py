"""The file that a price list comes in: its columns, and the checks over its rows."""

from decimal import Decimal

from network.foundation.intake.staging import Check
from network.foundation.tabular.layout import Column, Kind, Layout


def _(message: str) -> str:
    """Marks a text for extraction; it is translated when it is shown."""
    return message


# An empty product or service stands for any.
PRICES_LAYOUT = Layout(
    "prices",
    (
        Column("product", Kind.CODE, max_length=60, default="", aliases=("产品",)),
        Column("service", Kind.CODE, max_length=40, default="", aliases=("fault_code", "故障代码", "服务项目")),
        Column(
            "highest",
            Kind.DECIMAL,
            required=True,
            minimum=Decimal(0),
            maximum=Decimal(99_999_999),
            places=2,
            aliases=("最高收费", "价格"),
        ),
    ),
)

PRICE_CHECKS = (
    Check(
        "product",
        "price_twice",
        _("This product and service stand in row %(other)s already. Keep one of the rows."),
        "select row_number, value, first_row as other from ("
        "select row_number, coalesce(product, '') as value, has_error, min(row_number) over ("
        "partition by coalesce(product, ''), coalesce(service, '')) as first_row from staged) x "
        "where row_number <> first_row and not has_error",
    ),
)
