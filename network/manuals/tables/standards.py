"""Service standards: what is promised, point by point."""

from piccolo.columns import JSONB, UUID, Integer, Numeric, Text, Timestamptz, Varchar
from piccolo.columns.defaults.timestamptz import TimestamptzNow
from piccolo.columns.defaults.uuid import UUID4
from piccolo.table import Table


class Standard(Table, tablename="standard"):
    """A control point, an indicator and a quantified target. Clauses, questions and courses name it by its key."""

    id = UUID(primary_key=True, default=UUID4())
    key = Varchar(length=60, unique=True, help_text="Such as `telephone-three-rings`; never changed.")
    control_point = Varchar(length=20, help_text="See `network.manuals.rules.standards.ControlPoint`.")
    indicator = JSONB(default="{}", help_text="{en, zh_CN}: what is looked at.")
    target = JSONB(default="{}", help_text="{en, zh_CN}: what is met, with its figure.")
    metric = Varchar(length=60, null=True, default=None, help_text="The metric that measures it, if any does.")
    metric_target = Numeric(
        digits=(12, 4), null=True, default=None, help_text="In the metric's unit; met when at least as good."
    )
    created_by = Text()
    created_at = Timestamptz(default=TimestamptzNow())
    retired_at = Timestamptz(null=True, default=None)
    version = Integer(default=1)
