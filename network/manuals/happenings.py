"""What happened in the manuals domain, in words."""

from network.web.happenings import Words

WORDS = Words(actions={}, columns={}, choices={}, icons={})
