"""The demo's logins: kept from run to run, and known for everybody whom a later version brings."""

import stat
from pathlib import Path

from network.cli.demo import passwords_of


def test_who_is_new_gets_a_password_and_the_others_keep_theirs(tmp_path: Path) -> None:
    file = tmp_path / "logins.json"
    first = passwords_of(["manager@example.com"], file)
    both = passwords_of(["manager@example.com", "technician@example.com"], file)
    assert both["manager@example.com"] == first["manager@example.com"]
    assert both["technician@example.com"] not in first.values()
    assert passwords_of([], file) == both
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
