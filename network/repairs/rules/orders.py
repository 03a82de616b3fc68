"""What is true of repair orders and returns by definition. Pure."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from network.foundation.i18n import Text
from network.foundation.i18n import lazy as _


class OrderState(StrEnum):
    """Ready is ready, whether the customer has come for it or not; cancelled orders were never ready."""

    OPEN = "open"
    READY = "ready"
    CANCELLED = "cancelled"


class Outcome(StrEnum):
    REPAIRED = "repaired"
    REPLACED = "replaced"
    NO_FAULT = "no_fault"
    UNREPAIRABLE = "unrepairable"
    DECLINED = "declined"


class Finding(StrEnum):
    """What HQ found when it inspected a unit."""

    FAULT_CONFIRMED = "fault_confirmed"
    NO_FAULT_FOUND = "no_fault_found"
    USER_EDUCATION = "user_education"
    CUSTOMER_DAMAGE = "customer_damage"
    TRANSIT_DAMAGE = "transit_damage"
    RECALL = "recall"


STATE_LABELS: Mapping[str, Text] = MappingProxyType(
    {OrderState.OPEN: _("Open"), OrderState.READY: _("Ready"), OrderState.CANCELLED: _("Cancelled")}
)

OUTCOME_LABELS: Mapping[str, Text] = MappingProxyType(
    {
        Outcome.REPAIRED: _("Repaired"),
        Outcome.REPLACED: _("Replaced"),
        Outcome.NO_FAULT: _("No fault"),
        Outcome.UNREPAIRABLE: _("Not repairable"),
        Outcome.DECLINED: _("Declined by the customer"),
    }
)

FINDING_LABELS: Mapping[str, Text] = MappingProxyType(
    {
        Finding.FAULT_CONFIRMED: _("Fault confirmed"),
        Finding.NO_FAULT_FOUND: _("No fault found"),
        Finding.USER_EDUCATION: _("Customer needed instruction"),
        Finding.CUSTOMER_DAMAGE: _("Damaged by the customer"),
        Finding.TRANSIT_DAMAGE: _("Damaged in transit"),
        Finding.RECALL: _("Recall"),
    }
)


class ImportState(StrEnum):
    """How far an uploaded file is. `interrupted`: the server was restarted while it was being read or imported."""

    WORKING = "working"
    REFUSED = "refused"
    FAILING = "failing"
    UNCHANGED = "unchanged"
    READY = "ready"
    IMPORTING = "importing"
    IMPORTED = "imported"
    CANCELLED = "cancelled"
    INTERRUPTED = "interrupted"


IMPORT_STATE_LABELS: Mapping[str, Text] = MappingProxyType(
    {
        ImportState.WORKING: _("Being checked"),
        ImportState.REFUSED: _("Not readable"),
        ImportState.FAILING: _("With errors"),
        ImportState.UNCHANGED: _("Nothing new"),
        ImportState.READY: _("Waits for you"),
        ImportState.IMPORTING: _("Being imported"),
        ImportState.IMPORTED: _("Imported"),
        ImportState.CANCELLED: _("Cancelled"),
        ImportState.INTERRUPTED: _("Interrupted"),
    }
)


def import_state(kept: str, phase: str, *, running: bool, errors: int, differing: int) -> ImportState:
    """From what the database keeps (`kept`, and the phase its outcome tells) and whether somebody works on it now."""
    if kept != "previewed":
        return ImportState(kept)
    if phase in (ImportState.WORKING, ImportState.IMPORTING):
        return ImportState(phase) if running else ImportState.INTERRUPTED
    if phase == ImportState.REFUSED:
        return ImportState.REFUSED
    if errors:
        return ImportState.FAILING
    return ImportState.READY if differing else ImportState.UNCHANGED
