"""Every text that a person can see has its Chinese: `pybabel update --check` would pass untranslated ones."""

import gc
import inspect
import warnings
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import click
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from network.cli import main
from network.foundation.i18n import LOCALE_FOLDER

ROOT = Path(__file__).parents[2]
KEYWORDS = {"_": None, "lazy": None, "gettext": None, "ngettext": (1, 2)}
METHODS = [("**/piccolo_migrations/**", "ignore"), ("**.py", "python"), ("**/templates/**.html", "jinja2")]
OPTIONS = {"**/templates/**.html": {"trimmed": "true", "silent": "false"}}


@cache
def texts() -> dict[str | tuple[str, ...], str]:
    """Every text in the sources, with the place it was found first."""
    return extracted(METHODS) | {text: "network/cli" for command in commands(main) for text in helps(command)}


def extracted(methods: list[tuple[str, str]]) -> dict[str | tuple[str, ...], str]:
    found: dict[str | tuple[str, ...], str] = {}
    for package in ("network", "reports"):
        for file, line, message, _comments, _context in extract_from_dir(
            str(ROOT / package), method_map=methods, options_map=OPTIONS, keywords=KEYWORDS
        ):
            found.setdefault(message, f"{package}/{file}:{line}")
    # Babel leaves each file it reads for the garbage collector to close.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()
    return found


def commands(command: click.Command) -> Iterator[click.Command]:
    """The command and all below it."""
    yield command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            assert below is not None
            yield from commands(below)


def helps(command: click.Command) -> Iterator[str]:
    """Help texts, which are translated when they are shown: see `network.cli`."""
    for thing in (command, *command.params):
        if text := getattr(thing, "source_help", None) or getattr(thing, "help", None):
            yield inspect.cleandoc(text)


@cache
def catalogs() -> dict[str, Catalog]:
    files = sorted((LOCALE_FOLDER / "zh_CN" / "LC_MESSAGES").glob("*.po"))
    found = {}
    for file in files:
        with file.open("rb") as source:
            found[file.name] = read_po(source, locale="zh_CN")
    return found


def translated() -> dict[str | tuple[str, ...], Message]:
    return {
        message.id if isinstance(message.id, str) else tuple(message.id): message
        for catalog in catalogs().values()
        for message in catalog
        if message.id and all(message.string if isinstance(message.string, tuple) else [message.string])
    }


def singular(text: str | tuple[str, ...] | list[str]) -> str:
    return text if isinstance(text, str) else text[0]


def test_there_are_texts() -> None:
    assert len(texts()) > 500


def test_every_text_is_translated() -> None:
    known = {singular(text) for text in translated()}
    missing = {f"{place}: {text}" for text, place in texts().items() if singular(text) not in known}
    assert not missing


def test_no_translation_is_left_of_a_text_that_is_gone() -> None:
    used = {singular(text) for text in texts()}
    gone = {
        f"{name}: {message.id}"
        for name, catalog in catalogs().items()
        for message in catalog
        if message.id and singular(message.id) not in used
    }
    assert not gone


def test_translations_are_sure_and_keep_the_placeholders() -> None:
    wrong = {
        f"{name}: {message.id}: {[str(error) for error in message.check(catalog)]}"
        for name, catalog in catalogs().items()
        for message in catalog
        if message.id and (message.fuzzy or message.check(catalog))
    }
    assert not wrong


def test_the_same_text_is_translated_the_same_everywhere() -> None:
    seen: dict[object, tuple[object, str]] = {}
    clashes = []
    for name, catalog in catalogs().items():
        for message in catalog:
            if message.id:
                first, where = seen.setdefault(message.id, (message.string, name))
                if first != message.string:
                    clashes.append(f"{message.id!r}: {first!r} in {where}, {message.string!r} in {name}")
    assert not clashes


class Anything(dict[str, int]):
    """A value for every placeholder."""

    def __missing__(self, name: str) -> int:
        return 1


def test_what_is_formatted_has_no_stray_per_cent_sign() -> None:
    """Texts of templates always are, those of programs when they have a placeholder."""
    formatted = {singular(text) for text in extracted(METHODS[-1:])}
    wrong = {
        f"{name}: {string}"
        for name, catalog in catalogs().items()
        for message in catalog
        if message.id and (singular(message.id) in formatted or "%(" in singular(message.id))
        for string in (message.string if isinstance(message.string, tuple) else (message.string,))
        if not can_be_formatted(str(string))
    }
    assert not wrong


def can_be_formatted(text: str) -> bool:
    try:
        text % Anything()
    except ValueError:
        return False
    return True
