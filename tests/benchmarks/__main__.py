"""`python -m tests.benchmarks [--quick] [name ...]`: measure us and our contenders in one run."""

import argparse
import asyncio
import platform
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from os import cpu_count

from tests.benchmarks import (
    bench_compute,
    bench_coverage,
    bench_deadline,
    bench_import,
    bench_list,
    bench_manuals,
    bench_pdf,
    bench_quarter,
)
from tests.benchmarks.network import FULL, QUICK, Size, fill, opened
from tests.benchmarks.report import Finding, printed

Benchmark = Callable[[str, Size], Awaitable[Finding]]

# By name, in the order in which they run. All but the PDF work on one database that is filled once.
ON_A_DATABASE: Mapping[str, Benchmark] = {
    "compute": bench_compute.run,
    "import": bench_import.run,
    "list": bench_list.run,
    "deadline": bench_deadline.run,
    "manuals": bench_manuals.run,
    "coverage": bench_coverage.run,
    "quarter": bench_quarter.run,
}
PDF = "pdf"


def main(arguments: Sequence[str]) -> None:
    """Prints what was measured, whether it pleases or not; fails only when something fails to run."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a fiftieth of the size: to see that all of it runs")
    parser.add_argument("names", nargs="*", metavar="name", help=f"any of {', '.join([PDF, *ON_A_DATABASE])}; all")
    asked = parser.parse_args(arguments)
    unknown = set(asked.names) - {PDF, *ON_A_DATABASE}
    if unknown:
        parser.error(f"no such benchmark: {', '.join(sorted(unknown))}")
    names = asked.names or [PDF, *ON_A_DATABASE]
    size = QUICK if asked.quick else FULL
    print(f"Python {platform.python_version()}, {cpu_count()} cores. Medians; contenders take turns in the same run.")
    if PDF in names:
        print(printed(bench_pdf.run(size.documents)), flush=True)
    chosen = {name: run for name, run in ON_A_DATABASE.items() if name in names}
    if chosen:
        asyncio.run(_on_a_database(chosen, size))


async def _on_a_database(chosen: Mapping[str, Benchmark], size: Size) -> None:
    async with opened() as root:
        print(f"\nMaking {size.sites:,} sites and {size.orders:,} orders ...", flush=True)
        await fill(root, size)
        for run in chosen.values():
            print(printed(await run(root, size)), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
