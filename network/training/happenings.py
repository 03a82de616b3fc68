"""What happened in the training domain, in words."""

from network.training import happenings_assessments, happenings_courses, happenings_learning
from network.web.happenings import Words

WORDS = Words(
    actions={**happenings_assessments.ACTIONS, **happenings_courses.ACTIONS, **happenings_learning.ACTIONS},
    columns={},
    choices={},
    icons={**happenings_assessments.ICONS, **happenings_courses.ICONS, **happenings_learning.ICONS},
)
