"""The file that answers come in, from a survey of headquarters: its columns, and the checks over its rows."""

from network.feedback.schemas.surveys import CUSTOMER, shipped_form
from network.foundation.intake.staging import Check
from network.foundation.tabular.layout import Column, Kind, Layout


def _(message: str) -> str:
    """Marks a text for extraction; it is translated when it is shown."""
    return message


MOST_ANSWERS = 50_000
_GRADES = ("1", "2", "3", "4", "5")
BLOCKS = tuple(block.key for block in shipped_form(CUSTOMER).blocks)

ANSWERS_LAYOUT = Layout(
    "answers",
    (
        Column("site", Kind.CODE, required=True, max_length=40, aliases=("网点编号",)),
        Column("order_no", Kind.CODE, required=True, max_length=60, aliases=("维修单号",)),
        Column("grade", Kind.CHOICE, required=True, choices=_GRADES, aliases=("满意度",)),
        Column("answered_at", Kind.TIMESTAMP, required=True, aliases=("评价时间",)),
        Column("comment", Kind.TEXT, max_length=1000, default="", aliases=("意见",)),
        *(Column(key, Kind.CHOICE, choices=_GRADES) for key in BLOCKS),
    ),
)

# `same`: the very answer is here already, so that a file that is handed in again changes nothing. A moment without
# offset is on the clock of the site.
ARRIVED = f"""
create temp table arrived on commit drop as
select s.row_number, s.has_error, s.site as site_code, site.id as site, s.order_no, o.id as repair_order,
       o.received_at, o.cancelled_at, s.grade::smallint as grade, coalesce(s.comment, '') as comment,
       jsonb_strip_nulls(jsonb_build_object({", ".join(f"'{key}', s.{key}::int" for key in BLOCKS)})) as blocks,
       moment.at as answered_at, coalesce(site.time_zone, 'UTC') as zone, a.id is not null as known,
       coalesce(a.channel = 'import' and a.grade = s.grade::smallint and a.comment = coalesce(s.comment, '')
                and a.answered_at = moment.at, false) as same
from staged s
left join site on site.code = s.site
left join repair_order o on o.site = site.id and o.order_no = s.order_no
left join survey_answer a on a.repair_order = o.id
cross join lateral (
    select coalesce(s.answered_at, s.answered_at_local at time zone coalesce(site.time_zone, 'UTC')) as at
) moment
"""
_SHOWN = "to_char(answered_at at time zone zone, 'YYYY-MM-DD HH24:MI')"

ANSWER_CHECKS = (
    Check(
        "site",
        "unknown_site",
        _("There is no site “%(value)s”. Check the code."),
        "select row_number, site_code as value from arrived where site is null and site_code is not null",
    ),
    Check(
        "order_no",
        "unknown_order",
        _("The site has no order “%(value)s”. Check it; an answer without an order does not count."),
        "select row_number, order_no as value from arrived "
        "where site is not null and order_no is not null and repair_order is null",
    ),
    Check(
        "order_no",
        "cancelled_order",
        _("Order “%(value)s” was cancelled, so there is nothing to grade. Leave the row out."),
        "select row_number, order_no as value from arrived where cancelled_at is not null",
    ),
    Check(
        "order_no",
        "order_twice",
        _("%(value)s stands in row %(other)s already. One answer counts for each order."),
        "select row_number, order_no as value, first_row as other from (select row_number, order_no, repair_order, "
        "min(row_number) over (partition by repair_order) as first_row from arrived "
        "where repair_order is not null) x where row_number <> first_row",
    ),
    Check(
        "order_no",
        "order_answered",
        _("Order “%(value)s” has been answered about otherwise. The first answer counts: leave the row out."),
        "select row_number, order_no as value from arrived where known and not same",
    ),
    Check(
        "answered_at",
        "answered_in_the_future",
        _("%(value)s lies in the future. Correct the date; only what has happened can be imported."),
        f"select row_number, {_SHOWN} as value from arrived where answered_at > $1::timestamptz",
    ),
    Check(
        "answered_at",
        "answered_before_order",
        _("%(value)s is before the unit came in. Correct the date or the order."),
        f"select row_number, {_SHOWN} as value from arrived where answered_at < received_at",
    ),
)
