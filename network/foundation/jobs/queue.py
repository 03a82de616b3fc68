"""Putting a job into the queue."""

import json
from collections.abc import Mapping
from datetime import datetime

from network.foundation.database import execute

# All jobs are in one queue: there are few, and none is long.
QUEUE = "servicemark"


async def enqueue(task: str, args: Mapping[str, object], starts_at: datetime | None = None) -> None:
    """Let the job be done once the running transaction (of a job: `behind_the_scenes`) has committed."""
    await execute("select jobs.enqueue($1, $2, $3)", task, json.dumps(args), starts_at)
