"""Amounts of the ledger in words."""

from decimal import Decimal

from network.foundation.i18n import Language, ngettext
from network.ledger.rules.units import POINTS


def amount_text(language: Language, unit: str, amount: Decimal) -> str:
    """As people read it: `¥500.00`, `−3 points`."""
    if unit != POINTS:
        return language.money(amount, unit)
    count = ngettext("%(count)s point", "%(count)s points", int(abs(amount)))
    return count % {"count": language.decimal(amount)}
