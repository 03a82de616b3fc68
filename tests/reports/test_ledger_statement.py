"""The statement of rewards and penalties as a PDF: every length of list and name, in both languages."""

import asyncio
import subprocess
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from network.foundation.i18n import language
from reports.ledger_statement import StatementAmount, StatementRow, StatementSheet, render_statement

NAME = "Northwestern Mountain Regions Authorised Mobile Telephone Repair and Customer Service Excellence Centre "


def sheet(rows: int) -> StatementSheet:
    lines = tuple(
        StatementRow(
            number=number,
            day=date(2026, 1, 1) + timedelta(days=number),
            kind="Reward",
            reason=f"Reason {number} {'said at length ' * (number % 9) * 3}",
            unit=("CNY", "JPY", "points")[number % 3],
            amount=Decimal(-number - 1),
            balance=Decimal(number * 1_000_000),
            reversed=number % 5 == 0,
        )
        for number in range(rows)
    )
    stands = (StatementAmount("points", Decimal(-3)), StatementAmount("JPY", Decimal(1200)))
    return StatementSheet(
        network_name="Northline Service Network",
        site_code="CN-SH-004",
        site_name="上海浦东四店",
        first=date(2026, 1, 1),
        last=date(2026, 12, 31),
        opening=(),
        closing=stands,
        rows=lines,
        demerits=Decimal(3),
        demerit_limit=Decimal(12),
        made_at=datetime(2026, 11, 20, 12, tzinfo=UTC),
    )


async def text_of(document: bytes) -> str:
    asked = await asyncio.to_thread(
        subprocess.run, ["pdftotext", "-layout", "-", "-"], input=document, capture_output=True, check=True
    )
    return asked.stdout.decode()


@pytest.mark.parametrize("code", ["en", "zh_CN"])
@pytest.mark.parametrize("rows", [0, 1, 200])
async def test_every_posting_is_in_it_once_whatever_their_number(code: str, rows: int) -> None:
    drawn = render_statement(sheet(rows), language(code))
    assert drawn == render_statement(sheet(rows), language(code))
    said = await text_of(drawn)
    assert [said.count(f"Reason {number} ") + said.count(f"Reason {number}\n") for number in range(rows)] == [1] * rows
    assert "JP¥1,200" in said


async def test_the_longest_name_fits_the_page() -> None:
    long = replace(sheet(40), site_name=NAME * 3, network_name=NAME, site_code="X" * 40)
    assert "Northwestern Mountain" in await text_of(render_statement(long, language("en")))
