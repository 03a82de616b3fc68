"""What the catalogue of the database says of itself: what runs as its owner, what is under row security."""

from collections.abc import AsyncIterator

import asyncpg
import pytest

from network.foundation.migrations import OWNER
from tests.authorisation.golden import GOLDEN


@pytest.fixture
async def root(root_url: str) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(root_url)
    yield connection
    await connection.close()


# What runs with the rights of the owner of all tables. Each was read for whom it tells what, and asks in itself who is
# asking where its grants do not say enough.
TRUSTED = {
    "accept_invitation": "gate",
    "access_to_site": "hq, region, site",
    "account_at_site": "hq, region, site",
    "account_is_taken": "hq, region, site",
    "alike_photos": "field, hq, region",
    "am_auditor": "hq, region",
    "answer_month": "",
    "assessor_candidates": "hq, region",
    "assigned_sites": "field",
    "attend": "site, staff",
    "begin_window": "",
    "benchmarks": "hq, reader, region, site",
    "belong_to_pattern": "",
    "called_there": "",
    "certificate_of": "gate",
    "document_of": "gate",
    "certificate_standing": "gate",
    "await_publication": "",
    "check_challenge": "",
    "check_seat": "",
    "colleagues": "site",
    "collect_photos": "admin",
    "enrol_auditor": "admin",
    "enrolments_of": "hq, region",
    "feedback_fits": "",
    "finding_told_at": "hq, region, site",
    "held_elsewhere": "site",
    "invitation_of": "gate",
    "invite_by_receipt": "",
    "is_auditor": "",
    "key_works": "gate, hq, site",
    "keys_to_site": "hq, region, site",
    "latest_day": "field",
    "ledger_posting_fits": "",
    "ledger_posting_whole": "",
    "link_serials": "hq, region, site",
    "make_person": "hq, region, site",
    "mark_attempt": "hq, site, staff",
    "my_auditor": "field",
    "my_cards": "site",
    "my_conflicts": "field",
    "my_memberships": "applicant, field, hq, reader, region, site, staff",
    "name_record": "",
    "network_on_target": "hq, reader, region, site",
    "open_verdicts": "hq, region",
    "operator_called": "field, hq",
    "operator_named": "hq, region",
    "published_honours": "hq, reader, region, site",
    "ratings_of_headquarters": "hq, region",
    "refuse_changed_verdict": "",
    "refuse_early_publication": "",
    "refuse_unsafe_review": "",
    "print_chunks": "hq",
    "ranks_told": "hq, reader, region, site",
    "region_recorded": "hq",
    "request_run": "hq",
    "reveal_auditor": "hq, region",
    "rights_held": "hq, region",
    "seats_taken": "hq, region, site, staff",
    "serial_elsewhere": "region, site",
    "settle_assessments": "field, hq, region",
    "settle_seats": "hq, region, site, staff",
    "settlement_closed": "",
    "settlement_whole": "",
    "share_pattern_turn": "",
    "site_called": "field, hq",
    "site_history_keep": "",
    "poster_asked": "gate",
    "survey_asked": "gate",
    "survey_callee": "hq",
    "survey_code_of": "site",
    "survey_reachable": "hq",
    "take_seat": "hq, region, site, staff",
    "taken_up": "hq, region, site, staff",
    "tell_account": "hq, region",
    "tell_auditor": "hq, region",
    "tell_enrolled": "hq, region, site, staff",
    "tell_headquarters": "hq, region, site",
    "tell_planners": "field",
    "tell_site": "hq, region, site",
    "told_of_attempt": "site, staff",
    "trail_link": "",
    "was_disabled": "admin",
}


async def test_what_runs_as_the_owner_is_known_here_and_takes_nothing_from_its_caller(root: asyncpg.Connection) -> None:
    rows = await root.fetch(
        "select proname, proconfig, pg_get_userbyid(proowner) as owner, "
        "array(select substr(grantee::regrole::text, 13) from aclexplode(proacl) "
        "where grantee <> proowner order by 1) as granted "
        "from pg_proc where pronamespace = 'public'::regnamespace and prosecdef"
    )
    assert {row["proname"]: ", ".join(row["granted"]) for row in rows} == TRUSTED
    assert {row["owner"] for row in rows} == {OWNER}
    assert {tuple(row["proconfig"]) for row in rows} == {("search_path=public, pg_temp",)}


# Without row security, because nobody but headquarters and the gate has any grant on them.
CLOSED = {"membership", "membership_site"}
# Its owner keeps the heads of all chains up to date, in `trail_link`.
NOT_FORCED = {"trail_head"}


async def test_what_hangs_on_a_site_an_application_or_a_person_is_under_row_security(root: asyncpg.Connection) -> None:
    rows = await root.fetch(
        "select relname, relrowsecurity, relforcerowsecurity from pg_class c "
        "where relkind in ('r', 'p') and relnamespace = 'public'::regnamespace and (relname in ('site', 'account') "
        "or exists (select from pg_attribute where attrelid = c.oid and not attisdropped "
        "and attname in ('site', 'application', 'account', 'applicant', 'assessor')))"
    )
    assert len(rows) > 25
    assert {row["relname"] for row in rows if not row["relrowsecurity"]} == CLOSED
    assert {row["relname"] for row in rows if not row["relforcerowsecurity"]} == CLOSED | NOT_FORCED
    for table in CLOSED:
        assert {role for role, cells in GOLDEN.items() if table in cells} == {
            "servicemark_gate",
            "servicemark_hq",
            "servicemark_admin",
        }


# What headquarters and auditors alone know of: no list of a site may even take longer for it.
SECRET = (
    *("assignment", "audit_programme", "audit_source", "auditor", "auditor_conflict", "auditor_identity"),
    *("calibration_answer", "calibration_round", "filing", "filing_message", "filing_photo", "filing_step"),
    *("filing_version", "identity_look", "photo_upload", "plan_gap"),
)
_MENTIONED = rf"\m({'|'.join(SECRET)})\M"


async def test_nothing_that_a_site_asks_the_database_touches_a_row_of_visits_that_are_not_published(
    root: asyncpg.Connection,
) -> None:
    """Neither a table, nor a view, nor what runs as the owner, nor a policy on what a site reads."""
    assert set(SECRET).isdisjoint(GOLDEN["servicemark_site"])
    functions = await root.fetch(
        "select proname, prosrc ~ $1 as mentioned from pg_proc where pronamespace = 'public'::regnamespace "
        "and prosecdef and prorettype <> 'trigger'::regtype "
        "and has_function_privilege('servicemark_site', oid, 'execute')",
        _MENTIONED,
    )
    views = await root.fetch(
        "select relname, pg_get_viewdef(oid) ~ $1 as mentioned from pg_class where relkind = 'v' "
        "and relnamespace = 'public'::regnamespace and has_table_privilege('servicemark_site', oid, 'select')",
        _MENTIONED,
    )
    policies = await root.fetch(
        "select tablename || '.' || policyname, concat(qual, ' ', with_check) ~ $1 as mentioned from pg_policies "
        "where roles && array['servicemark_site', 'public']::name[]",
        _MENTIONED,
    )
    found = [*functions, *views, *policies]
    assert len(functions) > 5
    assert views
    assert len(policies) > 25
    assert [row[0] for row in found if row["mentioned"]] == []
