"""What happened in the training domain, in words."""

from network.web.happenings import Words

WORDS = Words(actions={}, columns={}, choices={}, icons={})
