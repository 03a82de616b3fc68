"""The process that touches a stranger's file: `python -m network.foundation.tabular.child`.

A plan comes pickled on standard input, from the parent only. JSON lines go out: `{"rows": n}` for progress and, last,
`{"done": {...}}` or `{"refused": code, "values": {...}}`. Limits are set before the file is opened; whatever the file
does to this process, the parent sees an exit status. Imports are kept small, so that it starts in a tenth of a second.
"""

import gc
import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

from network.foundation.confined.child import confine, plan_of_parent, say
from network.foundation.tabular.copying import TableCopier
from network.foundation.tabular.delimited import open_csv
from network.foundation.tabular.faults import CellError, Refusal
from network.foundation.tabular.headers import known_headers
from network.foundation.tabular.plan import ExtractPlan, ReadPlan
from network.foundation.tabular.signature import file_format
from network.foundation.tabular.table import Table

Answer = dict[str, object]


def main() -> None:
    plan: ReadPlan | ExtractPlan = plan_of_parent()
    confine(plan.limits.memory_bytes, plan.limits.cpu_seconds)
    gc.disable()  # millions of cells and no cycles: collecting would cost a third of the time
    try:
        answer: Answer = {"done": read(plan) if isinstance(plan, ReadPlan) else extract(plan)}
    except Refusal as refusal:
        answer = {"refused": refusal.code, "values": refusal.values}
    except MemoryError:
        answer = {"refused": "out_of_memory", "values": {}}
    say(answer)


def read(plan: ReadPlan) -> Answer:
    """Carry out the plan: the COPY file is written, the rest is returned. Refusal for a file that cannot be read."""
    size = plan.source.stat().st_size
    if size > plan.limits.file_bytes:
        raise Refusal("too_large", megabytes=size >> 20, limit=plan.limits.file_bytes >> 20)
    table = _open(plan)
    copier = TableCopier(table, plan)
    with plan.target.open("w", encoding="utf-8", newline="\n") as target:
        copier.copy(target, lambda rows: say({"rows": rows}))
    return {
        "rows": copier.rows,
        "sha256": _digest(plan.source),
        "size": size,
        "format": table.format,
        "encoding": table.encoding,
        "delimiter": table.delimiter,
        "header": table.header,
        "header_row": table.header_row,
        "positions": copier.match.positions,
        "unread": copier.match.unread,
        "error_count": copier.errors.count,
        "errors": list(map(_plain, copier.errors.kept)),
    }


def extract(plan: ExtractPlan) -> Answer:
    """Write the wanted rows as they stand."""
    table = _open(plan)
    last = max(plan.rows, default=0)
    with plan.target.open("w", encoding="utf-8", newline="\n") as target:
        for number, record in enumerate(table.records, start=table.header_row + 1):
            if number > last:
                break
            if number in plan.rows:
                target.write(json.dumps([number, record]) + "\n")
    return {"header": table.header}


def _open(plan: ReadPlan | ExtractPlan) -> Table:
    if file_format(plan.source) == "csv":
        return open_csv(plan.source, known_headers(plan.fields), plan.notation, plan.limits.columns)
    from network.foundation.tabular.spreadsheet import open_xlsx  # a CSV file need not wait for the XLSX parser

    return open_xlsx(plan.source, plan.fields, plan.limits)


def _digest(path: Path) -> str:
    with path.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()


def _plain(error: CellError) -> tuple[int, str, str, str, Mapping[str, str]]:
    return error.row, error.column, error.value, error.code, error.values


if __name__ == "__main__":
    main()
