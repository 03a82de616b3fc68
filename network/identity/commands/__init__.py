"""Every write to accounts and sessions."""

from network.identity.commands.accounts import create_account, disable_account, reset_password
from network.identity.commands.passwords import change_password
from network.identity.commands.second_factor import (
    begin_enrolment,
    confirm_enrolment,
    disable_second_factor,
    enrol_at_sign_in,
    enter_code,
    renew_recovery_codes,
    reset_second_factor,
)
from network.identity.commands.sessions import (
    revoke_other_sessions,
    revoke_session,
    set_language,
    sign_in,
    sign_out,
)

__all__ = [
    "begin_enrolment",
    "change_password",
    "confirm_enrolment",
    "create_account",
    "disable_account",
    "disable_second_factor",
    "enrol_at_sign_in",
    "enter_code",
    "renew_recovery_codes",
    "reset_password",
    "reset_second_factor",
    "revoke_other_sessions",
    "revoke_session",
    "set_language",
    "sign_in",
    "sign_out",
]
