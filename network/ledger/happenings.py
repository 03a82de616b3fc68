"""What happened in the ledger, in words."""

from network.foundation.i18n import lazy as _
from network.ledger.rules.effects import EFFECT_LABELS
from network.ledger.rules.postings import KIND_LABELS
from network.web.happenings import Words

WORDS = Words(
    actions={
        "ledger.posted": _("Posted to the ledger: %(amounts)s. %(reason)s"),
        "ledger.reversed": _("Posting of %(amounts)s, which takes back an earlier one: %(reason)s"),
        "ledger.settled": _("Settlement %(number)s made, up to %(cut_off)s"),
        "ledger.paid": _("Settlement %(number)s marked as paid: %(reason)s"),
        "consequence.proposed": _("Consequence %(number)s proposed: %(title)s %(amount)s"),
        "consequence.skipped": _("Consequence %(number)s left out: %(title)s %(amount)s"),
        "consequence.agreed": _("First person agreed to %(number)s: %(title)s %(amount)s"),
        "consequence.approved": _("Consequence %(number)s approved: %(title)s %(amount)s"),
        "consequence.rejected": _("Consequence %(number)s not approved: %(title)s. %(reason)s"),
        "consequence.appealed": _("Appeal against consequence %(number)s: %(reason)s"),
        "consequence.dismissed": _("Appeal against consequence %(number)s rejected: %(reason)s"),
        "consequence.withdrawn": _("Consequence %(number)s fell away: %(title)s. %(reason)s"),
        "consequence.expired": _("Consequence %(number)s ran out without a decision: %(title)s"),
        "honour.consented": _("Agreed to publish honour %(number)s"),
        "honour.consent_withdrawn": _("Took back the consent to publish honour %(number)s"),
    },
    columns={
        "effect": _("Effect"),
        "amount": _("Amount"),
        "kind": _("Posting type"),
        "amounts": _("Amounts"),
        "key": _("Key"),
    },
    choices={"kind": KIND_LABELS, "effect": EFFECT_LABELS},
    icons={
        "ledger.posted": "scale",
        "ledger.reversed": "arrow-back-up",
        "ledger.settled": "lock",
        "ledger.paid": "coins",
        "consequence.proposed": "scale",
        "consequence.skipped": "ban",
        "consequence.agreed": "user-plus",
        "consequence.approved": "circle-check",
        "consequence.rejected": "circle-x",
        "consequence.appealed": "message-report",
        "consequence.dismissed": "gavel",
        "consequence.withdrawn": "arrow-back-up",
        "consequence.expired": "hourglass",
        "honour.consented": "award",
        "honour.consent_withdrawn": "arrow-back-up",
    },
)
