"""`servicemark worker`: mails what the queue holds, and ends when it is interrupted."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from tests.cli.test_commands import Run, in_database, run
from tests.conftest import APP_PASSWORD

__all__ = ["run"]

CLI = (sys.executable, "-c", "from network.cli import main; main()")
TELL = """
select tell_account(id, 'report_returned', 'S1 2026-07', '/', '{"site": "S1", "month": "2026-07"}', interval '0')
from account
"""
SECONDS = 30


def test_it_mails_what_waits_and_ends_when_interrupted(run: Run, root_url: str, tmp_path: Path) -> None:
    create = ("account", "create", "one@example.com", "--name", "Ou", "--role", "executive")
    assert run(*create, typed="correct horse battery staple\n").exit_code == 0
    in_database(root_url, TELL)
    environment = {
        **os.environ,
        "SERVICEMARK_DATABASE_URL": root_url,
        "SERVICEMARK_APP_PASSWORD": APP_PASSWORD,
        "SERVICEMARK_DATA_DIR": str(tmp_path),
    }
    with subprocess.Popen((*CLI, "worker"), env=environment, stdout=subprocess.PIPE, start_new_session=True) as worker:
        deadline = time.monotonic() + SECONDS
        while not (mail := list((tmp_path / "mail").glob("*.eml"))):
            assert time.monotonic() < deadline
            time.sleep(0.1)
        worker.send_signal(signal.SIGINT)
        assert worker.wait(SECONDS) == 130
    assert b"To: one@example.com" in mail[0].read_bytes()
    assert in_database(root_url, "select mailed_at from notice")[0]["mailed_at"] is not None
