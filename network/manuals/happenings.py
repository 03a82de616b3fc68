"""What happened in the manuals domain, in words."""

from network.manuals import happenings_acknowledgements, happenings_editions, happenings_standards
from network.web.happenings import Words

WORDS = Words(
    actions={**happenings_acknowledgements.ACTIONS, **happenings_editions.ACTIONS, **happenings_standards.ACTIONS},
    columns={},
    choices={},
    icons={**happenings_acknowledgements.ICONS, **happenings_editions.ICONS, **happenings_standards.ICONS},
)
