"""What an administrator does to accounts, on a real database."""

from uuid import UUID

import asyncpg
import pytest
from pydantic import SecretStr, ValidationError

from network.foundation.access import Actor, Role
from network.foundation.database import execute, fetch, fetch_value, transaction
from network.foundation.errors import Forbidden
from network.foundation.trail import record as trail
from network.identity import commands, hashing
from network.identity.errors.accounts import AccountExists, AccountNotFound, BadAccount, OwnAccount, UnknownPlaces
from network.identity.hashing import password_fits
from network.identity.queries import accounts as queries
from network.identity.schemas.accounts import AccountIn
from tests.served import PASSWORD, Browse, MakePerson

SYSTEM = Actor.system()


def an_account(**more: object) -> AccountIn:
    whole = {"email": "a@example.com", "name": "Hua", "role": Role.EXECUTIVE, "whole_network": True}
    return AccountIn.model_validate({"password": SecretStr(PASSWORD), **whole, **more})


async def test_an_account_is_kept_with_its_role_and_scope(sites: dict[str, int], person: MakePerson) -> None:
    await person("op@example.com", Role.SITE_OPERATOR, sites=["SH2", "SH1"], language="zh_CN")
    await person("east@example.com", Role.HQ_MANAGER, regions=["East China"])
    found = await queries.list_accounts(SYSTEM)
    assert found.total == 2
    east, operator = found.accounts
    assert (east.role, east.regions, east.sites, east.whole_network) == (Role.HQ_MANAGER, ["East China"], [], False)
    assert (operator.sites, operator.regions, operator.language) == (["SH1", "SH2"], [], "zh_CN")


async def test_only_a_hash_of_the_password_is_kept(hashing_in_earnest: None, database: str, person: MakePerson) -> None:
    await person("a@example.com")
    async with transaction(SYSTEM):
        kept = await fetch_value("select password_hash from account")
    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert await password_fits(PASSWORD, kept)
    assert not await password_fits(PASSWORD + " ", kept)
    assert not await password_fits("the password of nobody", None)


async def test_making_an_account_is_on_record_without_saying_who_it_is(database: str) -> None:
    made = await commands.create_account(SYSTEM, an_account())
    async with transaction(SYSTEM):
        [event] = await fetch("select site, actor, action, subject, body from trail_event")
        assert await trail.verify() == (1, [])
    assert (event["site"], event["action"], event["subject"]) == (0, "account.created", str(made))
    assert "example.com" not in event["body"]
    assert PASSWORD not in event["body"]


async def test_an_email_address_has_one_account(database: str) -> None:
    await commands.create_account(SYSTEM, an_account())
    with pytest.raises(AccountExists):
        await commands.create_account(SYSTEM, an_account(email=" A@Example.COM "))


@pytest.mark.parametrize(
    "wrong",
    [
        {"password": "too short"},
        {"role": Role.SITE_OPERATOR},
        {"role": Role.HQ_ADMINISTRATOR, "whole_network": False},
        {"role": Role.EXECUTIVE, "whole_network": False, "regions": ["East China"]},
        {"role": Role.HQ_MANAGER, "whole_network": True, "regions": ["East China"]},
        {"role": Role.AUDITOR, "whole_network": True},
        {"role": Role.SITE_OPERATOR, "whole_network": False},
    ],
)
async def test_a_role_at_a_scope_that_it_cannot_have_is_refused(database: str, wrong: dict[str, object]) -> None:
    with pytest.raises(BadAccount):
        await commands.create_account(SYSTEM, an_account(**wrong))


async def test_an_account_at_a_place_that_does_not_exist_is_refused_whole(sites: dict[str, int]) -> None:
    operator = an_account(role=Role.SITE_OPERATOR, whole_network=False, sites=["SH1", "SH9"])
    with pytest.raises(UnknownPlaces) as refused:
        await commands.create_account(SYSTEM, operator)
    assert refused.value.fields == {"sites": "Unknown: SH9"}
    assert (await queries.list_accounts(SYSTEM)).total == 0


@pytest.mark.parametrize("name", ["", "   ", "a\x00b", "x" * 201])
def test_a_name_is_something_readable(name: str) -> None:
    with pytest.raises(ValidationError):
        an_account(name=name)


async def test_a_new_password_replaces_the_old_one(database: str, person: MakePerson) -> None:
    await person("a@example.com")
    await commands.reset_password(SYSTEM, "A@example.com", "another long password")
    async with transaction(SYSTEM):
        kept = await fetch_value("select password_hash from account")
    assert await password_fits("another long password", kept)
    assert not await password_fits(PASSWORD, kept)


async def test_a_bad_new_password_and_an_unknown_account_are_refused(database: str, person: MakePerson) -> None:
    await person("a@example.com")
    with pytest.raises(BadAccount):
        await commands.reset_password(SYSTEM, "a@example.com", "a@example.com")
    with pytest.raises(AccountNotFound):
        await commands.reset_password(SYSTEM, "b@example.com", "another long password")


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.HQ_ADMINISTRATOR])
async def test_only_administrators_touch_accounts(database: str, role: Role) -> None:
    actor = Actor(role, "someone", sites=None)
    for refused in (
        commands.create_account(actor, an_account()),
        commands.reset_password(actor, "a@example.com", PASSWORD),
        commands.disable_account(actor, "a@example.com"),
        queries.list_accounts(actor),
    ):
        with pytest.raises(Forbidden):
            await refused


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.HQ_ADMINISTRATOR])
async def test_the_database_keeps_what_it_takes_to_sign_in_from_everyone_else(
    database: str, person: MakePerson, role: Role
) -> None:
    own = await person("a@example.com")
    for wanted in ("password_hash from account", "totp_secret from account", "recovery_codes from account"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with transaction(Actor(role, "someone", own, sites=None)):
                await execute(f"select {wanted}")
    for table in ("login_throttle", "invitation"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with transaction(Actor(role, "someone", own, sites=None)):
                await execute(f"select * from {table}")


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.HQ_ADMINISTRATOR])
async def test_the_database_shows_people_themselves_and_their_own_sign_ins(
    database: str, browse: Browse, person: MakePerson, role: Role
) -> None:
    own = await person("a@example.com")
    await person("b@example.com")
    await browse().sign_in("a@example.com")
    await browse().sign_in("b@example.com")
    # Of a region at most: who answers for the whole network may read the names of all people, by a rule of its own.
    async with transaction(Actor(role, "someone", own)):
        accounts = await fetch("select email from account")
        sessions = await fetch("select account from session")
        assert await execute("update account set name = 'mine'") == "UPDATE 1"
        assert await execute("delete from session") == "DELETE 1"
    assert [row["email"] for row in accounts] == ["a@example.com"]
    assert [row["account"] for row in sessions] == [own]


async def test_nobody_locks_themselves_out(database: str, person: MakePerson) -> None:
    made: UUID = await person("a@example.com")
    with pytest.raises(OwnAccount):
        await commands.disable_account(Actor(Role.HQ_ADMINISTRATOR, "Hua", made, None), "a@example.com")


async def test_disabling_keeps_the_first_moment(database: str, person: MakePerson) -> None:
    await person("a@example.com", Role.EXECUTIVE)
    await commands.disable_account(SYSTEM, "a@example.com")
    first = (await queries.list_accounts(SYSTEM)).accounts[0].disabled_at
    await commands.disable_account(SYSTEM, "a@example.com")
    assert first is not None
    assert (await queries.list_accounts(SYSTEM)).accounts[0].disabled_at == first


def test_a_verification_costs_what_owasp_asks_for(hashing_in_earnest: None) -> None:
    hasher = hashing.HASHER
    assert (hasher.memory_cost, hasher.time_cost, hasher.parallelism, hasher.type.name) == (19456, 2, 1, "ID")
