"""What happened in the manuals domain, in words."""

from network.manuals import happenings_editions
from network.web.happenings import Words

WORDS = Words(
    actions={**happenings_editions.ACTIONS},
    columns={},
    choices={},
    icons={**happenings_editions.ICONS},
)
