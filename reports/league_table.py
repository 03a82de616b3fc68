"""The league table of a quarter as an XLSX workbook: `render_league_table`.

Names come from people, so nothing a cell holds is ever taken for a formula or a link.
"""

from datetime import UTC
from decimal import Decimal
from io import BytesIO
from typing import Any

from xlsxwriter import Workbook

from reports import palette
from reports.language import Language
from reports.sheet import Band, LeagueRow, LeagueSheet, Unit
from reports.wording import state_name

_NUMBER_FORMATS: dict[Unit, str] = {"fraction": "0.0%", "hours": "0.0", "score": "0.0", "count": "0"}
_STANDING_COLORS = {5: ("#7a541a", "#fbf3df"), 4: ("#3f5068", "#eaeff5"), 3: ("#7a4a26", "#f8ece2")}
_PLAIN_COLORS = ("#0b6b6a", "#e3f5f5")
_LOWEST_COLORS = (palette.BAD_DARK, palette.BAD_TINT)

Column = tuple[str, float, str]  # header, width, format name


def render_league_table(table: LeagueSheet, language: Language) -> bytes:
    """The workbook: the table with frozen header and filters, and a sheet that says where it comes from."""
    output = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with Workbook(output, options) as workbook:
        _describe(workbook, table, language)
        formats = _formats(workbook, table)
        _write_table(workbook, formats, table, language)
        _write_about(workbook, formats, table, language)
    return output.getvalue()


def _describe(workbook: Any, table: LeagueSheet, language: Language) -> None:
    quarter = language.quarter(table.quarter.year, table.quarter.number)
    # Without a fixed time the same table would give other bytes each time.
    created = table.provenance.generated_at.astimezone(UTC).replace(tzinfo=None)
    title = language.gettext("League table") + f" {quarter}"
    workbook.set_properties({"title": title, "author": table.network_name, "created": created})


def _formats(workbook: Any, table: LeagueSheet) -> dict[str, Any]:
    font = {"font_size": 10, "valign": "vcenter", "font_color": palette.TEXT}
    head = {"bold": True, "font_color": palette.WHITE, "bg_color": palette.NAVY, "text_wrap": True}
    named: dict[str, dict[str, object]] = {
        "text": {},
        "wrapped": {"text_wrap": True},
        "bold": {"bold": True, "font_color": palette.INK},
        "title": {"bold": True, "font_size": 14, "font_color": palette.NAVY},
        "header": head,
        "missing": {"align": "right", "font_color": palette.MUTED},
        "whole": {"num_format": "0"},
        "overall": {"num_format": "0.00", "bold": True, "font_color": palette.INK},
        "points": {"num_format": "0.0"},
        "percent": {"num_format": "0.0%"},
        **{f"unit {unit}": {"num_format": number_format} for unit, number_format in _NUMBER_FORMATS.items()},
    }
    for position, band in enumerate(table.bands):
        ink, fill = _standing_colors(band, position)
        named[f"standing {band.code}"] = {"bold": True, "font_color": ink, "bg_color": fill}
    return {name: workbook.add_format({**font, **properties}) for name, properties in named.items()}


def _standing_colors(band: Band, position: int) -> tuple[str, str]:
    return _STANDING_COLORS.get(band.stars, _PLAIN_COLORS if position else _LOWEST_COLORS)


def _columns(table: LeagueSheet, language: Language) -> list[Column]:
    _ = language.gettext
    columns: list[Column] = [
        (_("Rank"), 7, "whole"),
        (_("Site code"), 14, "bold"),
        (_("Site"), 34, "text"),
        (_("Region"), 16, "text"),
        (_("Kind"), 14, "text"),
        (_("Peer group"), 20, "text"),
        (_("Overall"), 9, "overall"),
        (_("Standing"), 13, "text"),
        (_("Provisional"), 11, "text"),
        (_("Coverage"), 10, "percent"),
        (_("Peer rank"), 9, "whole"),
        (_("Ahead of"), 9, "percent"),
    ]
    for criterion in table.criteria:
        name = {"criterion": criterion.label}
        columns.append((_("%(criterion)s: value") % name, 15, f"unit {criterion.unit}"))
        columns.append((_("%(criterion)s: points") % name, 15, "points"))
    return [*columns, (_("Remark"), 40, "text")]


def _write_table(workbook: Any, formats: dict[str, Any], table: LeagueSheet, language: Language) -> None:
    worksheet = workbook.add_worksheet(language.gettext("League table")[:31])
    columns = _columns(table, language)
    worksheet.set_row(0, 44)
    for position, (header, width, _format) in enumerate(columns):
        worksheet.set_column(position, position, width)
        worksheet.write_string(0, position, header, formats["header"])
    labels = {band.code: band.label for band in table.bands}
    for number, row in enumerate(table.rows, start=1):
        values = _values(row, labels, language)
        for position, (value, (_header, _width, name)) in enumerate(zip(values, columns, strict=True)):
            standing = row.standing if position == 7 else None
            chosen = formats[f"standing {standing}" if standing else name]
            _write(worksheet, (number, position), value, chosen, formats["missing"])
    worksheet.freeze_panes(1, 3)
    worksheet.autofilter(0, 0, max(len(table.rows), 1), len(columns) - 1)
    worksheet.set_landscape()
    worksheet.set_paper(9)
    worksheet.fit_to_pages(1, 0)
    worksheet.repeat_rows(0)


def _values(row: LeagueRow, labels: dict[str, str], language: Language) -> list[Decimal | int | str | None]:
    _ = language.gettext
    values: list[Decimal | int | str | None] = [
        row.rank,
        row.site_code,
        row.site_name,
        row.region,
        row.kind,
        row.peer_group,
        row.overall,
        labels[row.standing] if row.standing else _("Not rated"),
        _("yes") if row.provisional else "",
        row.coverage,
        row.peer_rank,
        row.percentile,
    ]
    for cell in row.cells:
        values.append(cell.value)
        values.append(cell.points if cell.points is not None else state_name(language, cell.state))
    return [*values, row.unrated_reason]


def _write(worksheet: Any, at: tuple[int, int], value: Decimal | int | str | None, chosen: Any, missing: Any) -> None:
    """A number as a number, a text as a text, the unknown as a dash: it must not be averaged as 0."""
    if value is None:
        worksheet.write_string(*at, "–", missing)
    elif isinstance(value, str):
        worksheet.write_string(*at, value, chosen)
    else:
        worksheet.write_number(*at, value, chosen)


def _write_about(workbook: Any, formats: dict[str, Any], table: LeagueSheet, language: Language) -> None:
    _ = language.gettext
    origin = table.provenance
    worksheet = workbook.add_worksheet(_("About this table")[:31])
    worksheet.set_column(0, 0, 28)
    worksheet.set_column(1, 1, 80)
    worksheet.write_string(0, 0, table.network_name, formats["title"])
    facts = [
        (_("Quarter"), language.quarter(table.quarter.year, table.quarter.number)),
        (_("Scheme"), f"{origin.scheme} {origin.scheme_version}"),
        (_("Document number"), origin.document_number),
        (_("Revision"), str(origin.revision)),
        (_("Status"), _("Final") if origin.is_final else origin.status or _("Draft")),
        (_("Generated"), language.moment(origin.generated_at)),
        (_("Fingerprint of the evidence"), origin.fingerprint),
    ]
    facts += [(_("Weight") + f": {item.label}", language.percent(item.weight, 1)) for item in table.criteria]
    facts += [(_("Standing") + f": {band.label}", f"≥ {language.decimal(band.floor, 2)}") for band in table.bands]
    for number, (caption, value) in enumerate(facts, start=2):
        worksheet.write_string(number, 0, caption, formats["bold"])
        worksheet.write_string(number, 1, value, formats["wrapped"])
