"""The ways drawing says no. All are faults of what was handed in or installed, so none is retryable."""

from pathlib import Path


class ReportError(Exception):
    """Base of everything this package raises on purpose."""


class FontMissing(ReportError):
    """An embedded font file is not where the asset build puts it."""

    def __init__(self, file: Path) -> None:
        super().__init__(f"The font file {file.name} is missing from {file.parent}; the asset build puts it there.")
        self.file = file


class MissingGlyph(ReportError):
    """A text holds characters that the embedded fonts cannot draw. Drawing them would print empty boxes."""

    def __init__(self, text: str, characters: str) -> None:
        codes = ", ".join(f"U+{ord(character):04X}" for character in characters)
        super().__init__(f"No glyph for {codes} in {text!r}.")
        self.text = text
        self.characters = characters

    def __reduce__(self) -> tuple[type["MissingGlyph"], tuple[str, str]]:
        return MissingGlyph, (self.text, self.characters)
