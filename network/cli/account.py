"""`servicemark account`: who may sign in."""

import sys
from datetime import datetime

import click
from pydantic import SecretStr, ValidationError

from network.cli.work import with_database
from network.foundation.access import RIGHTS, ROLE_LABELS, Actor, Role
from network.foundation.i18n import gettext as _
from network.identity import commands
from network.identity.errors.accounts import BadAccount
from network.identity.queries import accounts as queries
from network.identity.rules import accounts as rules
from network.identity.rules.passwords import made_password
from network.identity.schemas.accounts import AccountIn, AccountOut
from network.web.validation import field_errors

PAGE = 200

# The six rights by their last word: `select`, `train`.
_RIGHTS = {right.value.rpartition(":")[2]: right for right in RIGHTS}

_password_options = (
    click.option("--password-stdin", is_flag=True, help="Read the password from the first line of standard input."),
    click.option("--generate", is_flag=True, help="Make a password and print it once."),
)


def with_password(command: click.decorators.FC) -> click.decorators.FC:
    for option in reversed(_password_options):
        command = option(command)
    return command


@click.group()
def account() -> None:
    """Create accounts, give new passwords, list who may sign in."""


@account.command()
@click.argument("email")
@click.option("--name", required=True, help="Name of the person.")
@click.option("--role", required=True, type=click.Choice([role.value for role in Role]), help="What they may do.")
@click.option("--whole-network", is_flag=True, help="At every site; administrators and executives always are.")
@click.option("--region", "regions", multiple=True, help="At the sites of this region, by its path; repeatable.")
@click.option("--site", "sites", multiple=True, help="At this site, by its code; repeatable.")
@click.option(
    "--right",
    "rights",
    multiple=True,
    type=click.Choice(sorted(_RIGHTS)),
    help="One of the six rights of a manager; repeatable. All six when none is named.",
)
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="Last day of the role (UTC), such as 2027-03-31.")
@with_password
def create(
    email: str,
    name: str,
    role: str,
    whole_network: bool,
    regions: tuple[str, ...],
    sites: tuple[str, ...],
    rights: tuple[str, ...],
    until: datetime | None,
    password_stdin: bool,
    generate: bool,
) -> None:
    """Create an account with one role for the whole network, for regions or for sites."""
    password, made = _password(password_stdin=password_stdin, generate=generate)
    only_whole = rules.SCOPES[Role(role)] == {"whole_network"}
    new = _checked(
        email=email,
        name=name,
        role=Role(role),
        password=SecretStr(password),
        whole_network=whole_network or only_whole,
        regions=list(regions),
        sites=list(sites),
        rights=[_RIGHTS[right] for right in rights] or None,
        last_day=until.date() if until else None,
    )
    with_database(lambda: commands.create_account(Actor.system(), new))
    click.echo(_("%(email)s can sign in now.") % {"email": new.email})
    _show(password if made else None)


@account.command("reset-password")
@click.argument("email")
@with_password
def reset_password(email: str, password_stdin: bool, generate: bool) -> None:
    """Give an account a new password; whoever is signed in with it is signed out."""
    password, made = _password(password_stdin=password_stdin, generate=generate)
    with_database(lambda: commands.reset_password(Actor.system(), email, password))
    click.echo(_("The password is changed and all sessions of the account have ended."))
    _show(password if made else None)


@account.command("reset-second-factor")
@click.argument("email")
def reset_second_factor(email: str) -> None:
    """Let an account sign in with its password alone again, when the phone is lost; its sessions end."""
    with_database(lambda: _reset_second_factor(email))
    click.echo(_("The second factor is off and all sessions of the account have ended."))


@account.command()
@click.argument("email")
def disable(email: str) -> None:
    """Lock an account out from this moment on; what it did stays on record."""
    with_database(lambda: commands.disable_account(Actor.system(), email))
    click.echo(_("The account is disabled."))


@account.command("list")
def list_accounts() -> None:
    """List the accounts: email, role, scope, state and name, separated by tabs."""
    for found in with_database(_every_account):
        state = _("disabled") if found.disabled_at else _("active")
        role = str(ROLE_LABELS[found.role]) if found.role else _("no role")
        click.echo("\t".join([found.email, role, _scope(found), state, found.name]))


async def _reset_second_factor(email: str) -> None:
    system = Actor.system()
    await commands.reset_second_factor(system, await queries.account_named(system, email))


async def _every_account() -> list[AccountOut]:
    found: list[AccountOut] = []
    while True:
        page = await queries.list_accounts(Actor.system(), limit=PAGE, offset=len(found))
        found += page.accounts
        if not page.accounts or len(found) >= page.total:
            return found


def _scope(found: AccountOut) -> str:
    if found.whole_network:
        return _("whole network")
    return ", ".join([*found.regions, *found.sites]) or "–"


def _password(*, password_stdin: bool, generate: bool) -> tuple[str, bool]:
    """The password, and whether it was made here: asked for at a terminal, made when there is nobody to ask."""
    if password_stdin:
        return sys.stdin.readline().rstrip("\r\n"), False
    if generate or not sys.stdin.isatty():
        return made_password(), True
    return click.prompt(_("Password"), hide_input=True, confirmation_prompt=_("The same again")), False


def _show(password: str | None) -> None:
    if password:
        click.echo(_("Password, shown only now: %(password)s") % {"password": password})


def _checked(**values: object) -> AccountIn:
    try:
        return AccountIn.model_validate(values)
    except ValidationError as error:
        raise BadAccount(dict(field_errors(error.errors()))) from error
