"""Reading certificate types and product lines."""

from network.foundation.access import Actor, Permission
from network.foundation.database import Record, fetch, fetch_row, transaction
from network.sites.errors.certification import CertificateTypeNotFound
from network.sites.schemas.certification import CertificateTypeOut, ProductLineOut

TYPES = """
select t.id, t.code, t.title, t.title_zh, t.repair_level, t.validity_rule, t.validity_months, t.fixed_month,
       t.fixed_day, t.window_days, t.active, t.version, l.code as line, l.name as line_name, l.name_zh as line_name_zh
from certificate_type t join product_line l on l.id = t.product_line
"""


async def certificate_types(actor: Actor) -> list[CertificateTypeOut]:
    """Every type, by product line and repair level."""
    actor.require(Permission.READ_CERTIFICATIONS)
    async with transaction(actor, read_only=True):
        rows = await fetch(f"{TYPES} order by l.code, t.repair_level")
    return [type_out(row) for row in rows]


async def certificate_type(actor: Actor, code: str) -> CertificateTypeOut:
    """CertificateTypeNotFound."""
    actor.require(Permission.READ_CERTIFICATIONS)
    async with transaction(actor, read_only=True):
        return type_out(await type_row(code))


async def product_lines(actor: Actor) -> list[ProductLineOut]:
    """By code."""
    actor.require(Permission.READ_CERTIFICATIONS)
    async with transaction(actor, read_only=True):
        rows = await fetch("select code, name, name_zh from product_line order by code")
    return [ProductLineOut(**dict(row)) for row in rows]


async def type_row(code: str) -> Record:
    """Inside a transaction: what `type_out` takes, and the type's `id`. CertificateTypeNotFound."""
    # PostgreSQL takes no zero byte, and an address may hold one.
    row = None if "\0" in code else await fetch_row(f"{TYPES} where t.code = $1", code)
    if row is None:
        raise CertificateTypeNotFound()
    return row


def type_out(row: Record) -> CertificateTypeOut:
    line = ProductLineOut(code=row["line"], name=row["line_name"], name_zh=row["line_name_zh"])
    values = {name: row[name] for name in CertificateTypeOut.model_fields if name != "product_line"}
    return CertificateTypeOut(**values, product_line=line)
