"""How what is supposed of a card is refused."""

from network.foundation.errors import Invalid
from network.foundation.i18n import lazy as _


class NotSupposed(Invalid):
    code = "not_supposed"
    message = _(
        "“%(text)s” cannot be supposed. Write the code of a criterion that is a rate and is scored, a colon, and a "
        "whole number, such as repair_within_target:3."
    )
