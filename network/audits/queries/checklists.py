"""Reading checklists. Row security hides drafts from all but those who answer for the whole network."""

from importlib.resources import files
from uuid import UUID

from network.audits.errors.checklists import ChecklistNotFound
from network.audits.rules.checklist_problems import PhotoUnknown
from network.audits.rules.checklist_validation import validate_checklist
from network.audits.rules.checklists import ChecklistDocument, ChecklistState, VisitKind
from network.audits.schemas.checklist_versions import ChecklistVersion
from network.audits.schemas.checklists import kept_checklist
from network.foundation.access import Actor, Permission
from network.foundation.database import Record, fetch, fetch_row, fetch_value, transaction
from network.foundation.documents.problems import Problem

COLUMNS = """
c.id, c.key, c.version, c.state, c.kind, c.pilot, c.document, c.note, c.created_by, c.created_at, c.published_by,
c.published_at, c.retired_at, c.row_version
"""
_CHECKLISTS = f"select {COLUMNS} from checklist c "


def shipped() -> list[str]:
    """The checklists that ship with the program, as YAML."""
    folder = files("network.audits") / "checklists"
    found = sorted((each for each in folder.iterdir() if each.name.endswith(".yaml")), key=lambda each: each.name)
    return [each.read_text(encoding="utf-8") for each in found]


async def list_checklists(actor: Actor) -> list[ChecklistVersion]:
    """Every version in reach, by key, the newest first."""
    actor.require(Permission.READ_CHECKLISTS)
    async with transaction(actor, read_only=True):
        rows = await fetch(_CHECKLISTS + "order by c.key, c.version desc")
    return [checklist_version(row) for row in rows]


async def read_checklist_version(actor: Actor, checklist_id: UUID) -> ChecklistVersion:
    """One version. ChecklistNotFound."""
    actor.require(Permission.READ_CHECKLISTS)
    async with transaction(actor, read_only=True):
        return await find_checklist(checklist_id)


async def version_with_problems(actor: Actor, checklist_id: UUID) -> tuple[ChecklistVersion, list[Problem]]:
    """One version and, when it is a draft, everything that keeps it from being published. ChecklistNotFound."""
    actor.require(Permission.READ_CHECKLISTS)
    async with transaction(actor, read_only=True):
        found = await find_checklist(checklist_id)
        return found, await find_problems(found.document) if found.is_draft else []


async def problems_of(actor: Actor, document: ChecklistDocument) -> list[Problem]:
    """Everything that would keep this from being published."""
    actor.require(Permission.READ_CHECKLISTS)
    async with transaction(actor, read_only=True):
        return await find_problems(document)


async def earlier_version(actor: Actor, found: ChecklistVersion) -> ChecklistVersion | None:
    """The version of the same checklist before this one, that was ever in force."""
    actor.require(Permission.READ_CHECKLISTS)
    async with transaction(actor, read_only=True):
        row = await fetch_row(
            _CHECKLISTS + "where c.key = $1 and c.version < $2 and c.state <> 'draft' order by c.version desc limit 1",
            found.key,
            found.version,
        )
    return checklist_version(row) if row else None


async def reference_photo(actor: Actor, sha256: str) -> str:
    """The fingerprint of the file that shows a reference photo, for makers and auditors. ChecklistNotFound."""
    if not actor.may(Permission.MAKE_VISITS):
        actor.require(Permission.READ_CHECKLISTS)
    async with transaction(actor, read_only=True):
        found = await fetch_value("select sha256 from checklist_photo where sha256 = $1", sha256)
    if found is None:
        raise ChecklistNotFound()
    return str(found)


async def find_checklist(checklist_id: UUID) -> ChecklistVersion:
    """Inside a transaction: one version. ChecklistNotFound."""
    row = await fetch_row(_CHECKLISTS + "where c.id = $1", checklist_id)
    if row is None:
        raise ChecklistNotFound()
    return checklist_version(row)


async def find_problems(document: ChecklistDocument) -> list[Problem]:
    """Inside a transaction: what is wrong with its meaning, and reference photos that were never uploaded."""
    problems = validate_checklist(document)
    places = {
        f"sections[{place}].questions[{number}].photo": question.photo
        for place, section in enumerate(document.sections)
        for number, question in enumerate(section.questions)
        if question.photo is not None
    }
    rows = await fetch("select sha256 from checklist_photo where sha256 = any ($1::text[])", list(places.values()))
    known, told = {row["sha256"] for row in rows}, {problem.path for problem in problems}
    lost = [path for path, sha256 in places.items() if sha256 not in known and path not in told]
    return [*problems, *map(PhotoUnknown, lost)]


def checklist_version(row: Record) -> ChecklistVersion:
    """From the columns of `COLUMNS`."""
    values = {name: row[name] for name in ChecklistVersion.__dataclass_fields__}
    return ChecklistVersion(
        **{
            **values,
            "state": ChecklistState(row["state"]),
            "kind": VisitKind(row["kind"]),
            "document": kept_checklist(row["document"]),
        }
    )
