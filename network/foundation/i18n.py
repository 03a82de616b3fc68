"""Languages: English is the source, translations are the .po files under `locale/`, compiled in memory at first use.

The reader's language is a context variable, set by the web for a request and by the command line for a run. `gettext`
translates at once, `lazy` when the text is shown; use `lazy` for class attributes and module constants.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import cache, lru_cache
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo

from babel import Locale, dates, numbers
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import LazyProxy, NullTranslations, Translations

LOCALE_FOLDER = Path(__file__).parent / "locale"
SOURCE = "en"
LANGUAGES = {"en": "English", "zh_CN": "简体中文"}

Text = str | LazyProxy


class Language:
    """One language a person reads: its texts and its ways of writing numbers and dates."""

    def __init__(self, code: str) -> None:
        self.code = code
        self.tag = code.replace("_", "-")
        # en_GB writes 30 Sep 2026, which nobody misreads; plain "en" would give the American order.
        self.locale = Locale.parse("en_GB" if code == SOURCE else code)
        self._translations = _translations(code)

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return language, (self.code,)

    def gettext(self, message: str) -> str:
        return self._translations.ugettext(message) if message else ""

    def ngettext(self, one: str, many: str, count: int) -> str:
        return self._translations.ungettext(one, many, count)

    def decimal(self, value: Decimal | int, places: int = 0) -> str:
        return _decimal(self.locale, value, places)

    def percent(self, fraction: Decimal, places: int = 1) -> str:
        return _decimal(self.locale, fraction * 100, places) + "%"

    def money(self, amount: Decimal, currency: str, *, whole: bool = False) -> str:
        """`whole`: without the part below one, as of an estimate."""
        if whole:
            return numbers.format_currency(amount, currency, "¤#,##0", locale=self.locale, currency_digits=False)
        return numbers.format_currency(amount, currency, locale=self.locale)

    def date(self, day: date) -> str:
        return _date(self.locale, day)

    def moment(self, at: datetime, zone: ZoneInfo | None = None) -> str:
        """Date and minute in `zone` (default: the zone that `at` is in), with the offset from UTC named."""
        local = at.astimezone(zone) if zone else at
        clock = local.strftime("%H:%M")
        offset = local.strftime("%z")
        named = f"UTC{offset[:3]}:{offset[3:]}" if offset not in ("", "+0000") else "UTC"
        return f"{self.date(local.date())} {clock} {named}"

    def moment_lines(self, at: datetime, zone: ZoneInfo | None = None) -> tuple[str, str]:
        """The same on two lines, the day first: for columns that would be too wide."""
        day = self.date((at.astimezone(zone) if zone else at).date())
        return day, self.moment(at, zone).removeprefix(f"{day} ")

    def quarter(self, year: int, number: int) -> str:
        if self.code == "zh_CN":
            return f"{year}年第{number}季度"
        return f"Q{number} {year}"

    def quarter_short(self, year: int, number: int) -> str:
        return f"{year % 100:02d}Q{number}" if self.code == "zh_CN" else f"Q{number}’{year % 100:02d}"

    def month(self, year: int, number: int) -> str:
        return dates.format_skeleton("yMMMM", date(year, number, 1), locale=self.locale)

    def month_short(self, year: int, month: int) -> str:
        return dates.format_date(date(year, month, 1), "MMM", locale=self.locale)


@lru_cache(maxsize=20_000)
def _decimal(locale: Locale, value: Decimal | int, places: int) -> str:
    pattern = "#,##0." + "0" * places if places else "#,##0"
    # Babel rounds half to even; people, and scoring, round half up.
    rounded = Decimal(value).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return numbers.format_decimal(rounded, pattern, locale=locale)


@lru_cache(maxsize=5_000)
def _date(locale: Locale, day: date) -> str:
    return dates.format_date(day, "y年M月d日" if locale.language == "zh" else "d MMM y", locale=locale)


@cache
def _translations(code: str) -> NullTranslations:
    """All .po files of a language, merged. A fresh checkout works: nothing compiled is kept."""
    merged: NullTranslations = NullTranslations()
    for file in sorted((LOCALE_FOLDER / code / "LC_MESSAGES").glob("*.po")):
        with file.open("rb") as source:
            compiled = BytesIO()
            write_mo(compiled, read_po(source, locale=code))
        compiled.seek(0)
        part = Translations(compiled)
        merged = merged.merge(part) if isinstance(merged, Translations) else part
    return merged


@cache
def language(code: str) -> Language:
    """The language with this code; KeyError for one that does not ship."""
    if code not in LANGUAGES:
        raise KeyError(code)
    return Language(code)


_current: ContextVar[str] = ContextVar("language", default=SOURCE)


def current() -> Language:
    return language(_current.get())


@contextmanager
def reading(code: str) -> Iterator[Language]:
    """Texts inside are in this language."""
    token = _current.set(code)
    try:
        yield language(code)
    finally:
        _current.reset(token)


def speak(code: str) -> None:
    """Set the language of the running task (a web request runs in its own context)."""
    _current.set(code)


def gettext(message: str) -> str:
    return current().gettext(message)


def ngettext(one: str, many: str, count: int) -> str:
    return current().ngettext(one, many, count)


def lazy(message: str) -> LazyProxy:
    """A text translated each time it is shown. The cache must stay off, or the first reader's language sticks."""
    return LazyProxy(gettext, message, enable_cache=False)


def negotiate(wanted: str | None) -> str | None:
    """The shipped language for a code or tag such as `zh-Hans-CN`, `zh_CN`, `en-US`; None when none fits."""
    if not wanted:
        return None
    tag = wanted.strip().replace("_", "-").lower()
    if tag in ("zh", "zh-cn", "zh-sg") or tag.startswith("zh-hans"):
        return "zh_CN"
    return SOURCE if tag.split("-")[0] == "en" else None


def negotiate_header(accept_language: str) -> str | None:
    """The best shipped language of an Accept-Language header; None when none fits."""
    ranked: list[tuple[float, int, str]] = []
    for position, part in enumerate(accept_language.split(",")[:20]):
        tag, _, parameter = part.partition(";")
        try:
            quality = float(parameter.strip().removeprefix("q=")) if parameter else 1.0
        except ValueError:
            continue
        ranked.append((-quality, position, tag))
    return next((code for _, _, tag in sorted(ranked) if (code := negotiate(tag))), None)
