"""What happened to who has taken note, in words."""

from network.foundation.i18n import lazy as _

ACTIONS = {
    "acknowledgement.made": _("%(person)s took note of %(manual)s, edition %(number)s"),
    "acknowledgement.sheet_handed_in": _(
        "Signed sheet handed in: %(people)s people, %(manual)s, edition %(number)s (%(file)s)"
    ),
    "acknowledgement.taken_over": _("Taken over from lists on paper: %(people)s people on %(sheets)s sheets"),
}
ICONS = {
    "acknowledgement.taken_over": "upload",
    "acknowledgement.made": "circle-check",
    "acknowledgement.sheet_handed_in": "upload",
}
