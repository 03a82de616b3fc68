"""Certified sites and the monthly reports that they filed, put in as the superuser."""

import json
from collections.abc import Mapping
from datetime import date, datetime

from network.sites.commands.certificate_types import add_shipped_types
from network.sites.commands.certification import change_certification
from network.sites.rules.certification import Change
from network.sites.schemas.certification import ChangeIn
from tests.factory import HQ, Store, at


async def certify(site: str, since: str) -> None:
    """Certified from this day on, for a year."""
    await add_shipped_types(HQ)
    wanted = ChangeIn(
        type="handheld-1", change=Change.GRANTED, reason="As found.", effective_on=date.fromisoformat(since)
    )
    await change_certification(HQ, site, wanted, at(since))


async def filed(
    store: Store,
    site: int,
    month: str,
    submitted_at: datetime,
    figures: Mapping[str, int] | None = None,
    *,
    nil: bool = False,
    revision: int = 1,
    state: str = "submitted",
    material: bool = False,
) -> None:
    """A revision of a month's report (`2026-07`), as it was submitted."""
    said = json.dumps({key: str(value) for key, value in (figures or {}).items()})
    await store.root.execute(
        "insert into monthly_report (id, site, month, revision, state, nil, figures, explanations, words, returned, "
        "way, started_at, submitted_at, submitter, sha256, material, version, changed_at) values (gen_random_uuid(), "
        "$1, $2, $3, $4, $5, $6, '{}', '{}', '{}', 'web', $7, $7, 'Ou', $8, $9, 1, $7)",
        site,
        date.fromisoformat(f"{month}-01"),
        revision,
        state,
        nil,
        said,
        submitted_at,
        "0" * 64,
        material,
    )
