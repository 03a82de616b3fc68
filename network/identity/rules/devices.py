"""What a browser says of itself, in names that people know. Pure."""

import re
from typing import NamedTuple

# The first that is found: most programs also name those that they want to be taken for.
_BROWSERS = (
    ("MicroMessenger/", "WeChat"),
    ("DingTalk/", "DingTalk"),
    (r"\bEdgA?(iOS)?/", "Edge"),
    (r"\bOPR/", "Opera"),
    ("QQBrowser/", "QQ Browser"),
    (r"\b(Firefox|FxiOS)/", "Firefox"),
    ("(Chrome|CriOS|Chromium)/", "Chrome"),
    (r"\bSafari/", "Safari"),
    (r"^(curl|python-httpx|python-requests|Go-http-client|okhttp)\b", "API"),
)
_SYSTEMS = (
    ("HarmonyOS|OpenHarmony", "HarmonyOS"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X|Macintosh", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux|X11", "Linux"),
)


class Program(NamedTuple):
    """Names that need no translation; empty for what is not known."""

    browser: str
    system: str


def program_of(user_agent: str) -> Program:
    return Program(_first(_BROWSERS, user_agent), _first(_SYSTEMS, user_agent))


def _first(known: tuple[tuple[str, str], ...], text: str) -> str:
    return next((name for pattern, name in known if re.search(pattern, text)), "")
