"""What an import did, put together step by step."""

from collections.abc import Iterable
from dataclasses import replace

from network.foundation.intake.merging import Merged
from network.foundation.tabular.faults import CellError
from network.foundation.tabular.read import Parsed
from network.sites.schemas.sites import ImportOutcome


class DryRun(Exception):
    """Rolls back what a dry run has done; carries what it would have done."""

    def __init__(self, outcome: ImportOutcome) -> None:
        super().__init__()
        self.outcome = outcome


def outcome_of(kind: str, name: str, parsed: Parsed) -> ImportOutcome:
    """What is known from reading alone."""
    return ImportOutcome(
        kind=kind,
        name=name,
        sha256=parsed.sha256,
        size=parsed.size,
        rows=parsed.rows,
        errors=parsed.errors,
        error_count=parsed.error_count,
        unread_columns=parsed.unread_columns,
        encoding=parsed.encoding,
        delimiter=parsed.delimiter,
    )


def with_result(outcome: ImportOutcome, merged: Merged) -> ImportOutcome:
    return replace(outcome, new=merged.new, changed=merged.changed, unchanged=merged.unchanged, changes=merged.examples)


def with_errors(outcome: ImportOutcome, errors: Iterable[CellError], count: int) -> ImportOutcome:
    """The outcome of a file that was refused, its errors in the order of rows."""
    return replace(outcome, errors=tuple(sorted(errors, key=lambda error: error.row)), error_count=count)
