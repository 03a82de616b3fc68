"""What is true of service standards by definition. Pure."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from network.foundation.i18n import Text
from network.foundation.i18n import lazy as _


class ControlPoint(StrEnum):
    """Where a customer meets the service."""

    FACE_TO_FACE = "face_to_face"
    TELEPHONE = "telephone"
    ONLINE = "online"
    REPAIR = "repair"
    PREMISES = "premises"


CONTROL_POINT_LABELS: Mapping[str, Text] = MappingProxyType(
    {
        ControlPoint.FACE_TO_FACE: _("Face to face"),
        ControlPoint.TELEPHONE: _("On the telephone"),
        ControlPoint.ONLINE: _("Online"),
        ControlPoint.REPAIR: _("At the repair"),
        ControlPoint.PREMISES: _("On the premises"),
    }
)
