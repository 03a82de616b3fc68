"""The main navigation: which line the reader is in."""

import pytest

from network.app import NAVIGATION
from network.foundation.access import Actor, Role
from network.web.navigation import SHORT, grouped, navigation_of


@pytest.mark.parametrize(
    ("path", "label"),
    [
        ("/sites", "Sites"),
        ("/sites/SH1/staff", "Sites"),
        ("/sites/audits", "Sites"),
        ("/sites/SH1/findings/6f1c1a52", "Findings"),
        ("/sites/SH1/actions/6f1c1a52/answer", "Findings"),
        ("/sites/SH1/audits/6f1c1a52", "Audits"),
        ("/sites/SH1/reports/2026-07", "Monthly reports"),
        ("/auditors/quality", "Quality of auditors"),
        ("/calibrations/6f1c1a52/edit", "Quality of auditors"),
        ("/nowhere", None),
    ],
)
def test_a_page_is_in_the_line_that_it_belongs_to(path: str, label: str | None) -> None:
    lines = navigation_of(NAVIGATION, Actor(Role.HQ_ADMINISTRATOR, "x", sites=None), path)
    assert [line["label"] for line in lines if line["active"]] == ([label] if label else [])


@pytest.mark.parametrize("role", Role)
def test_lines_stand_in_groups_of_which_the_readers_own_is_open(role: Role) -> None:
    lines = navigation_of(NAVIGATION, Actor(role, "x", sites=None), "/manuals")
    groups = grouped(lines)
    assert [line for group in groups for line in group["lines"]] == lines
    assert all(len(group["lines"]) > 1 for group in groups if group["head"]), "one line needs no head"
    folded = [group for group in groups if not group["open"]]
    assert not any(line["active"] for group in folded for line in group["lines"])
    assert bool(folded) == (len(lines) > SHORT)
    heads = [group["head"] for group in groups if group["head"]]
    assert len(heads) == len(set(heads)) <= 7
