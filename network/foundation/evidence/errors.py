"""The ways evidence is refused. Each says what to do instead."""

from network.foundation.errors import Invalid
from network.foundation.file_errors import FileTooLarge
from network.foundation.i18n import lazy as _


class EvidenceTooLarge(FileTooLarge):
    code = "evidence_too_large"
    message = _("The file is larger than %(limit)s MB, the most that is taken here. Make the photo or the PDF smaller.")


class EvidenceRefused(Invalid):
    """A file that is not taken. Only its subclasses are raised."""


class EvidenceEmpty(EvidenceRefused):
    code = "evidence_empty"
    message = _("The file is empty. Choose another one.")


class KindUnknown(EvidenceRefused):
    code = "evidence_kind_unknown"
    message = _("Files of this type are not taken. Save a photo as JPEG or PNG, a document as PDF.")


class KindRefused(EvidenceRefused):
    code = "evidence_kind_refused"
    message = _("%(format)s files are not taken. Save a photo as JPEG or PNG, a document as PDF.")


class MayRun(EvidenceRefused):
    """Pages and drawings with scripts, and files that are two things at once."""

    code = "evidence_may_run"
    message = _("This file may hold a program (%(format)s). Save a picture as JPEG or PNG, a document as PDF.")


class PhotoNeeded(EvidenceRefused):
    code = "evidence_photo_needed"
    message = _("This is no photo. Only photos are taken here: JPEG, PNG or WEBP.")


class DocumentHasMacros(EvidenceRefused):
    code = "evidence_has_macros"
    message = _("The document contains macros. Save it without them, as .docx, .xlsx or PDF.")


class DocumentLocked(EvidenceRefused):
    code = "evidence_locked"
    message = _(
        "This is an old Office file, or one with a password. Save it without a password as .docx, .xlsx or PDF."
    )


class DocumentDamaged(EvidenceRefused):
    code = "evidence_document_damaged"
    message = _("The document is damaged or incomplete. Open it, and save it again as PDF.")


class PhotoDamaged(EvidenceRefused):
    code = "evidence_photo_damaged"
    message = _("The photo is damaged or incomplete. Open it, and save it again as JPEG or PNG.")


class PhotoMoves(EvidenceRefused):
    code = "evidence_photo_moves"
    message = _("This is a moving picture. Save a still one as JPEG or PNG.")


class PhotoTooLarge(EvidenceRefused):
    code = "evidence_photo_too_large"
    message = _(
        "The photo has %(width)s × %(height)s pixels; at most %(megapixels)s megapixels and %(side)s pixels a side are "
        "taken. Make it smaller, and save it as JPEG."
    )


class Unreadable(EvidenceRefused):
    """The process that read it failed, or took more than its limits."""

    code = "evidence_unreadable"
    message = _("Reading the file took too much and was stopped. Save a photo as JPEG or PNG, a document as PDF.")


BY_CODE: dict[str, type[EvidenceRefused]] = {refusal.code: refusal for refusal in EvidenceRefused.__subclasses__()}
