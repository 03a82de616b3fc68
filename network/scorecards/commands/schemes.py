"""Adding schemes. A version that was added never changes."""

import json
from functools import lru_cache
from hashlib import sha256
from uuid import UUID, uuid4

from network.foundation.access import Actor, Permission
from network.foundation.database import execute, fetch_row, fetch_value, transaction
from network.foundation.periods import Quarter
from network.foundation.trail.record import record
from network.scorecards.errors import SchemeExists, SchemeFaulty, SchemeTakesEffectInThePast
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
    """Keep this scheme version. False when the very same one is there already; SchemeExists when another is;
    SchemeTakesEffectInThePast when a quarter that it would judge is published by an earlier version.
    """
    actor.require(Permission.CHANGE_SCHEMES)
    return await _add(actor, checked(text), shipped=False)


async def add_shipped(actor: Actor) -> None:
    """Add the schemes that ship with the program, where they are not there yet."""
    actor.require(Permission.CHANGE_SCHEMES)
    for text in shipped().values():
        await _add(actor, checked(text), shipped=True)


def document_of(scheme: Scheme) -> str:
    """The scheme as it is stored and fingerprinted."""
    return json.dumps(scheme.as_document(), sort_keys=True, ensure_ascii=False)


async def keep_version(actor: Actor, scheme: Scheme) -> UUID:
    """Inside a transaction: a new version, for good."""
    made, document = uuid4(), document_of(scheme)
    digest = sha256(document.encode()).hexdigest()
    await execute(
        "insert into scheme_version (id, code, version, document, sha256) values ($1, $2, $3, $4, $5)",
        made,
        scheme.code,
        scheme.version,
        document,
        digest,
    )
    await record(actor, "scheme.added", f"scheme:{scheme.code}:{scheme.version}", {"sha256": digest})
    return made


async def _add(actor: Actor, scheme: Scheme, *, shipped: bool) -> bool:
    digest = sha256(document_of(scheme).encode()).hexdigest()
    async with transaction(actor):
        kept = await fetch_row(
            "select sha256 from scheme_version where code = $1 and version = $2", scheme.code, scheme.version
        )
        if kept and kept["sha256"] == digest:
            return False
        if kept:
            raise SchemeExists(scheme=scheme.code, version=scheme.version)
        if not shipped:
            await _require_coming(scheme)
        await keep_version(actor, scheme)
    return True


async def _require_coming(scheme: Scheme) -> None:
    """A change takes effect from a coming quarter only. What ships says its quarters, and changes no published one."""
    last = await fetch_value(
        "select max(r.period) from scorecard_run r join scheme_version v on v.id = r.scheme "
        "where v.code = $1 and r.state in ('published', 'restated')",
        scheme.code,
    )
    if last and scheme.covers(Quarter.parse(last)):
        raise SchemeTakesEffectInThePast(period=last, scheme=scheme.code)
