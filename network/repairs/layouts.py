"""The files that repairs come in: their columns, and the checks over their rows."""

from decimal import Decimal

from network.foundation.intake.staging import Check
from network.foundation.tabular.layout import Column, Kind, Layout
from network.repairs import open_twice
from network.repairs.rules.orders import Finding, Outcome


def _(message: str) -> str:
    """Marks a text for extraction; it is translated when it is shown."""
    return message


ORDER_TIMES = ("received_at", "diagnosed_at", "ready_at", "notified_at", "handed_over_at", "cancelled_at")
RETURN_TIMES = ("shipped_at", "received_at", "inspected_at", "dispatched_at", "back_at")

ORDERS_LAYOUT = Layout(
    "orders",
    (
        Column("order_no", Kind.CODE, required=True, max_length=60, aliases=("维修单号",)),
        Column("site", Kind.CODE, required=True, max_length=40, aliases=("网点编号",)),
        Column("serial_no", Kind.CODE, max_length=60, aliases=("机号", "串号")),
        Column("product", Kind.CODE, max_length=60, aliases=("产品",)),
        Column("fault_code", Kind.CODE, max_length=40, aliases=("故障代码",)),
        Column("received_at", Kind.TIMESTAMP, required=True, aliases=("送修时间",)),
        Column("diagnosed_at", Kind.TIMESTAMP, aliases=("检测完成时间",)),
        Column("ready_at", Kind.TIMESTAMP, aliases=("修复完成时间",)),
        Column("notified_at", Kind.TIMESTAMP, aliases=("通知时间",)),
        Column("handed_over_at", Kind.TIMESTAMP, aliases=("取机时间",)),
        Column("cancelled_at", Kind.TIMESTAMP, aliases=("取消时间",)),
        Column(
            "hold_hours",
            Kind.DECIMAL,
            minimum=Decimal(0),
            maximum=Decimal(99_999),
            places=4,
            default="0",
            aliases=("挂起小时",),
        ),
        Column("outcome", Kind.CHOICE, choices=tuple(Outcome), aliases=("维修结果",)),
        Column("sent_to_hq", Kind.BOOLEAN, default="false", aliases=("送修总部",)),
        Column("in_warranty", Kind.BOOLEAN, aliases=("保修期内",)),
        Column("charge", Kind.DECIMAL, minimum=Decimal(0), maximum=Decimal(99_999_999), places=2, aliases=("收费",)),
        Column("currency", Kind.CODE, max_length=3, aliases=("币种",)),
        Column("loan_unit", Kind.BOOLEAN, aliases=("备用机",)),
        Column("technician", Kind.TEXT, max_length=120, aliases=("维修员",)),
        Column("activated_on", Kind.DATE, aliases=("激活日期",)),
    ),
)

RETURNS_LAYOUT = Layout(
    "hq_returns",
    (
        Column("return_no", Kind.CODE, required=True, max_length=60, aliases=("送修总部单号",)),
        Column("site", Kind.CODE, required=True, max_length=40, aliases=("网点编号",)),
        Column("order_no", Kind.CODE, max_length=60, aliases=("维修单号",)),
        Column("serial_no", Kind.CODE, max_length=60, aliases=("机号", "串号")),
        Column("product", Kind.CODE, max_length=60, aliases=("产品",)),
        Column("shipped_at", Kind.TIMESTAMP, required=True, aliases=("发运时间",)),
        Column("received_at", Kind.TIMESTAMP, aliases=("总部收货时间",)),
        Column("inspected_at", Kind.TIMESTAMP, aliases=("总部检测时间",)),
        Column("finding", Kind.CHOICE, choices=tuple(Finding), aliases=("检测结论",)),
        Column("dispatched_at", Kind.TIMESTAMP, aliases=("总部发出时间",)),
        Column("back_at", Kind.TIMESTAMP, aliases=("网点收回时间",)),
        Column("requested_by_hq", Kind.BOOLEAN, default="false", aliases=("总部要求",)),
    ),
)

# HQ's ledger of parts: a line for each kind of part in a shipment to a site.
PART_TIMES = ("shipped_at",)
PARTS_LAYOUT = Layout(
    "parts",
    (
        Column("shipment_no", Kind.CODE, required=True, max_length=60, aliases=("发货单号",)),
        Column("part_no", Kind.CODE, required=True, max_length=60, aliases=("配件编号",)),
        Column("site", Kind.CODE, required=True, max_length=40, aliases=("网点编号",)),
        Column(
            "quantity",
            Kind.INTEGER,
            required=True,
            minimum=Decimal(1),
            maximum=Decimal(1_000_000),
            aliases=("数量",),
        ),
        Column("shipped_at", Kind.TIMESTAMP, required=True, aliases=("发运时间",)),
    ),
)

_SKIPPED = _(
    "%(value)s does not exist on the clocks of %(zone)s: they were put forward over it. "
    "Correct the time, or write it with its offset, such as +02:00."
)
_REPEATED = _(
    "%(value)s happened twice on the clocks of %(zone)s: they were put back. "
    "Write the time with its offset, such as +02:00."
)
_FUTURE = _("%(value)s lies in the future. Correct the date; only what has happened can be imported.")
_ORDER = _("%(value)s is before %(earlier)s (%(earlier_column)s). Times must follow the course of the repair.")


def _shown(time: str) -> str:
    """A moment of `arrived` as people at the site read it."""
    return f"to_char({time} at time zone coalesce(zone, 'UTC'), 'YYYY-MM-DD HH24:MI:SS')"


# By how many minutes clocks have been put back anywhere since 1995: Lord Howe 30, most 60, Troll 120, Casey 180.
_PUT_BACK = (30, 60, 120, 180)


def time_checks(times: tuple[str, ...], moving_zones: bool) -> list[Check]:
    """Checks of single times over `staged` and `arrived`. $1 is the moment of the import.

    `moving_zones`: whether any site's clock is ever put forward or back; the costly checks are left out otherwise.
    """
    checks = [
        Check(
            time,
            "in_the_future",
            _FUTURE,
            f"select row_number, {_shown(time)} as value from arrived "
            f"where {time} > $1::timestamptz + interval '5 minutes'",
        )
        for time in times
    ]
    if moving_zones:
        for time in times:
            local = f"s.{time}_local"
            instant = f"({local} at time zone a.zone)"
            base = f"select s.row_number, {local} as value, a.zone from staged s join arrived a using (row_number)"
            checks.append(
                Check(time, "skipped_time", _SKIPPED, f"{base} where {instant} at time zone a.zone <> {local}")
            )
            twins = " or ".join(
                f"({instant} {sign} interval '{minutes} minutes') at time zone a.zone = {local}"
                for sign in "+-"
                for minutes in _PUT_BACK
            )
            checks.append(Check(time, "repeated_time", _REPEATED, f"{base} where {twins}"))
    return checks


def sequence_checks(times: tuple[str, ...]) -> list[Check]:
    """Each time must not be before any that comes earlier in the course."""
    return [
        Check(
            later,
            "times_out_of_order",
            _ORDER,
            f"select row_number, {_shown(later)} as value, {_shown(earlier)} as earlier, '{earlier}' as earlier_column "
            f"from arrived where {later} < {earlier}",
        )
        for position, later in enumerate(times)
        for earlier in times[:position]
    ]


UNKNOWN_SITE = Check(
    "site",
    "unknown_site",
    _("There is no site “%(value)s” that you may import for. Check the code, or import the site first."),
    "select row_number, site_code as value from arrived where site is null and site_code is not null",
)


SLASHED_SITE = Check(
    "site",
    "slashed_code",
    _("The code “%(value)s” has a slash, which an address cannot carry. Write another sign, such as a hyphen."),
    "select row_number, site_code as value from arrived where site_code like '%/%'",
)


def number_check(column: str) -> Check:
    return Check(
        column,
        "duplicate_number",
        _("%(value)s stands more than once for this site (also in row %(other)s). Each number may come once."),
        f"select row_number, {column} as value, first_row as other from ("
        f"select row_number, {column}, min(row_number) over (partition by site_code, {column}) as first_row "
        f"from arrived where {column} is not null) x where row_number <> first_row",
    )


ORDER_CHECKS = (
    UNKNOWN_SITE,
    SLASHED_SITE,
    number_check("order_no"),
    *sequence_checks(("received_at", "diagnosed_at", "ready_at", "handed_over_at")),
    *sequence_checks(("ready_at", "notified_at")),
    *sequence_checks(("received_at", "cancelled_at")),
    Check(
        "notified_at",
        "notified_without_ready",
        _("The customer was told on %(value)s that the unit is ready, but it never was. Fill in when it was ready."),
        f"select row_number, {_shown('notified_at')} as value from arrived "
        "where notified_at is not null and ready_at is null and not has_error",
    ),
    Check(
        "activated_on",
        "activated_after_receipt",
        _("The unit was activated on %(value)s, after it came in (%(received)s). Correct the date."),
        f"select row_number, activated_on as value, {_shown('received_at')} as received from arrived "
        "where activated_on > (received_at at time zone coalesce(zone, 'UTC'))::date",
    ),
    Check(
        "handed_over_at",
        "handed_over_without_ready",
        _("The unit was handed over on %(value)s but was never ready. Fill in when it was ready, or was cancelled."),
        f"select row_number, {_shown('handed_over_at')} as value from arrived "
        "where handed_over_at is not null and ready_at is null and cancelled_at is null and not has_error",
    ),
    Check(
        "currency",
        "currency_missing",
        _("The charge %(value)s has no currency. Write its code of three letters, such as CNY."),
        "select row_number, charge as value from arrived "
        "where charge is not null and currency is null and not has_error",
    ),
    Check(
        "currency",
        "unknown_currency",
        _("“%(value)s” is not a currency. Write its code of three capital letters, such as CNY."),
        "select row_number, currency as value from arrived where currency !~ '^[A-Z]{3}$'",
    ),
    *open_twice.CHECKS,
)

PART_CHECKS = (
    UNKNOWN_SITE,
    SLASHED_SITE,
    Check(
        "part_no",
        "part_twice",
        _(
            "%(value)s stands more than once in shipment %(shipment)s to this site (also in row %(other)s). "
            "Add them up."
        ),
        "select row_number, part_no as value, shipment_no as shipment, first_row as other from ("
        "select row_number, part_no, shipment_no, "
        "min(row_number) over (partition by site_code, shipment_no, part_no) as first_row "
        "from arrived where part_no is not null and shipment_no is not null) x where row_number <> first_row",
    ),
)

RETURN_CHECKS = (
    UNKNOWN_SITE,
    SLASHED_SITE,
    number_check("return_no"),
    *sequence_checks(RETURN_TIMES),
    # An older file would undo what inspectors signed and what was decided on a contest.
    Check(
        "finding",
        "found_on_the_desk",
        _("The finding about %(value)s was made on the returns desk, and no file changes it. Leave the row out."),
        "select a.row_number, t.return_no as value from arrived a "
        "join hq_return t on t.site = a.site and t.return_no = a.return_no "
        "where (a.finding, a.inspected_at) is distinct from (t.finding, t.inspected_at) "
        "and (exists (select from return_inspection i where i.returned = t.id) or exists ("
        "select from finding_contest c where c.returned = t.id and c.state <> 'retracted'))",
    ),
    Check(
        "finding",
        "finding_without_inspection",
        _("The finding “%(value)s” has no date of inspection. Fill in when HQ inspected the unit."),
        "select row_number, finding as value from arrived "
        "where finding is not null and inspected_at is null and not has_error",
    ),
    Check(
        "inspected_at",
        "inspection_without_finding",
        _("The unit was inspected on %(value)s but has no finding. Fill in what HQ found."),
        f"select row_number, {_shown('inspected_at')} as value from arrived "
        "where inspected_at is not null and finding is null and not has_error",
    ),
)
