"""Operators who have a report to file: certified sites, an account with a session of each, keys for their programs."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import asyncpg

from network.foundation.access import Permission
from network.identity.rules.accounts import digest, new_token
from network.identity.rules.keys import key_prefix, new_key

ZONE = "Asia/Shanghai"
VERBS = f'["{Permission.READ_REPORTS}", "{Permission.FILE_REPORTS}"]'

# Nobody signs in with a password here: that would measure the hashing, which is slow on purpose.
ACCOUNTS = """
insert into account (email, name, password_hash)
select 'operator-' || lower(code) || '@example.com', 'Operator of ' || code, '' from unnest($1::text[]) code
"""
MEMBERSHIPS = """
insert into membership (account, role, grantor, valid_from) select id, 'site_operator', 'bench', $1 from account
where email like 'operator-%@example.com'
"""
SCOPES = """
insert into membership_site (membership, site) select m.id, s.id
from unnest($1::text[]) code join site s using (code)
join account a on a.email = 'operator-' || lower(code) || '@example.com' join membership m on m.account = a.id
"""
SESSIONS = """
insert into session (token_sha256, account, membership, created_at, last_seen_at, expires_at, user_agent, address)
select token, a.id, m.id, $3, $3, $4, 'bench', '127.0.0.1' from unnest($1::text[], $2::bytea[]) made (code, token)
join account a on a.email = 'operator-' || lower(code) || '@example.com' join membership m on m.account = a.id
"""
KEYS = """
insert into api_key (site, name, prefix, key_sha256, verbs, created_at, expires_at, created_by, creator)
select s.id, 'Workshop', prefix, key, $4, $5, $6, a.id, a.name
from unnest($1::text[], $2::text[], $3::bytea[]) made (code, prefix, key) join site s using (code)
join account a on a.email = 'operator-' || lower(code) || '@example.com'
"""
CERTIFIED = """
with line as (
    insert into product_line (code, name, name_zh) values ('bench', 'Bench', '测量') returning id
), kind as (
    insert into certificate_type (code, title, title_zh, product_line, repair_level, validity_months, validity_rule,
        window_days)
    select 'bench', 'Bench', '测量', id, 1, 12, 'from_decision', 90 from line returning id
), thread as (
    insert into certification (id, site, type, state)
    select gen_random_uuid(), s.id, kind.id, 'certified' from site s, kind where s.code = any ($1)
    returning id, site, type
)
insert into certificate (id, certification, site, type, number, valid_from, valid_to)
select gen_random_uuid(), id, site, type, 'B' || site, $2::date, $2::date + 364 from thread
"""


@dataclass(frozen=True, slots=True)
class Operator:
    """Who files for a site: in a browser that holds `session`, or with a program that holds `key`."""

    site: str
    session: str
    key: str


async def make_operators(root: asyncpg.Connection, count: int, at: datetime) -> list[Operator]:
    """Operators of as many sites in Shanghai's zone, whose certificates began half a year before `at`."""
    rows = await root.fetch("select code from site where time_zone = $1 order by code limit $2", ZONE, count)
    operators = [Operator(row["code"], new_token(), new_key()) for row in rows]
    codes = [each.site for each in operators]
    until = at + timedelta(hours=12)
    sessions = [digest(each.session) for each in operators]
    keys = [digest(each.key) for each in operators]
    await root.execute(CERTIFIED, codes, at.date() - timedelta(days=180))
    await root.execute(ACCOUNTS, codes)
    await root.execute(MEMBERSHIPS, at)
    await root.execute(SCOPES, codes)
    await root.execute(SESSIONS, codes, sessions, at, until)
    await root.execute(KEYS, codes, [key_prefix(each.key) for each in operators], keys, VERBS, at, until)
    await root.execute("analyze")
    return operators
