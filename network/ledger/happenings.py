"""What happened in the ledger, in words."""

from network.foundation.i18n import lazy as _
from network.ledger.rules.postings import KIND_LABELS
from network.web.happenings import Words

WORDS = Words(
    actions={
        "ledger.posted": _("Posted to the ledger: %(amounts)s. %(reason)s"),
        "ledger.reversed": _("Posting of %(amounts)s, which takes back an earlier one: %(reason)s"),
        "ledger.settled": _("Settlement %(number)s made, up to %(cut_off)s"),
        "ledger.paid": _("Settlement %(number)s marked as paid: %(reason)s"),
    },
    columns={"kind": _("Posting type"), "amounts": _("Amounts"), "key": _("Key")},
    choices={"kind": KIND_LABELS},
    icons={
        "ledger.posted": "scale",
        "ledger.reversed": "arrow-back-up",
        "ledger.settled": "lock",
        "ledger.paid": "coins",
    },
)
