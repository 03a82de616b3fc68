"""What happened to accounts, rights and sessions, in words."""

from network.foundation.i18n import lazy as _
from network.identity.pages.people_happenings import WORDS as PEOPLE
from network.web.happenings import Words, together

_ACCOUNTS = Words(
    actions={
        "job.tried_again": _("Job %(name)s tried again"),
        "job.called_off": _("Job %(name)s called off"),
        "account.created": _("Account created"),
        "account.password_reset": _("New password given by an administrator"),
        "account.disabled": _("Account disabled"),
        "account.password_changed": _("Own password changed"),
        "account.second_factor_enabled": _("Second factor set up"),
        "account.second_factor_disabled": _("Second factor turned off"),
        "account.second_factor_reset": _("Second factor reset by an administrator"),
        "account.recovery_codes_renewed": _("New recovery codes made"),
        "account.recovery_code_used": _("Signed in with a recovery code"),
        "session.started": _("Signed in"),
        "session.ended": _("Signed out"),
        "session.revoked": _("Own sign-ins ended from elsewhere"),
        "staff.connected": _("%(person)s connected with an account"),
        "key.made": _("API key %(name)s made"),
        "key.revoked": _("API key %(name)s revoked"),
    },
    icons={
        "session.started": "key",
        "session.ended": "logout",
        "session.revoked": "logout",
        "account.second_factor_enabled": "shield-check",
        "staff.connected": "user-plus",
        "key.made": "key",
        "key.revoked": "ban",
        "account.created": "user-plus",
        "account.disabled": "ban",
    },
)

WORDS = together((_ACCOUNTS, PEOPLE))
