"""The league table as a workbook, read back as Excel would."""

from io import BytesIO

from openpyxl import Workbook, load_workbook

from network.foundation.i18n import Language, language
from reports.league_table import render_league_table
from reports.sheet import LeagueSheet
from tests.reports.samples import league


def opened(table: LeagueSheet, reader: Language) -> Workbook:
    return load_workbook(BytesIO(render_league_table(table, reader)))


def test_a_name_that_looks_like_a_formula_or_a_link_stays_text() -> None:
    worksheet = opened(league(), language("en")).worksheets[0]
    assert [worksheet.cell(row, 3).value for row in (2, 3)] == ["=1+2", "http://x.example"]
    assert worksheet.cell(2, 3).data_type == "s"
    assert worksheet.cell(3, 4).value == "@North"
    assert worksheet.cell(3, 3).hyperlink is None


def test_numbers_are_numbers_with_their_format() -> None:
    worksheet = opened(league(), language("en")).worksheets[0]
    overall, coverage = worksheet.cell(2, 7), worksheet.cell(2, 10)
    assert (overall.value, overall.number_format) == (96.65, "0.00")
    assert (coverage.value, coverage.number_format) == (1, "0.0%")


def test_the_unknown_is_a_dash_and_the_unrated_have_no_rank() -> None:
    worksheet = opened(league(), language("en")).worksheets[0]
    assert [worksheet.cell(4, column).value for column in (1, 7, 8)] == ["–", "–", "Not rated"]
    assert worksheet.cell(4, 14).value == "Sample too small"


def test_the_standing_is_a_word_and_a_colour() -> None:
    worksheet = opened(league(), language("en")).worksheets[0]
    assert worksheet.cell(2, 8).value == "Five-star"
    assert worksheet.cell(2, 8).fill.fgColor.rgb != worksheet.cell(3, 8).fill.fgColor.rgb


def test_the_header_is_frozen_and_filters_cover_the_table(reader: Language) -> None:
    worksheet = opened(league(reader.code), reader).worksheets[0]
    assert worksheet.freeze_panes == "D2"
    assert worksheet.auto_filter.ref == worksheet.dimensions


def test_the_second_sheet_says_where_the_table_comes_from(reader: Language) -> None:
    table = league(reader.code)
    about = {row[0]: row[1] for row in opened(table, reader).worksheets[1].iter_rows(values_only=True)}
    assert about[reader.gettext("Fingerprint of the evidence")] == table.provenance.fingerprint
    assert about[reader.gettext("Quarter")] == reader.quarter(2026, 3)


def test_the_same_table_gives_the_same_bytes(reader: Language) -> None:
    assert render_league_table(league(reader.code), reader) == render_league_table(league(reader.code), reader)


def test_a_network_without_sites_gives_a_table_with_a_header_only() -> None:
    table = league()
    empty = LeagueSheet(table.network_name, table.quarter, table.bands, (), (), table.provenance)
    assert opened(empty, language("en")).worksheets[0].max_row == 1
