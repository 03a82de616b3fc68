"""What may be wrong with the rows of a sites file, and of others that name places and people."""

from collections.abc import Sequence

from network.foundation.database import fetch
from network.foundation.intake.staging import Check
from network.foundation.tabular.faults import CellError, excerpt
from network.foundation.tabular.read import Parsed
from network.sites.commands.places import CLEAN_PATH
from reports.typeface import missing_glyphs


def _(message: str) -> str:
    """Marks a text for extraction; it is translated when it is shown."""
    return message


# A place is given whole or not at all.
PLACE_CHECKS = (
    Check(
        "longitude",
        "half_a_place",
        _("A latitude (%(latitude)s) and a longitude (%(longitude)s) go together. Give both, or neither."),
        "select row_number, longitude as value, coalesce(latitude::text, '–') as latitude, "
        "coalesce(longitude::text, '–') as longitude from staged where (latitude is null) <> (longitude is null) "
        "and not has_error",
    ),
)

# The Chinese of every node of every region path, and where a path has as many names in Chinese as it needs.
_NODES = f"""
select p.row_number, p.region_zh, array_to_string(p.names[1:depth], '/') as path, p.names_zh[depth] as name_zh
from (
    select row_number, region_zh, string_to_array({CLEAN_PATH.format("region")}, '/') as names,
           string_to_array({CLEAN_PATH.format("region_zh")}, '/') as names_zh
    from staged where region is not null and region_zh is not null
) p cross join lateral generate_series(1, cardinality(p.names)) depth
where cardinality(p.names) = cardinality(p.names_zh)
"""

REGION_CHECKS = (
    Check(
        "region_zh",
        "other_levels",
        _("“%(value)s” has not as many levels as “%(region)s”. Write a Chinese name for each, as 华东/上海."),
        "select row_number, region_zh as value, region from staged where region_zh is not null and region is not null "
        f"and cardinality(string_to_array({CLEAN_PATH.format('region')}, '/')) "
        f"<> cardinality(string_to_array({CLEAN_PATH.format('region_zh')}, '/'))",
    ),
    Check(
        "region_zh",
        "two_names_of_region",
        _("“%(value)s” names “%(path)s” otherwise in Chinese than row %(other)s does. Write the same name in both."),
        "select n.row_number, n.region_zh as value, min(n.path) as path, min(f.row_number) as other "
        f"from ({_NODES}) n join (select distinct on (path) * from ({_NODES}) each order by path, row_number) f "
        "using (path) where n.name_zh <> f.name_zh group by n.row_number, n.region_zh",
    ),
)

SITE_CHECKS = (
    Check(
        "code",
        "slashed_code",
        _("The code “%(value)s” has a slash, which an address cannot carry. Write another sign, such as a hyphen."),
        "select row_number, code as value from staged where code like '%/%'",
    ),
    Check(
        "code",
        "duplicate_site",
        _("Site %(value)s stands more than once in the file (also in row %(other)s). Keep one row."),
        "select row_number, code as value, first_row as other from ("
        "select row_number, code, min(row_number) over (partition by code) as first_row from staged "
        "where code is not null) x where row_number <> first_row",
    ),
    Check(
        "timezone",
        "unknown_zone",
        _("“%(value)s” is not a time zone. Write an IANA name such as Asia/Shanghai."),
        # Known to both: Python and PostgreSQL may have time zones of different years.
        "select row_number, timezone as value from staged "
        "where timezone <> all ($1::text[]) or timezone not in (select name from pg_timezone_names)",
    ),
    Check(
        "closed_on",
        "closed_before_opened",
        _("The closing date %(value)s is before the opening date %(opened)s. Correct one of them."),
        "select row_number, closed_on as value, opened_on as opened from staged where closed_on < opened_on",
    ),
    Check(
        "operator_zh",
        "two_names_of_operator",
        _("“%(value)s” names the operator otherwise in Chinese than row %(other)s does. Write the same name in both."),
        "select row_number, operator_zh as value, first_row as other from ("
        "select row_number, operator_zh, first_value(operator_zh) over same as first_name, "
        "first_value(row_number) over same as first_row from staged "
        "where operator is not null and operator_zh is not null "
        "window same as (partition by operator order by row_number)) x where operator_zh <> first_name",
    ),
    *REGION_CHECKS,
    *PLACE_CHECKS,
)


async def unprintable(parsed: Parsed, columns: Sequence[str], where: str = "true") -> list[CellError]:
    """Names with characters that the scorecard's typeface lacks, such as emoji: refused now rather than at printing."""
    rows = await fetch(f"select row_number, {', '.join(columns)} from staged s where {where} order by row_number")
    message = _("The characters %(missing)s cannot be printed on a scorecard. Write the name without them.")
    return [
        CellError(
            row["row_number"],
            parsed.sources.get(column, column),
            excerpt(row[column]),
            "unprintable",
            {"message": message, "missing": missing},
        )
        for row in rows
        for column in columns
        if row[column] and (missing := missing_glyphs(row[column]))
    ]
