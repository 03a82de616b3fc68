"""The `servicemark` command. Each group of commands is a module of this package, loaded only when it is used."""

import inspect
import sys
from collections.abc import Mapping
from importlib import import_module
from types import MappingProxyType
from typing import Any

import click
from pydantic import ValidationError

from network.foundation.errors import Invalid, ServicemarkError
from network.foundation.i18n import LANGUAGES, gettext, speak
from network.foundation.i18n import gettext as _
from network.foundation.settings import Settings

INTERRUPTED = 130

# Name -> where it is. The order is that of `servicemark --help`.
COMMANDS: Mapping[str, str] = MappingProxyType(
    {
        "serve": "network.cli.serve:serve",
        "worker": "network.cli.worker:worker",
        "import": "network.cli.imports:import_",
        "sites": "network.cli.sites:sites",
        "scheme": "network.cli.schemes:scheme",
        "scorecards": "network.cli.process:scorecards",
        "metrics": "network.cli.scorecards:metrics",
        "demo": "network.cli.demo:demo",
        "account": "network.cli.account:account",
        "database": "network.cli.database:database",
        "remind": "network.cli.remind:remind",
        "review": "network.cli.review:review",
        "trail": "network.cli.trail:trail",
    }
)


class Servicemark(click.Group):
    """Loads a command when it is asked for, speaks the person's language, and ends in one line when refused."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        place = COMMANDS.get(cmd_name)
        if place is None:
            return None
        module, _colon, name = place.partition(":")
        command: click.Command = getattr(import_module(module), name)
        _translate(command)
        return command

    def main(self, *args: Any, **extra: Any) -> Any:
        """Never returns: exits with 0, 1 for a refusal, 2 for wrong usage, 130 when interrupted."""
        try:
            status = super().main(*args, **{**extra, "standalone_mode": False})
        except click.ClickException as wrong:
            wrong.show()
            sys.exit(wrong.exit_code)
        except ServicemarkError as refusal:
            _tell(refusal)
            sys.exit(1)
        except ValidationError as wrong:
            _tell_settings(wrong)
            sys.exit(1)
        except (KeyboardInterrupt, click.Abort):
            click.echo(_("Stopped."), err=True)
            sys.exit(INTERRUPTED)
        sys.exit(status if isinstance(status, int) else 0)


def _speak(context: click.Context, _option: click.Parameter, language: str | None) -> None:
    """What --language says, else the settings. Eager, so that help texts are in it too."""
    speak(language or Settings().language)
    _translate(context.command)


@click.group(cls=Servicemark)
@click.option(
    "--language",
    type=click.Choice(list(LANGUAGES)),
    callback=_speak,
    is_eager=True,
    expose_value=False,
    help="Language of messages; by default that of SERVICEMARK_LANGUAGE.",
)
def main() -> None:
    """Quality management of a franchised service network."""


def _translate(command: click.Command) -> None:
    """Put the help texts of a command, its options and its subcommands into the language of this run."""
    if command.help:
        command.help = gettext(_source(command, command.help))
    for parameter in command.params:
        if isinstance(parameter, click.Option) and parameter.help:
            parameter.help = gettext(_source(parameter, parameter.help))
    if isinstance(command, click.Group):
        for subcommand in command.commands.values():
            _translate(subcommand)


def _source(thing: object, text: str) -> str:
    """The English text, remembered on the first time: a process may run commands in several languages."""
    source: str = vars(thing).setdefault("source_help", inspect.cleandoc(text))
    return source


def _tell(refusal: ServicemarkError) -> None:
    click.echo(refusal.text(), err=True)
    if isinstance(refusal, Invalid):
        for name, text in refusal.fields.items():
            click.echo(f"  {name}: {text}", err=True)


def _tell_settings(wrong: ValidationError) -> None:
    """A setting that cannot be: the variable and what was expected, without its value, which may be a secret."""
    if wrong.title != Settings.__name__:
        raise wrong
    for error in wrong.errors(include_input=False, include_url=False):
        variable = "SERVICEMARK_" + "_".join(str(part) for part in error["loc"]).upper()
        click.echo(f"{variable}: {error['msg']}", err=True)
