"""Parameters that the lists of this domain share."""

from typing import Annotated

from litestar.params import QueryParameter

from network.sites.schemas.texts import PRINTABLE
from network.web.listing import LONGEST_SEARCH

Search = Annotated[str, QueryParameter(max_length=LONGEST_SEARCH, pattern=PRINTABLE, description="Part of a name.")]
PageNumber = Annotated[int, QueryParameter(ge=1, le=1_000_000)]
PageSize = Annotated[int, QueryParameter(ge=1, le=200)]
