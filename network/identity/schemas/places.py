"""Places to choose from."""

from pydantic import BaseModel, ConfigDict


class SiteChoice(BaseModel):
    """A site to tick in a form."""

    model_config = ConfigDict(frozen=True)

    code: str
    name: str
    name_zh: str
    chosen: bool
