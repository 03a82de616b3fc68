"""The people of a site as they go in and out."""

from datetime import date
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from network.sites.rules.staff import StaffRole
from network.sites.schemas.texts import Email, Name, Phone, Strict


class StaffIn(Strict):
    """Somebody who works at the site. `same_name`: another person than the one of this name on the list."""

    name: Name
    role: StaffRole
    from_on: date
    to_on: date | None = None
    phone: Phone = ""
    email: Email = ""
    same_name: bool = False


class StaffContactIn(Strict):
    """How somebody is called and reached. Another role is a new entry, from its first day on."""

    name: Name
    phone: Phone = ""
    email: Email = ""


class StaffLeftIn(Strict):
    """The last day."""

    to_on: date


class StaffOut(BaseModel):
    """`to_on`: the last day; null while they are there."""

    model_config = ConfigDict(frozen=True)

    id: UUID
    name: str
    role: StaffRole
    from_on: date
    to_on: date | None
    phone: str
    email: str

    def there_on(self, day: date) -> bool:
        return self.from_on <= day and (self.to_on is None or self.to_on >= day)
