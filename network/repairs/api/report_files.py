"""JSON: a month's report as a workbook, out and back in, and the receipts of what was handed in."""

from dataclasses import dataclass
from uuid import UUID

from litestar import Controller, Response, get, put
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.params import FromPath, MultipartBody

from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.foundation.files import shown_name
from network.foundation.periods import Month
from network.foundation.settings import Settings
from network.foundation.tabular.limits import MEBIBYTE
from network.repairs.commands.report_files import MOST_MEGABYTES, hand_in_workbook
from network.repairs.queries.report_files import list_receipts, receipt, report_workbook
from network.repairs.schemas.report_files import HandedInOut
from network.web.downloads import XLSX, download
from network.web.guards import allows
from network.web.problems import problems
from network.web.uploads import SentFile, blocks
from network.web.versions import versioned

# A file of up to this size is refused in words, a larger one before it is read.
_BODY_BYTES = 8 * MOST_MEGABYTES * MEBIBYTE


@dataclass(slots=True)
class WorkbookForm:
    """The workbook of this report, filled in."""

    file: UploadFile


class ReportFilesApi(Controller):
    path = "/api/v1/sites/{code:str}/reports/{month:str}"
    tags = ["Reports"]
    guards = [allows(Permission.READ_REPORTS)]
    request_max_body_size = _BODY_BYTES

    @get(
        "/report.xlsx",
        guards=[allows(Permission.FILE_REPORTS)],
        media_type=XLSX,
        responses=problems(404, 409, 422),
    )
    async def workbook(
        self,
        actor: NamedDependency[Actor],
        settings: NamedDependency[Settings],
        code: FromPath[str],
        month: FromPath[str],
    ) -> Response[bytes]:
        """The report as a workbook to fill in, with what the records know."""
        name, content = await report_workbook(actor, settings, code, Month.parse(month), now())
        return download(name, content, XLSX)

    @put("/file", guards=[allows(Permission.FILE_REPORTS)], responses=problems(404, 409, 412, 413, 422))
    async def hand_in(
        self,
        actor: NamedDependency[Actor],
        settings: NamedDependency[Settings],
        code: FromPath[str],
        month: FromPath[str],
        data: MultipartBody[WorkbookForm],
    ) -> Response[HandedInOut]:
        """Submit the report that a workbook holds; its receipt. The same bytes again change nothing.

        412 when the report was changed since the workbook was downloaded. With 422, `fields` names the cells.
        """
        wanted = Month.parse(month)
        sent = SentFile(shown_name(data.file.filename), blocks(data.file))
        filed, handed = await hand_in_workbook(actor, code, wanted, sent, settings.files, now())
        receipts = await list_receipts(actor, code, wanted)
        return versioned(next(each for each in receipts if each.sha256 == handed.sha256), filed.version)

    @get("/receipts", responses=problems(404, 422))
    async def receipts(
        self, actor: NamedDependency[Actor], code: FromPath[str], month: FromPath[str]
    ) -> list[HandedInOut]:
        """What was handed in for the month, however, the newest first."""
        return await list_receipts(actor, code, Month.parse(month))

    @get("/receipts/{receipt_id:uuid}", responses=problems(404, 422))
    async def receipt(
        self,
        actor: NamedDependency[Actor],
        code: FromPath[str],
        month: FromPath[str],
        receipt_id: FromPath[UUID],
    ) -> HandedInOut:
        """One of them."""
        return await receipt(actor, code, Month.parse(month), receipt_id)
