"""What goes into passwords."""

from pydantic import Field, SecretStr

from network.identity.rules.passwords import LONGEST_PASSWORD
from network.identity.schemas.accounts import Strict


class PasswordIn(Strict):
    """Another password of one's own."""

    current_password: SecretStr = Field(max_length=LONGEST_PASSWORD)
    new_password: SecretStr = Field(max_length=1000)
