"""The ways Servicemark says no. Every refusal a person can meet is a named class below one of these five.

A refusal carries a stable `code` for programs, a translatable `message` for people, and the values the message
names. It is translated only where it leaves the program (`network.web.errors`, the command line).
"""

from typing import Any, ClassVar

from network.foundation.i18n import Text
from network.foundation.i18n import lazy as _


class ServicemarkError(Exception):
    """A refusal with a stable code. `message` may hold %(name)s placeholders, filled from the keyword values."""

    status: ClassVar[int] = 500
    code: str = "error"
    message: Text = _("Something went wrong.")
    retryable: ClassVar[bool] = False

    def __init__(self, **values: Any) -> None:
        super().__init__(self.code)
        self.values = values

    def text(self) -> str:
        """The message in the reader's language (`network.foundation.i18n.current`)."""
        return str(self.message) % self.values if self.values else str(self.message)

    def __str__(self) -> str:
        return self.text()


class NotFound(ServicemarkError):
    """Not there, or not this actor's to see: the two must look the same."""

    status = 404
    code = "not_found"
    message = _("There is nothing here, or it is not yours to see.")


class Forbidden(ServicemarkError):
    """Visible, but this actor may not do that."""

    status = 403
    code = "forbidden"
    message = _("Your role does not allow this. Ask your headquarters administrator.")


class Conflict(ServicemarkError):
    """The state of the record does not allow this now."""

    status = 409
    code = "conflict"
    message = _("The record has changed or its state does not allow this. Reload and try again.")


class Invalid(ServicemarkError):
    """What was sent is wrong. `fields` maps a field's name to what is wrong with it."""

    status = 422
    code = "invalid"
    message = _("Some of what was entered is not right.")

    def __init__(self, fields: dict[str, Text] | None = None, **values: Any) -> None:
        super().__init__(**values)
        self.fields = fields or {}


class Unavailable(ServicemarkError):
    """Something this needs is down; the same request may succeed later."""

    status = 503
    code = "unavailable"
    message = _("The service is not available right now. Try again in a moment.")
    retryable = True
