"""Proposed consequences, what happened to each, appeals against them, and consent to publish an honour."""

from piccolo.columns import JSONB, UUID, BigSerial, Boolean, ForeignKey, Integer, Numeric, Text, Timestamptz, Varchar
from piccolo.columns.defaults.uuid import UUID4
from piccolo.table import Table

from network.ledger.tables.postings import LedgerPosting
from network.sites.tables.sites import Site


class ConsequenceProposal(Table, tablename="consequence_proposal"):
    """What a rule draws from a result, or somebody at HQ proposes. It has no effect before it is approved."""

    id = UUID(primary_key=True, default=UUID4())
    number = BigSerial(help_text="By which people name it.")
    site = ForeignKey(Site)
    origin = Varchar(length=20, help_text="See `network.ledger.rules.proposals.Origin`.")
    run = UUID(null=True, default=None, help_text="The scorecard run; that domain stands above this one.")
    period = Varchar(length=6, null=True, default=None)
    rule = Varchar(length=60, help_text="Its code in the scheme; of a manual one its effect.")
    scheme = Varchar(length=80, null=True, default=None, help_text="Code and version, such as `authorized-site 5`.")
    title = JSONB(default="{}", help_text="{en, zh_CN}")
    effect = Varchar(length=20, help_text="See `network.ledger.rules.effects.Effect`.")
    amount = Numeric(digits=(20, 4), null=True, default=None, help_text="Of demerits and rewards above zero.")
    unit = Varchar(length=10, null=True, default=None, help_text="`points`, or a currency.")
    details = JSONB(default="{}", help_text="{days} of an order to put right, {en, zh_CN} of an honour.")
    fact = Varchar(length=200, help_text="Names what it rests on: one fact, one proposal of a rule.")
    facts = JSONB(default="{}", help_text="What there is to see of it.")
    adverse = Boolean(default=False)
    two_people = Boolean(default=False)
    state = Varchar(length=20, help_text="See `network.ledger.rules.proposals.ProposalState`.")
    resumes = Varchar(length=20, null=True, default=None, help_text="What it goes back to when an appeal is rejected.")
    proposed_by = UUID(null=True, default=None, help_text="Of a rule: who released the quarter.")
    proposer = Text()
    proposed_at = Timestamptz(default=None)
    appeal_until = Timestamptz(default=None)
    first_by = UUID(null=True, default=None)
    first_name = Text(null=True, default=None)
    first_at = Timestamptz(null=True, default=None)
    second_by = UUID(null=True, default=None)
    second_name = Text(null=True, default=None)
    second_at = Timestamptz(null=True, default=None)
    decided_at = Timestamptz(null=True, default=None)
    posting = ForeignKey(LedgerPosting, null=True)
    outcome = UUID(null=True, default=None, help_text="The finding that an order to put right became.")
    version = Integer(default=1)


class ConsequenceStep(Table, tablename="consequence_step"):
    """What happened to a proposal, who did it and why. Rows are only ever added."""

    id = UUID(primary_key=True, default=UUID4())
    proposal = ForeignKey(ConsequenceProposal)
    site = ForeignKey(Site)
    what = Varchar(length=20, help_text="See `network.ledger.rules.proposals.ProposalStep`.")
    note = Text()
    side = Varchar(length=10, help_text="`site` or `hq`.")
    by = UUID(null=True, default=None)
    who = Text()
    at = Timestamptz(default=None)


class ConsequenceAppeal(Table, tablename="consequence_appeal"):
    """The site says why a proposal is wrong. One for each proposal."""

    id = UUID(primary_key=True, default=UUID4())
    proposal = ForeignKey(ConsequenceProposal, unique=True)
    site = ForeignKey(Site)
    reason = Text()
    asked_by = UUID(null=True, default=None)
    asker = Text()
    asked_at = Timestamptz(default=None)
    upheld = Boolean(null=True, default=None)
    decided_by = UUID(null=True, default=None)
    decider = Text(null=True, default=None)
    decided_at = Timestamptz(null=True, default=None)
    decision = Text(null=True, default=None)


class HonourConsent(Table, tablename="honour_consent"):
    """A site lets an honour be published, or takes that back. The newest row counts."""

    id = BigSerial(primary_key=True)
    proposal = ForeignKey(ConsequenceProposal)
    site = ForeignKey(Site)
    given = Boolean(default=False)
    by = UUID(null=True, default=None)
    who = Text()
    at = Timestamptz(default=None)
