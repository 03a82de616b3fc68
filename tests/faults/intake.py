"""What must hold of visits and their photos after all that: every question here is asked of the whole database and of
the folder of files, and names what is wrong. Nothing found is what is wanted.
"""

import hashlib
import json
from pathlib import Path

from network.foundation.files import place
from network.foundation.pieces import part_of
from tests.faults.installation import Network
from tests.faults.tablets import Journal

WRONG = {
    "a filing without its one version, step and event": """
        select f.id from filing f where f.current <> 1
            or (select count(*) from filing_version v where v.filing = f.id) <> 1
            or (select count(*) from filing_step t where t.filing = f.id) <> 1
            or (select count(*) from trail_event e where e.subject = 'visit:' || f.assignment and e.site = -f.site
                and e.action in ('visit.filed', 'visit.quarantined')
                and e.body::jsonb ->> 'filing' = f.id::text) <> 1""",
    "a version, step, photo or event of no filing": """
        select * from (select (select count(*) from filing) as filings,
            (select count(*) from filing_version) as versions, (select count(*) from filing_step) as steps,
            (select count(*) from trail_event where action in ('visit.filed', 'visit.quarantined')) as events) found
        where (versions, steps, events) <> (filings, filings, filings)""",
    "photos other than the content lists": """
        select v.filing from filing_version v where (
            select coalesce(array_agg(p.sha256::text order by p.question, p.place), '{}') from filing_photo p
            where p.filing = v.filing and p.number = v.number
        ) <> (
            select coalesce(array_agg(l ->> 'sha256' order by l ->> 'question', (l ->> 'place')::int), '{}')
            from jsonb_array_elements(v.content -> 'photos') l)""",
    "an assignment that is filed without a filing, or has one and is not": """
        select a.id from assignment a
        where (a.state = 'filed') <> exists (select from filing f where f.assignment = a.id)""",
    "an assignment for which not just one filing counts": """
        select assignment from filing group by assignment
        having count(*) filter (where state = 'received') <> 1
            or count(*) filter (where state not in ('received', 'quarantined')) > 0""",
    "a quarantine for another reason than a second filing": """
        select id from filing where (state = 'quarantined') <> (quarantine = '["second_filing"]')""",
    "a photo that came by halves": """
        select id from photo_upload where state <> 'whole' or received <> size or picture is null or thumbnail is null
            or fingerprint is null or finished_at is null""",
}
_KEPT = """
select f.id, f.assignment, v.sha256, v.content::text as content from filing f
join filing_version v on v.filing = f.id and v.number = f.current
"""
_FILES = "select id, sha256, size, picture, thumbnail from photo_upload"


async def torn(network: Network) -> dict[str, list[str]]:
    """What is half done, by what is wrong with it."""
    found = {name: [str(tuple(row)) for row in await network.fetch(sql)] for name, sql in WRONG.items()}
    return {name: rows for name, rows in found.items() if rows}


async def misfiled(network: Network, journal: Journal) -> dict[str, list[str]]:
    """What was sent and is not there, is there and was not sent, or holds something else: by filing."""
    kept = {row["id"]: row for row in await network.fetch(_KEPT)}
    wrong = {
        "lost": [filing for filing in journal.sent if filing not in kept],
        "foreign": [filing for filing in kept if filing not in journal.sent],
        "without a receipt": [filing for filing in journal.sent if filing not in journal.receipts],
        "other content": [
            filing
            for filing, row in kept.items()
            if not journal.sent.get(filing) == row["sha256"] == _fingerprint(row["content"])
        ],
        "other assignment": [
            filing for filing, row in kept.items() if journal.assignments.get(filing) != row["assignment"]
        ],
    }
    return {name: [str(each) for each in filings] for name, filings in wrong.items() if filings}


async def misplaced(network: Network, folder: Path) -> list[str]:
    """Photos whose bytes are gone or others, and pieces that stayed behind when their photo was whole.

    A piece without a row is none of these: the database died behind it, and it is swept when it is old.
    """
    wrong, rows = [], await network.fetch(_FILES)
    for row in rows:
        original = place(folder, row["sha256"])
        if not original.is_file() or original.stat().st_size != row["size"]:
            wrong.append(f"{row['sha256']}: not there in its length")
        wrong += [
            f"{name}: holds something else"
            for name in (row["sha256"], row["picture"], row["thumbnail"])
            if hashlib.sha256(place(folder, name).read_bytes()).hexdigest() != name
        ]
    return wrong + [f"{row['sha256']}: a piece of it" for row in rows if part_of(folder, row["id"].hex).exists()]


def _fingerprint(content: str) -> str:
    text = json.dumps(json.loads(content), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
