"""The tablet app as it is built: small, complete in both languages, all of it kept for later."""

import gzip
import json
import re
from pathlib import Path

from network.audits.pages.tablet import ASSETS
from network.web.assets import DIST, load_manifest

SOURCES = Path(__file__).parents[2] / "frontend/src/tablet"
WORDS: dict[str, str] = json.loads((SOURCES / "words.json").read_text("utf-8"))
HOLE = re.compile(r"\{\w+\}")


def test_the_scripts_are_under_20_kilobytes() -> None:
    scripts = [DIST / load_manifest()[name] for name in ("tablet.js", "tablet_worker.js")]
    assert sum(len(gzip.compress(script.read_bytes())) for script in scripts) < 20_000


def test_every_asset_of_the_app_is_kept_for_later() -> None:
    built = {name for name in load_manifest() if name.startswith("tablet")}
    assert built - {"tablet_worker.js"} <= set(ASSETS)


def test_the_licence_of_what_is_bundled_travels_with_it() -> None:
    assert "\nidb 8" in (DIST / "LICENSES.txt").read_text("utf-8")


def test_every_text_is_translated_with_its_values() -> None:
    for english, chinese in WORDS.items():
        assert chinese.strip(), english
        assert re.search(r"[\u4e00-\u9fff]", chinese), english
        assert sorted(HOLE.findall(english)) == sorted(HOLE.findall(chinese)), english


def test_no_text_is_left_that_the_app_does_not_say() -> None:
    """The compiler sees to it that no text is said which is not there."""
    sources = "".join(file.read_text("utf-8") for file in SOURCES.glob("*.ts"))
    assert [text for text in WORDS if json.dumps(text, ensure_ascii=False) not in sources] == []


def test_no_text_is_said_past_the_list() -> None:
    """What a person reads stands in a call of `say`; an element is given no literal text."""
    literal = re.compile(r'h\("\w+", \{[^{}]*\}, "([A-Z][a-z]+ [^"]*)"')
    found = [text for file in SOURCES.glob("*.ts") for text in literal.findall(file.read_text("utf-8"))]
    assert found == []


def test_icons_are_in_the_sprite() -> None:
    sprite = (DIST / load_manifest()["icons.svg"]).read_text("utf-8")
    named = {
        name
        for file in SOURCES.glob("*.ts")
        for name in re.findall(
            r'(?:icon\(|(?:button|link)\("(?:main|plain|quiet)", |warning\()"([a-z-]+)"', file.read_text("utf-8")
        )
    }
    assert len(named) > 20
    assert [name for name in named if f'id="{name}"' not in sprite] == []
