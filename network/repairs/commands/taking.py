"""Taking a file of any kind, for the command line and the web: dispatch, and handing the failing rows back."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from network.foundation.access import Actor
from network.foundation.intake.handing_back import hand_back_rows
from network.foundation.tabular.faults import CellError
from network.foundation.tabular.layout import Layout
from network.foundation.tabular.limits import Limits
from network.foundation.tabular.profile import Profile
from network.repairs.commands.importing import ORDERS, PARTS, RETURNS, Intake, Request, check_month, import_records
from network.repairs.layouts import ORDERS_LAYOUT, PARTS_LAYOUT, RETURNS_LAYOUT
from network.repairs.schemas.records import FileKind
from network.sites.commands.cities import import_cities
from network.sites.commands.importing import import_sites
from network.sites.schemas.sites import CITIES_LAYOUT, SITES_LAYOUT, ImportOutcome

_RECORDS: Mapping[FileKind, Intake] = MappingProxyType(
    {FileKind.ORDERS: ORDERS, FileKind.HQ_RETURNS: RETURNS, FileKind.PARTS: PARTS}
)
LAYOUTS: Mapping[FileKind, Layout] = MappingProxyType(
    {
        FileKind.ORDERS: ORDERS_LAYOUT,
        FileKind.HQ_RETURNS: RETURNS_LAYOUT,
        FileKind.PARTS: PARTS_LAYOUT,
        FileKind.SITES: SITES_LAYOUT,
        FileKind.CITIES: CITIES_LAYOUT,
    }
)


async def take(actor: Actor, kind: FileKind, request: Request) -> ImportOutcome:
    """Import a file, or try it (`dry_run`). Refusals as those of `import_records`, `import_sites`, `import_cities`."""
    if kind in _RECORDS:
        return await import_records(actor, _RECORDS[kind], request)
    check_month(kind, request.month, request.now)
    import_network = import_sites if kind is FileKind.SITES else import_cities
    return await import_network(
        actor,
        request.path,
        name=request.name,
        profile=request.profile,
        dry_run=request.dry_run,
        now=request.now,
        limits=request.limits,
        workdir=request.workdir,
        file=request.file,
        on_progress=request.on_progress,
    )


def hand_back(
    path: Path,
    kind: FileKind,
    profile: Profile | None,
    errors: Sequence[CellError],
    limits: Limits,
    workdir: Path,
    out: Path,
) -> int:
    """`hand_back_rows` for a kind of file."""
    return hand_back_rows(path, LAYOUTS[kind], profile, errors, limits, workdir, out)
