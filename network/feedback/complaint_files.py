"""The file that complaints come in: its columns, and the checks over its rows."""

from network.feedback.rules.complaints import Channel, Severity
from network.foundation.intake.staging import Check
from network.foundation.tabular.layout import Column, Kind, Layout


def _(message: str) -> str:
    """Marks a text for extraction; it is translated when it is shown."""
    return message


MOST_COMPLAINTS = 20_000

COMPLAINTS_LAYOUT = Layout(
    "complaints",
    (
        Column("complaint_no", Kind.CODE, required=True, max_length=60, aliases=("投诉编号",)),
        Column("channel", Kind.CHOICE, required=True, choices=tuple(Channel), aliases=("渠道",)),
        Column("received_at", Kind.TIMESTAMP, required=True, aliases=("受理时间",)),
        Column("site", Kind.CODE, max_length=40, aliases=("网点编号",)),
        Column("order_no", Kind.CODE, max_length=60, aliases=("维修单号",)),
        Column("product", Kind.CODE, max_length=60, aliases=("产品",)),
        Column("problem", Kind.CODE, required=True, max_length=80, aliases=("问题",)),
        Column("severity", Kind.CHOICE, required=True, choices=tuple(Severity), aliases=("严重程度",)),
        Column("customer_name", Kind.TEXT, max_length=200, default="", aliases=("客户姓名",)),
        Column("customer_phone", Kind.TEXT, max_length=40, default="", aliases=("客户电话",)),
        Column("words", Kind.TEXT, required=True, max_length=4000, aliases=("投诉内容",)),
        # Of what was answered before it came in here.
        Column("answered_at", Kind.TIMESTAMP, aliases=("答复时间",)),
        Column("answer", Kind.TEXT, max_length=4000, aliases=("答复内容",)),
    ),
)

# A moment without offset is on the clock of its site, or of headquarters while there is none. $1 is not at hand here:
# the moment of the import and the tree's keys travel as settings of the transaction.
ARRIVED = """
create temp table arrived on commit drop as
select s.row_number, s.has_error, s.complaint_no, s.channel, s.site as site_code, site.id as site, s.order_no,
       o.id as repair_order, coalesce(s.product, o.product) as product, s.problem, s.severity,
       coalesce(s.customer_name, '') as customer_name, coalesce(s.customer_phone, '') as customer_phone, s.words,
       coalesce(s.received_at, s.received_at_local at time zone zone.name) as received_at,
       coalesce(s.answered_at, s.answered_at_local at time zone zone.name) as answered_at, s.answer, zone.name as zone,
       coalesce(site.closed_on, case site.status when 'closed' then '-infinity'::date end) as closed_on,
       gen_random_uuid() as id
from staged s
left join site on site.code = s.site
cross join lateral (select coalesce(site.time_zone, current_setting('app.zone')) as name) zone
left join repair_order o on o.site = site.id and o.order_no = s.order_no
"""
_SHOWN = "to_char({0} at time zone zone, 'YYYY-MM-DD HH24:MI')"

COMPLAINT_CHECKS = (
    Check(
        "complaint_no",
        "complaint_twice",
        _("%(value)s stands in row %(other)s already. Each number may come once."),
        "select row_number, complaint_no as value, first_row as other from (select row_number, complaint_no, "
        "min(row_number) over (partition by complaint_no) as first_row from arrived "
        "where complaint_no is not null) x where row_number <> first_row",
    ),
    Check(
        "complaint_no",
        "complaint_known",
        _("Complaint %(value)s is here already. Leave the row out."),
        "select a.row_number, a.complaint_no as value from arrived a join complaint c using (complaint_no)",
    ),
    Check(
        "site",
        "unknown_site",
        _("There is no site “%(value)s”. Check the code, or leave it empty until the site is found."),
        "select row_number, site_code as value from arrived where site is null and site_code is not null",
    ),
    Check(
        "site",
        "closed_site",
        _("Site “%(value)s” was closed by then. Check the code, or leave it empty until the site is found."),
        "select row_number, site_code as value from arrived where closed_on <= (received_at at time zone zone)::date",
    ),
    Check(
        "order_no",
        "unknown_order",
        _("The site has no order “%(value)s”. Check it, or leave it empty."),
        "select row_number, order_no as value from arrived "
        "where site is not null and order_no is not null and repair_order is null",
    ),
    Check(
        "problem",
        "unknown_problem",
        _("“%(value)s” is no problem of the problem tree. Write one of its keys, such as service.too_late."),
        "select row_number, problem as value from arrived "
        "where problem <> all (string_to_array(current_setting('app.problems'), ','))",
    ),
    Check(
        "received_at",
        "in_the_future",
        _("%(value)s lies in the future. Correct the date; only what has happened can be imported."),
        f"select row_number, {_SHOWN.format('received_at')} as value from arrived where received_at > $1::timestamptz",
    ),
    Check(
        "answered_at",
        "answered_before_receipt",
        _("%(value)s is before the complaint came in. Correct one of the moments."),
        f"select row_number, {_SHOWN.format('answered_at')} as value from arrived where answered_at < received_at",
    ),
    Check(
        "answered_at",
        "answered_in_the_future",
        _("%(value)s lies in the future. Correct the date; only what has happened can be imported."),
        f"select row_number, {_SHOWN.format('answered_at')} as value from arrived where answered_at > $1::timestamptz",
    ),
    Check(
        "answer",
        "answer_without_moment",
        _("An answer needs its moment, and a moment its answer. Fill in both, or neither."),
        "select row_number, coalesce(answer, '') as value from arrived "
        "where (answer is null) <> (answered_at is null) and not has_error",
    ),
    Check(
        "site",
        "answered_without_site",
        _("What is answered has a site. Fill it in."),
        "select row_number, '' as value from arrived where answered_at is not null and site_code is null",
    ),
)
