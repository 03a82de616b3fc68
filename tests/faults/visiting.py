"""Auditors with visits to make, put in all at once: hundreds of them sign in without a password, whose hashing would
be measured otherwise."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import asyncpg
from pydantic import TypeAdapter

from network.audits.rules.checklists import ChecklistDocument
from network.identity.rules.accounts import digest, new_token
from tests.audits.visiting import document

SITES = 20

_SITES = """
insert into site (code, name, name_zh, kind, city, city_zh, status, time_zone, latitude, longitude)
select 'V' || n, 'V' || n, 'V' || n, 'franchised', '', '', 'active', 'Asia/Shanghai', 31.2304, 121.4737
from generate_series(1, $1::int) n
"""
_ACCOUNTS = """
insert into account (id, email, name, password_hash)
select id, lower(code) || '@example.com', code, '' from unnest($1::text[], $2::uuid[]) made (code, id)
"""
_MEMBERSHIPS = """
insert into membership (id, account, role, whole_network, grantor, valid_from)
select gen_random_uuid(), id, 'auditor', false, '', $2 from unnest($1::uuid[]) id
"""
_AUDITORS = """
insert into auditor (id, code, qualified_until)
select id, code, $3::date from unnest($1::text[], $2::uuid[]) made (code, id)
"""
_IDENTITIES = """
insert into auditor_identity (auditor, account, note) select id, id, '' from unnest($1::uuid[]) id
"""
_SESSIONS = """
insert into session (token_sha256, account, membership, created_at, last_seen_at, expires_at, user_agent, address)
select token, m.account, m.id, $3::timestamptz, $3, $3::timestamptz + interval '12 hours', 'tablet', '127.0.0.1'
from unnest($1::uuid[], $2::bytea[]) made (account, token) join membership m using (account)
"""
_CHECKLIST = """
insert into checklist (id, key, version, state, kind, document, note, created_by, created_at, published_by,
    published_at)
values ($1, $2, 1, 'published', $3, $4, '', 'Hua', $5, 'Hua', $5)
"""
_PROGRAMME = """
insert into audit_programme (id, name, checklist_key, from_on, to_on, quota, announced, scored, rules, state,
    created_by)
values ($1, 'Visits', $2, $3::date, $4::date, 10, false, true, '{}', 'active', 'Hua')
"""
_ASSIGNMENTS = """
insert into assignment (id, programme, site, checklist, auditor, kind, state, announced, scored, window_from,
    window_to, offered_at, answered_at, persona)
select made.id, $3, s.id, $4, made.auditor, $5, 'accepted', false, true, $6::timestamptz - interval '2 days',
       $6::timestamptz + interval '2 days', $6::timestamptz - interval '9 days', $6::timestamptz - interval '8 days', ''
from unnest($1::uuid[], $2::uuid[]) with ordinality made (id, auditor, n)
join site s on s.code = 'V' || (made.n % $7::int + 1)
"""


@dataclass(frozen=True, slots=True)
class Visiting:
    """An auditor who is signed in with `session` and has these assignments."""

    auditor: UUID
    session: str
    assignments: list[UUID]


async def make_auditors(root: asyncpg.Connection, count: int, visits: int, at: datetime) -> tuple[UUID, list[Visiting]]:
    """The id of the checklist that all of them visit by, and so many auditors with so many accepted visits each."""
    made = [Visiting(uuid4(), new_token(), [uuid4() for _visit in range(visits)]) for _auditor in range(count)]
    codes, ids = [f"A-{number}" for number in range(1, count + 1)], [each.auditor for each in made]
    await root.execute(_SITES, SITES)
    await root.execute(_ACCOUNTS, codes, ids)
    await root.execute(_MEMBERSHIPS, ids, at)
    await root.execute(_AUDITORS, codes, ids, at.date() + timedelta(days=365))
    await root.execute(_IDENTITIES, ids)
    await root.execute(_SESSIONS, ids, [digest(each.session) for each in made], at)
    checklist = await _assign(root, made, at)
    await root.execute("analyze")
    return checklist, made


async def _assign(root: asyncpg.Connection, made: list[Visiting], at: datetime) -> UUID:
    whole, checklist, programme = document(), uuid4(), uuid4()
    written = TypeAdapter(ChecklistDocument).dump_json(whole).decode()
    await root.execute(_CHECKLIST, checklist, whole.key, whole.kind.value, written, at - timedelta(days=60))
    first, last = at.date() - timedelta(days=30), at.date() + timedelta(days=30)
    await root.execute(_PROGRAMME, programme, whole.key, first, last)
    pairs = [(assignment, each.auditor) for each in made for assignment in each.assignments]
    ids, auditors = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    await root.execute(_ASSIGNMENTS, ids, auditors, programme, checklist, whole.kind.value, at, SITES)
    return checklist
