"""Where the records of metrics stand: the SQL after `from` of each source, and the columns that go by one name."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, NamedTuple

from network.manuals.queries.duties import duties, first_taken
from network.repairs.queries.reconciled import MONTHS
from network.training.queries.coverage_sql import pairs

Source = Literal[
    "repair_order",
    "hq_return",
    "report_due",
    "report_reconciled",
    "audit",
    "corrective_action",
    "manual_duty",
    "required_course",
    "survey_answer",
    "complaint",
    "overcharge_case",
    "falsification_case",
    "session_mentor",
]


class Origin(NamedTuple):
    """Where the records of a source stand: the SQL after `from`, the column of their number, and of their moment.

    `filed`: they were read from a file or written at the desk, one by one. `by_number`: in addresses of the pages a
    record goes by its number; otherwise by its id.
    """

    relation: str
    number: str
    moment: str
    filed: bool = True
    by_number: bool = False


# What makes the figure is when a report came; what was decided about it later does not change it.
_DUE = """
select id, site, month, due_at, timed_at, coalesce(extract(epoch from timed_at - due_at)::int, 0) as version
from report_due
"""

# Only a further revision changes what a published audit says. Until it is delivered its window does not end.
_AUDITS = """
select id, site, revision as version, to_char(visited_on, 'YYYY-MM-DD') as number, visited_on, score, critical_failures,
       appeal_until
from audit
where state = 'published' and scored and kind in ('mystery_visit', 'mystery_call') and score is not null
"""

# What makes the figure is when it was done; what is found of its effect months later does not change it. `due_at` is
# the first moment that is too late.
_ACTIONS = """
select a.id, a.site, coalesce(a.done_on - a.due_on, 10000) as version, to_char(f.found_on, 'YYYY-MM-DD') as number,
       f.grade, a.state, a.due_on, a.done_on, a.answered_at, a.verified_at,
       (a.due_on + 1)::timestamp at time zone s.time_zone as due_at
from corrective_action a join finding f on f.id = a.finding join site s on s.id = a.site
where a.state <> 'withdrawn'
"""

# On the last day of the period, or on that of computing when it is earlier: $2 and $3 are those of the clock. What is
# passed later does not change what held then.
_REQUIRED = f"""
select md5(p.site || ' ' || p.person || ' ' || p.course)::uuid as id, p.site, p.valid::int as version, p.day, p.due_on,
       p.valid, p.since, c.key as course, coalesce(p.valid_to, p.ended_on) as held_to, p.name as number
from ({pairs("least($2::date - 1, ($3::timestamptz at time zone s.time_zone)::date)")}) p
join course c on c.id = p.course
"""

# What makes the figure is the site's day on which note was taken. `due_at` is the first moment that is too late.
_DUTIES = f"""
select d.id, d.site, d.name as number, m.key || ' ' || d.number as manual, d.due_on, taken.at as taken_at,
       (taken.at at time zone d.time_zone)::date as taken_on,
       (d.due_on + 1)::timestamp at time zone d.time_zone as due_at,
       coalesce((taken.at at time zone d.time_zone)::date - d.due_on, 10000) as version
from ({duties()}) d
join manual m on m.id = d.manual
{first_taken()}
where not d.lapsed
"""

# The poster at the counter never counts. Neither the order nor the day is told to who reads, so the moment of an answer
# is the beginning of its month: see `feedback`.
_ANSWERS = """
select a.id, a.site, 1 as version, to_char(a.answered_month, 'YYYY-MM') as number, a.answered_month,
       a.answered_month::timestamp at time zone s.time_zone as answered_at, s.time_zone as zone,
       a.grade as satisfaction, a.channel
from survey_answer a join site s on s.id = a.site
where a.channel <> 'poster' and not exists (select from survey_void v where v.answer = a.id)
"""

# What makes the figure is when the customer was answered, and what the site had to answer for in the end. `due_at` is
# the moment until which a parameter of the metric is still to be added.
_COMPLAINTS = """
select id, site, complaint_no as number, split_part(problem, '.', 1) as branch, severity, responsible, substantiated,
       received_at, due_base_at, answered_at, waiting_since, decided_at,
       case when substantiated then case responsible when 'site' then 1 when 'shared' then 0.5 else 0 end else 0 end
           as share,
       coalesce(floor(extract(epoch from answered_at - due_base_at)), 99999999)::int * 4
           + case when substantiated is null then 3 when not substantiated then 0
                  when responsible = 'site' then 2 when responsible = 'shared' then 1 else 0 end as version
from complaint
"""

# A case is one charge, whoever complained of it; what is decided makes the figure.
_OVERCHARGES = """
select id, site, coalesce(nullif(order_no, ''), to_char(charged_on, 'YYYY-MM-DD')) as number, charged_on, charge,
       highest, state, decided_at,
       array_position(array['suspected', 'dismissed', 'substantiated'], state::text) as version
from overcharge_case
"""

# What is only said, or was dismissed, is no record of a scorecard. What is decided makes the figure.
_FALSIFICATIONS = """
select id, site, reference as number, happened_on, kind as falsified, state, state as ruling,
       case state when 'overturned' then 1 else 2 end as version
from falsification_case where state not in ('open', 'dismissed')
"""

# Held, and by its last day on the clocks of its place. To which nobody of another site came is no record.
_TAUGHT = """
select m.session as id, m.site, m.came::int as version, (s.ends_at at time zone s.time_zone)::date as held_on,
       to_char(s.ends_at at time zone s.time_zone, 'YYYY-MM-DD') as number, c.key as course, m.came
from session_mentor m
join training_session s on s.id = m.session
join course_version v on v.id = s.version
join course c on c.id = v.course
where m.came > 0
"""

ORIGINS: Mapping[Source, Origin] = MappingProxyType(
    {
        "repair_order": Origin("repair_order", "order_no", "received_at"),
        "hq_return": Origin("hq_return", "return_no", "inspected_at"),
        "report_due": Origin(f"({_DUE})", "month", "month", filed=False, by_number=True),
        "report_reconciled": Origin(f"({MONTHS})", "month", "month", filed=False, by_number=True),
        "audit": Origin(f"({_AUDITS})", "number", "visited_on", filed=False),
        "corrective_action": Origin(f"({_ACTIONS})", "number", "due_on", filed=False),
        "manual_duty": Origin(f"({_DUTIES})", "number", "due_on", filed=False),
        "required_course": Origin(f"({_REQUIRED})", "number", "since", filed=False),
        "survey_answer": Origin(f"({_ANSWERS})", "number", "answered_at", filed=False),
        "complaint": Origin(f"({_COMPLAINTS})", "number", "received_at", filed=False),
        "overcharge_case": Origin(f"({_OVERCHARGES})", "number", "charged_on", filed=False),
        "falsification_case": Origin(f"({_FALSIFICATIONS})", "number", "happened_on", filed=False),
        "session_mentor": Origin(f"({_TAUGHT})", "number", "held_on", filed=False),
    }
)
