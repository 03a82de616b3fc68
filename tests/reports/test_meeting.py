"""The pack for a service meeting: every part in words, whatever there is, in both languages."""

import asyncio
import subprocess
from dataclasses import replace
from datetime import date

import pytest

from network.foundation.i18n import language
from reports.network.meeting import Matter, MeetingSheet, OwedAction, PartyRow, Proposed, agenda, render_meeting_pack
from tests.reports.network_samples import LONG, LONG_ZH, network


def pack(code: str = "en", sites: int = 30, lines: int = 12) -> MeetingSheet:
    name = LONG_ZH if code == "zh_CN" else LONG
    return MeetingSheet(
        network=network(code, sites),
        owed=tuple(OwedAction(name, f"S{n}", name, "Major", date(2026, 9, 1), n % 2 == 0) for n in range(lines)),
        owed_in_all=lines + 3 if lines else 0,
        overdue=lines // 2,
        parties=tuple(PartyRow(name, n, n // 2) for n in range(1, min(lines, 6) + 1)),
        matters=tuple(Matter(name, n, date(2026, 9, 1) if n else None) for n in range(min(lines, 4))),
        proposed=tuple(Proposed(name, f"S{n}", name, "−CN¥1,200.00", True, "proposed") for n in range(lines)),
        proposed_in_all=lines,
    )


async def text_of(document: bytes) -> str:
    asked = await asyncio.to_thread(
        subprocess.run, ["pdftotext", "-layout", "-", "-"], input=document, capture_output=True, check=True
    )
    return " ".join(asked.stdout.decode().split())


@pytest.mark.parametrize("code", ["en", "zh_CN"])
@pytest.mark.parametrize(("sites", "lines"), [(0, 0), (1, 1), (30, 40)])
async def test_every_point_of_the_agenda_is_in_the_pack(code: str, sites: int, lines: int) -> None:
    sheet = pack(code, sites, lines)
    told = (await text_of(render_meeting_pack(sheet, language(code)))).replace(" ", "")
    for item in agenda(sheet, language(code)):
        assert item.title.replace(" ", "") in told
        assert item.told.replace(" ", "") in told


async def test_what_the_reader_may_not_see_is_no_point_of_the_agenda() -> None:
    hidden = replace(pack(), owed=None, parties=None, proposed=None, matters=())
    assert {item.key for item in agenda(pack(), language("en"))} - {
        item.key for item in agenda(hidden, language("en"))
    } == {"actions", "complaints"}
    told = await text_of(render_meeting_pack(hidden, language("en")))
    assert "the overdue ones first" not in told
    assert "nothing waits" in told


async def test_a_list_says_how_many_more_there_are() -> None:
    assert "3 more are in their list." in await text_of(render_meeting_pack(pack(), language("en")))


def test_the_same_sheet_gives_the_same_bytes() -> None:
    assert render_meeting_pack(pack(), language("en")) == render_meeting_pack(pack(), language("en"))
