"""The second factor: setting it up, using it, doing without it again."""

import json
from datetime import datetime
from uuid import UUID

from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.foundation.database import execute, fetch_row, fetch_value, gate, transaction
from network.foundation.trail import record as trail
from network.identity.commands.attempts import count
from network.identity.commands.devices import known_device
from network.identity.commands.passwords import check_own_password, own_account
from network.identity.commands.sessions import begin_session, end_other_sessions
from network.identity.errors.accounts import AccountNotFound
from network.identity.errors.sessions import AlreadyEnrolled, NotEnrolled, OwnSecondFactor, WrongCode
from network.identity.queries.second_factor import second_factor, waiting, waiting_row
from network.identity.rules import second_factor as rules
from network.identity.rules.throttling import of_account, of_device
from network.identity.schemas.second_factor import ConfirmedIn
from network.identity.schemas.sessions import Entered, Stay, Step
from network.web.cookies import Browser

_CONFIRM = """
update account set totp_secret = $2, totp_confirmed_at = $3, totp_last_step = $4, recovery_codes = $5
where id = $1 and totp_confirmed_at is null
"""
_FORGET = """
update account set totp_secret = null, totp_confirmed_at = null, totp_last_step = 0, recovery_codes = '[]'
where id = $1 and totp_confirmed_at is not null
"""
_USE_UP = """
update account set recovery_codes = recovery_codes - $2::text where id = $1 and recovery_codes ? $2::text
returning jsonb_array_length(recovery_codes)
"""


async def begin_enrolment(actor: Actor) -> None:
    """Give the account a secret that counts once a code of it was shown. AlreadyEnrolled."""
    async with transaction(actor):
        sql = "update account set totp_secret = $2 where id = $1 and totp_confirmed_at is null"
        if await execute(sql, actor.account, rules.new_secret()) == "UPDATE 0":
            raise AlreadyEnrolled()


async def confirm_enrolment(actor: Actor, code: str, keep: UUID | None) -> list[str]:
    """The phone has the secret: from now on it is asked for. The recovery codes, of which only digests are kept.

    Ends all sign-ins but `keep`. NotEnrolled before `begin_enrolment`, AlreadyEnrolled, WrongCode.
    """
    at, found = now(), await second_factor(actor)
    if found.since is not None:
        raise AlreadyEnrolled()
    if found.secret is None:
        raise NotEnrolled()
    step = rules.fitting_step(found.secret, code, at, last_step=0)
    if step is None:
        raise WrongCode()
    codes = rules.new_recovery_codes()
    async with transaction(actor):
        # The secret again: it may have been replaced by another page meanwhile, and this one is on the phone.
        if await execute(_CONFIRM, actor.account, found.secret, at, step, _digests(codes)) == "UPDATE 0":
            raise AlreadyEnrolled()
        ended = await end_other_sessions(actor, keep)
        await trail.record(actor, "account.second_factor_enabled", str(actor.account), {"sessions_ended": ended})
    return codes


async def disable_second_factor(actor: Actor, given: ConfirmedIn, keep: UUID | None) -> None:
    """Sign in without it again; ends all other sign-ins. TooManyAttempts, BadPassword, NotEnrolled, WrongCode."""
    await check_own_password(actor, given.password.get_secret_value(), "password")
    await _check_code(actor, given.code)
    async with transaction(actor):
        await execute(_FORGET, actor.account)
        ended = await end_other_sessions(actor, keep)
        await trail.record(actor, "account.second_factor_disabled", str(actor.account), {"sessions_ended": ended})


async def renew_recovery_codes(actor: Actor, given: ConfirmedIn) -> list[str]:
    """Ten new ones; those that were left are worth nothing. Refuses as `disable_second_factor` does."""
    await check_own_password(actor, given.password.get_secret_value(), "password")
    await _check_code(actor, given.code)
    codes = rules.new_recovery_codes()
    async with transaction(actor):
        await execute("update account set recovery_codes = $2 where id = $1", actor.account, _digests(codes))
        await trail.record(actor, "account.recovery_codes_renewed", str(actor.account), {})
    return codes


async def reset_second_factor(actor: Actor, account: UUID) -> None:
    """For someone whose phone is gone: the password alone is enough again, and all their sign-ins end.

    AccountNotFound, OwnSecondFactor, NotEnrolled.
    """
    actor.require(Permission.MANAGE_ACCOUNTS)
    if account == actor.account:
        raise OwnSecondFactor()
    async with transaction(actor):
        if await fetch_value("select id from account where id = $1 for update", account) is None:
            raise AccountNotFound(email=str(account))
        if await execute(_FORGET, account) == "UPDATE 0":
            raise NotEnrolled()
        await execute("delete from session where account = $1", account)
        await execute("delete from login_throttle where key = $1", of_account(account).key)
        await trail.record(actor, "account.second_factor_reset", str(account), {})


async def enter_code(code: str, browser: Browser, stay: Stay) -> Entered:
    """The second step of signing in: a session under a new token. SignInNeeded, TooManyAttempts, WrongCode."""
    at, who = now(), await waiting(browser.session)
    async with gate():
        device = await known_device(who.actor.account, browser.devices, at)
        [counted] = await count(at, of_device(device) if device else of_account(own_account(who.actor)))
    async with gate():
        row = await waiting_row(browser.session, at)
        if not await _take_code(who.actor, code, at):
            raise WrongCode()
        await execute("delete from login_throttle where key = $1", counted.counter.key)
        return await begin_session(row, browser, at, stay.hours, Step.DONE, with_factor=True)


async def enrol_at_sign_in(code: str, browser: Browser, stay: Stay) -> tuple[Entered, list[str]]:
    """The second step of someone who has to set up a second factor: their session, and the recovery codes."""
    at, who = now(), await waiting(browser.session)
    async with gate():
        row = await waiting_row(browser.session, at)
    codes = await confirm_enrolment(who.actor, code, keep=None)
    # By itself, because the role that begins sessions may not touch secrets. Failing here means signing in again.
    async with gate():
        return await begin_session(row, browser, at, stay.hours, Step.DONE, with_factor=True), codes


async def _check_code(actor: Actor, code: str) -> None:
    """Of someone who is signed in; counted together with the passwords they are asked for."""
    at = now()
    async with gate():
        await count(at, of_account(own_account(actor)))
    async with gate():
        enrolled = await fetch_value("select totp_confirmed_at is not null from account where id = $1", actor.account)
        if not enrolled:
            raise NotEnrolled()
        if not await _take_code(actor, code, at):
            raise WrongCode()


async def _take_code(actor: Actor, typed: str, at: datetime) -> bool:
    """Inside a transaction of the gate: whether the code is good. No time step and no recovery code is taken twice."""
    kept = await fetch_row("select totp_secret, totp_last_step from account where id = $1 for update", actor.account)
    if kept is None or kept["totp_secret"] is None:
        return False
    step = rules.fitting_step(kept["totp_secret"], typed, at, kept["totp_last_step"])
    if step is not None:
        await execute("update account set totp_last_step = $2 where id = $1", actor.account, step)
        return True
    left = await fetch_value(_USE_UP, actor.account, rules.recovery_digest(typed))
    if left is None:
        return False
    await trail.record(actor, "account.recovery_code_used", str(actor.account), {"left": left})
    return True


def _digests(codes: list[str]) -> str:
    return json.dumps([rules.recovery_digest(code) for code in codes])
