"""Every fixed word of a report has its Chinese, and none is kept that nothing says any more."""

from pathlib import Path

from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

import reports
from network.foundation.i18n import LOCALE_FOLDER

CATALOGUE = LOCALE_FOLDER / "zh_CN" / "LC_MESSAGES" / "reports.po"


def test_the_chinese_texts_are_complete_exact_and_keep_their_placeholders() -> None:
    said = {str(message) for _file, _line, message, *_rest in extract_from_dir(Path(reports.__file__).parent)}
    with CATALOGUE.open("rb") as source:
        catalogue = read_po(source, locale="zh_CN")
    written = {str(message.id): message for message in catalogue if message.id}
    assert set(written) == said
    for message in written.values():
        assert message.string
        assert not message.fuzzy
        assert not list(message.check(catalogue)), message.id
