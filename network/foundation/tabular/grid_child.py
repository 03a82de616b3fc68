"""The process that touches a stranger's form: `python -m network.foundation.tabular.grid_child`.

It answers one JSON line, `{"done": {...}}` or `{"refused": code, "values": {...}}`. Whatever the file does to it, the
parent sees an exit status.
"""

from network.foundation.confined.child import confine, plan_of_parent, say
from network.foundation.tabular.faults import Refusal
from network.foundation.tabular.limits import MEBIBYTE
from network.foundation.tabular.package import open_package, sheet_parts
from network.foundation.tabular.plan import GridPlan
from network.foundation.tabular.sheet_scan import scan_sheet
from network.foundation.tabular.signature import file_format
from network.foundation.tabular.spreadsheet import as_text, load, reference, sheet_of


def main() -> None:
    plan: GridPlan = plan_of_parent()
    confine(plan.limits.memory_bytes, plan.limits.cpu_seconds)
    try:
        answer: dict[str, object] = {"done": {"sheets": cells(plan)}}
    except Refusal as refusal:
        answer = {"refused": refusal.code, "values": refusal.values}
    except MemoryError:
        answer = {"refused": "out_of_memory", "values": {}}
    say(answer)


def cells(plan: GridPlan) -> dict[str, dict[str, str]]:
    """The filled cells of each sheet. Refusal: those of `file_format`, `open_package`, `scan_sheet` and `load`;
    unknown_format, too_large, too_many_rows, too_many_columns."""
    size = plan.source.stat().st_size
    if size > plan.limits.file_bytes:
        raise Refusal("too_large", megabytes=-(-size // MEBIBYTE), limit=plan.limits.file_bytes // MEBIBYTE)
    if file_format(plan.source) == "csv":
        raise Refusal("unknown_format", format="CSV / TXT")
    package = open_package(plan.source, plan.limits)
    parts = sheet_parts(package)
    # Looked through before it is parsed: the parser lays out the full rectangle up to the farthest cell.
    shown = {name: scan_sheet(package, part).shown for name, part in parts.items()}
    workbook = load(plan.source)
    found = {}
    for name in (each for each in workbook.sheet_names if each in parts):
        sheet = sheet_of(workbook, name)
        _check_size(sheet.end, plan)
        start = sheet.start[1] if sheet.start else 0
        filled = {
            (row, start + column): text
            for row, record in enumerate(as_text(sheet.iter_rows()))
            for column, text in enumerate(record)
            if text
        }
        found[name] = {reference(*at): text for at, text in (filled | shown[name]).items()}
    return found


def _check_size(end: tuple[int, int] | None, plan: GridPlan) -> None:
    row, column = end or (0, 0)
    if row >= plan.limits.rows:
        raise Refusal("too_many_rows", limit=plan.limits.rows)
    if column >= plan.limits.columns:
        raise Refusal("too_many_columns", columns=column + 1, limit=plan.limits.columns)


if __name__ == "__main__":
    main()
