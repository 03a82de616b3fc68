"""Every way files of training records say no."""

from network.foundation.errors import Conflict, Invalid, NotFound
from network.foundation.i18n import lazy as _


class RecordsOverlapped(Conflict):
    code = "records_overlapped"
    message = _("Somebody else imported some of these records at the same time. Nothing was changed; import it again.")


class RecordFileNotReady(Conflict):
    code = "record_file_not_ready"
    message = _("There is nothing to import: the file has errors, brings nothing new, or was imported already.")


class RecordFileWhole(NotFound):
    code = "record_file_whole"
    message = _("No row of this file has an error.")


class BadRecordFile(Invalid):
    """`fields` names what is wrong."""

    code = "bad_record_file"
    message = _("Some of what was entered is not right.")
