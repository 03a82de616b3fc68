"""Adding schemes. A version that was added never changes."""

import json
from functools import lru_cache
from hashlib import sha256

from network.foundation.access import Actor, Permission
from network.foundation.database import execute, fetch_row, transaction
from network.foundation.trail.record import record
from network.scorecards.errors import SchemeExists, SchemeFaulty
from network.scorecards.metrics.catalogue import FACTS
from network.scorecards.queries.schemes import shipped
from network.scorecards.rules.document import load_scheme
from network.scorecards.rules.scheme import Scheme
from network.scorecards.rules.validation import validate_scheme


@lru_cache(maxsize=16)
def checked(text: str) -> Scheme:
    """The scheme in this YAML text; SchemeFaulty names everything that is wrong with it."""
    scheme = load_scheme(text)
    problems = validate_scheme(scheme, FACTS)
    if problems:
        listed = "; ".join(f"{problem.path}: {problem}" for problem in problems)
        raise SchemeFaulty({problem.path: str(problem) for problem in problems}, count=len(problems), problems=listed)
    return scheme


async def add_scheme(actor: Actor, text: str) -> bool:
    """Keep this scheme version. False when the very same one is there already; SchemeExists when another is."""
    actor.require(Permission.CHANGE_SCHEMES)
    scheme = checked(text)
    document = json.dumps(scheme.as_document(), sort_keys=True, ensure_ascii=False)
    digest = sha256(document.encode()).hexdigest()
    async with transaction(actor):
        kept = await fetch_row(
            "select sha256 from scheme_version where code = $1 and version = $2", scheme.code, scheme.version
        )
        if kept and kept["sha256"] == digest:
            return False
        if kept:
            raise SchemeExists(scheme=scheme.code, version=scheme.version)
        await execute(
            "insert into scheme_version (id, code, version, document, sha256) "
            "values (gen_random_uuid(), $1, $2, $3, $4)",
            scheme.code,
            scheme.version,
            document,
            digest,
        )
        subject = f"scheme:{scheme.code}:{scheme.version}"
        await record(actor, "scheme.added", subject, {"sha256": digest})
    return True


async def add_shipped(actor: Actor) -> None:
    """Add the schemes that ship with the program, where they are not there yet."""
    for text in shipped().values():
        await add_scheme(actor, text)
