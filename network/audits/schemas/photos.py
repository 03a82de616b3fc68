"""Photos as tablets hand them in."""

from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict


@dataclass(frozen=True, slots=True)
class Piece:
    """Some bytes of a photo of `length` bytes, which begin at `offset`; `content` may be empty, to ask for the end."""

    offset: int
    length: int
    content: bytes


class PhotoStandingOut(BaseModel):
    """How much of a photo is safely here. `whole`: all of it, and it is a photo."""

    model_config = ConfigDict(frozen=True)

    sha256: str
    received: int
    whole: bool
