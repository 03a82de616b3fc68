"""How much a file may cost."""

from dataclasses import dataclass

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Most that one file may take. Past any of these it is refused with a message that names the limit.

    `memory_bytes` bounds the address space of the child process, `cpu_seconds` its computing time, `wall_seconds` the
    time from start to end. `unpacked_bytes`, `unpacking_ratio` and `entries` are checked in a workbook's directory
    before anything is unpacked; the ratio counts only past 20 MiB, since small workbooks pack well.
    `detailed_errors`: how many errors are kept in detail; all are counted.
    """

    file_bytes: int = 200 * MEBIBYTE
    rows: int = 500_000
    columns: int = 200
    memory_bytes: int = 2048 * MEBIBYTE
    cpu_seconds: int = 90
    wall_seconds: float = 180.0
    unpacked_bytes: int = 1024 * MEBIBYTE
    unpacking_ratio: int = 100
    entries: int = 1_000
    detailed_errors: int = 10_000
