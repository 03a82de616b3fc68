"""What happened in the training domain, in words."""

from network.training import happenings_assessments
from network.web.happenings import Words

WORDS = Words(
    actions={**happenings_assessments.ACTIONS}, columns={}, choices={}, icons={**happenings_assessments.ICONS}
)
