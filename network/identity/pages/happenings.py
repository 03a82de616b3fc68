"""What happened to accounts, rights and sessions, in words."""

from network.foundation.i18n import lazy as _
from network.web.happenings import Words

WORDS = Words(
    actions={
        "account.created": _("Account created"),
        "account.password_reset": _("New password given by an administrator"),
        "account.disabled": _("Account disabled"),
        "session.started": _("Signed in"),
        "session.ended": _("Signed out"),
    },
    icons={
        "session.started": "key",
        "session.ended": "logout",
        "account.created": "user-plus",
        "account.disabled": "ban",
    },
)
