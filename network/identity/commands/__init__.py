"""Every write to accounts and sessions."""

from network.identity.commands.accounts import create_account, disable_account, reset_password
from network.identity.commands.sessions import set_language, sign_in, sign_out

__all__ = ["create_account", "disable_account", "reset_password", "set_language", "sign_in", "sign_out"]
