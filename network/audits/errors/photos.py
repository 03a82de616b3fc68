"""The ways in which the intake of photos says no."""

from network.foundation.errors import Conflict, Forbidden, Invalid, NotFound, ServicemarkError, Unavailable
from network.foundation.i18n import lazy as _


class NotEnrolled(Forbidden):
    code = "not_enrolled"
    message = _("Your account is not on the list of auditors, or no longer. Ask your headquarters; keep what you have.")


class PhotoNotHere(NotFound):
    """`offset`: how many bytes of it have come."""

    code = "photo_not_here"
    message = _("This photo is not here yet, or not all of it. Send the rest.")

    def __init__(self, offset: int) -> None:
        super().__init__(offset=offset)
        self.offset = offset


class WrongOffset(Conflict):
    """`offset`: how many bytes are here; the next piece begins there."""

    code = "wrong_offset"
    message = _("Of this photo %(offset)s bytes are here. Go on from there.")

    def __init__(self, offset: int) -> None:
        super().__init__(offset=offset)
        self.offset = offset


class PhotoTooHeavy(ServicemarkError):
    status = 413
    code = "photo_too_heavy"
    message = _("A photo may have %(most)s MB. Make it smaller; the tablet does so by itself.")


class PieceTooLarge(ServicemarkError):
    status = 413
    code = "piece_too_large"
    message = _("Send a photo in pieces of %(most)s kB at most.")


class PhotoCorrupt(Invalid):
    """What has come was thrown away."""

    code = "photo_corrupt"
    message = _("The photo was changed on its way. Send it again from its beginning.")


class PhotoRefused(Invalid):
    """As was said when it came. `refusal`: the code of the reason."""

    code = "photo_refused"
    message = _("This file was refused as a photo (%(refusal)s). Take the photo again.")


class NotAPhoto(ServicemarkError):
    status = 415
    code = "not_a_photo"
    message = _("This is no photo. Only photos are taken here: JPEG, PNG or WEBP.")


class PhotosWait(Unavailable):
    """All bytes of the photo are here; whoever asks for it again has it examined."""

    code = "photos_wait"
    message = _("Many photos came at once. This one is here, and is looked at in a moment.")
    retry_after = 2
