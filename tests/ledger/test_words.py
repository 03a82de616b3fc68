"""What a posting is called, in the reader's language."""

import pytest

from network.foundation.i18n import language, reading
from network.ledger.pages.words import reason_text

TITLE = {"en": "Bonus for five stars", "zh_CN": "五星奖金"}


@pytest.mark.parametrize(
    ("reason", "title", "told"),
    [
        ("Bonus for five stars", TITLE, "五星奖金"),
        ("Bonus for five stars: seen by both", TITLE, "五星奖金：seen by both"),
        ("Posted to the wrong site", TITLE, "Posted to the wrong site"),
        ("Bonus for five stars", None, "Bonus for five stars"),
        ("Bonus for five stars", {"en": "Bonus for five stars"}, "Bonus for five stars"),
    ],
)
def test_the_name_of_a_rule_is_told_in_the_readers_language_and_a_note_as_it_was_written(
    reason: str, title: dict[str, str] | None, told: str
) -> None:
    with reading("zh_CN"):
        assert reason_text(language("zh_CN"), reason, title) == told
    assert reason_text(language("en"), reason, title) == reason
