"""Every refusal and every cell error has words, in every language."""

import re
from pathlib import Path
from typing import get_args

import pytest

from network.foundation.confined.parent import Death
from network.foundation.i18n import LANGUAGES, language, reading
from network.foundation.tabular import messages
from network.foundation.tabular.errors import FileRefused
from network.foundation.tabular.faults import CellError
from network.foundation.tabular.messages import TEMPLATES, message

SOURCE = Path(messages.__file__).parent
PLACEHOLDER = re.compile(r"%\((\w+)\)s")


def raised(*names: str) -> set[str]:
    """The codes that the source raises under these names, also as one of two (`"a" if b else "c"`)."""
    call = rf'\b(?:{"|".join(names)})\(\s*"([a-z_]+)"(?: if [^\n]*? else "([a-z_]+)")?'
    source = "\n".join(path.read_text(encoding="utf-8") for path in SOURCE.glob("*.py"))
    return {code for pair in re.findall(call, source) for code in pair if code}


def test_every_code_has_a_message_and_every_message_a_use() -> None:
    given_by_name = {"not_a_timestamp", "not_a_date", "ragged_row", "total_row"}
    assert set(TEMPLATES) == raised("CellFault") | given_by_name
    assert set(FileRefused.MESSAGES) == raised("Refusal", "FileRefused") | set(get_args(Death))


@pytest.mark.parametrize("text", [*TEMPLATES.values(), *map(str, FileRefused.MESSAGES.values())])
def test_every_message_is_translated_with_its_placeholders(text: str) -> None:
    for code in set(LANGUAGES) - {"en"}:
        translated = language(code).gettext(text)
        assert translated != text
        assert set(PLACEHOLDER.findall(translated)) == set(PLACEHOLDER.findall(text))


def test_a_message_names_what_was_found() -> None:
    error = CellError(2, "site", "x", "not_a_choice", {"choices": "a, b"})
    assert message(error, str) == "“x” is not one of the values allowed here: a, b."


def test_a_refusal_speaks_the_readers_language() -> None:
    refusal = FileRefused("too_many_rows", limit=500)
    assert "500" in refusal.text()
    with reading("zh_CN"):
        assert "500" in refusal.text()
        assert "行" in refusal.text()
