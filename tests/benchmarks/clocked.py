"""`python -m tests.benchmarks.clocked FILE serve ...`: the command, on a machine whose clock is ahead by the seconds in
FILE, which may change at any time. A deadline passes at midnight, and a measurement cannot wait for it.
"""

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from network.foundation import clock


def main(ahead: Path) -> None:
    """Sets the clock before anything of the program is imported that asks the time."""
    clock.now = lambda: datetime.now(UTC) + timedelta(seconds=float(ahead.read_text("ascii")))
    from network.cli import main as servicemark

    servicemark()


if __name__ == "__main__":
    main(Path(sys.argv.pop(1)))
