"""Satisfaction: whom headquarters asks, what was answered, what does not count; what sites say of headquarters."""

from piccolo.columns import JSONB, UUID, Bytea, Date, ForeignKey, SmallInt, Text, Timestamptz, Varchar
from piccolo.columns.defaults.uuid import UUID4
from piccolo.table import Table

from network.sites.tables.sites import Site


class SampleDraw(Table, tablename="sample_draw"):
    """Whose customers are called back about a month: drawn once, by a seed that only headquarters knows."""

    id = UUID(primary_key=True, default=UUID4())
    month = Date(default=None, unique=True)
    seed = Varchar(length=64)
    size = SmallInt(help_text="Orders asked for of each site.")
    drawn_at = Timestamptz(default=None)
    drawn_by = UUID(null=True, default=None)
    drawer = Text()


class SurveyInvitation(Table, tablename="survey_invitation"):
    """An order whose customer is asked: by a code on the receipt, or by a call because it was drawn."""

    id = UUID(primary_key=True, default=UUID4())
    site = ForeignKey(Site)
    repair_order = UUID(default=None)
    source = Varchar(length=20, help_text="`receipt` or `sample`.")
    code_sha256 = Bytea(null=True, default=None, help_text="SHA-256 of the code on the receipt.")
    draw: "ForeignKey[SampleDraw]" = ForeignKey(SampleDraw, null=True)
    reason = Varchar(length=20, null=True, default=None, help_text="Why it was drawn: at random, or as a case to hear.")
    made_at = Timestamptz(default=None)
    expires_at = Timestamptz(null=True, default=None)


class SurveyAnswer(Table, tablename="survey_answer"):
    """What a customer answered. Never changed; what must not count is declared void beside it."""

    id = UUID(primary_key=True, default=UUID4())
    site = ForeignKey(Site)
    repair_order = UUID(null=True, default=None, help_text="Null for the poster at the counter, which never counts.")
    channel = Varchar(length=20, help_text="`receipt`, `call_back`, `import` or `poster`.")
    form = Varchar(length=40)
    form_version = SmallInt()
    grade = SmallInt(help_text="1 very bad .. 5 very good.")
    blocks = JSONB(default="{}", help_text="Grades of single blocks, by their key.")
    comment = Text(default="")
    language = Varchar(length=10, default="")
    answered_at = Timestamptz(default=None)
    answered_month = Date(
        null=True, default=None, help_text="Its first day, on the clock of the site; the database sets it."
    )
    entered_by = UUID(null=True, default=None, help_text="Who typed it in for the customer.")


class SurveyVoid(Table, tablename="survey_void"):
    """An answer that headquarters does not let count, and why."""

    id = UUID(primary_key=True, default=UUID4())
    answer = ForeignKey(SurveyAnswer, unique=True)
    site = ForeignKey(Site)
    reason = Text()
    voided_at = Timestamptz(default=None)
    voided_by = UUID(null=True, default=None)
    voider = Text()


class CallBack(Table, tablename="call_back"):
    """A call to a customer who was drawn, and how it ended."""

    id = UUID(primary_key=True, default=UUID4())
    site = ForeignKey(Site)
    repair_order = UUID(default=None)
    outcome = Varchar(length=20, help_text="`answered`, `not_reached` or `refused`.")
    note = Text(default="")
    called_at = Timestamptz(default=None)
    called_by = UUID(null=True, default=None)
    caller = Text()


class HqRating(Table, tablename="hq_rating"):
    """What a site says of headquarters for a month."""

    id = UUID(primary_key=True, default=UUID4())
    site = ForeignKey(Site)
    month = Date(default=None)
    form = Varchar(length=40)
    form_version = SmallInt()
    grade = SmallInt()
    blocks = JSONB(default="{}")
    comment = Text(default="")
    rated_at = Timestamptz(default=None)
    rated_by = UUID(null=True, default=None)
