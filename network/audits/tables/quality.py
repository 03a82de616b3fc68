"""Rounds in which several auditors score the same case, to see whether they judge alike."""

from piccolo.columns import JSONB, UUID, ForeignKey, Integer, Numeric, Text, Timestamptz, Varchar
from piccolo.columns.defaults.timestamptz import TimestamptzNow
from piccolo.columns.defaults.uuid import UUID4
from piccolo.table import Table

from network.audits.tables.auditors import Auditor
from network.audits.tables.checklists import Checklist


class CalibrationRound(Table, tablename="calibration_round"):
    """A case that is described once and scored by everybody who is asked."""

    id = UUID(primary_key=True, default=UUID4())
    name = Varchar(length=200)
    checklist = ForeignKey(Checklist)
    case_text = Text(help_text="What happened on the visit, for those who were not there.")
    reference = JSONB(null=True, default=None, help_text="The answers that HQ holds to be right, if it says so.")
    state = Varchar(length=20, help_text="`draft`, `open` or `closed`.")
    closes_at = Timestamptz(null=True, default=None)
    created_by = Text()
    created_at = Timestamptz(default=TimestamptzNow())
    version = Integer(default=1)


class CalibrationAnswer(Table, tablename="calibration_answer"):
    """How one auditor scored the case. Given once."""

    id = UUID(primary_key=True, default=UUID4())
    round = ForeignKey(CalibrationRound)
    auditor = ForeignKey(Auditor)
    answers = JSONB(default="{}")
    score = Numeric(digits=(6, 2), null=True, default=None)
    answered_at = Timestamptz(default=None)
