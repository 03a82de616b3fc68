"""Caps: the most that may be booked for one site in one unit and period, whichever direction it goes."""

from decimal import Decimal


def capped(amount: Decimal, posted_before: Decimal, cap: Decimal | None) -> Decimal:
    """What still fits of `amount`: a reward (above zero) or a penalty (below), zero when nothing does.

    `posted_before`: what was booked in the same period, signed as `amount` is; reversals and differences are in it.
    `cap`: the most that either direction may come to, not below zero; None for no cap.
    """
    if cap is None:
        return amount
    room = max(Decimal(0), cap - posted_before if amount > 0 else cap + posted_before)
    return min(amount, room) if amount > 0 else max(amount, -room)
