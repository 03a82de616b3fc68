"""Jobs of the queue, as pages and programs are told of them."""

from datetime import datetime

from pydantic import BaseModel

from network.identity.rules.jobs import JobState


class JobOut(BaseModel):
    """`next_at`: when it is tried next; `error`: why its last try failed, in the reader's language."""

    id: int
    task: str
    label: str
    state: JobState
    asked_by: str
    asked_at: datetime | None
    moved_at: datetime | None
    attempts: int
    next_at: datetime | None
    error: str


class JobsOut(BaseModel):
    """A page of the jobs; `total` counts all in this state."""

    jobs: list[JobOut]
    total: int
    page: int
    size: int
