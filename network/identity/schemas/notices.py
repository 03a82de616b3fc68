"""What goes out about notices."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, Field

from network.identity.rules.notices import NoticeKind


class NoticeOut(BaseModel):
    id: UUID
    kind: NoticeKind
    text: str = Field(description="In the language of the request.")
    link: str = Field(description="Path of the page that it is about.")
    created_at: datetime
    read_at: datetime | None


class NoticesOut(BaseModel):
    total: int
    unread: int
    notices: list[NoticeOut]
