"""What happened in the audits domain, in words."""

from network.web.happenings import Words

WORDS = Words(actions={}, columns={}, choices={}, icons={})
