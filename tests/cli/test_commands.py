"""`servicemark` as a whole: languages, refusals, exit statuses; accounts; the trail; the server."""

import asyncio
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import asyncpg
import click
import httpx
import pytest
from click.testing import CliRunner, Result

import network.cli
from network.cli import COMMANDS, main
from network.foundation.i18n import speak
from tests.conftest import APP_PASSWORD

Run = Callable[..., Result]


@pytest.fixture
def run(root_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    """Run `servicemark ...` on this test's own database."""
    monkeypatch.setenv("SERVICEMARK_DATABASE_URL", root_url)
    monkeypatch.setenv("SERVICEMARK_APP_PASSWORD", APP_PASSWORD)

    def run(*arguments: str, typed: str = "") -> Result:
        return CliRunner().invoke(main, arguments, input=typed)

    yield run
    speak("en")


def in_database(root_url: str, sql: str, *values: Any) -> list[asyncpg.Record]:
    async def fetch() -> list[asyncpg.Record]:
        root = await asyncpg.connect(root_url)
        try:
            return list(await root.fetch(sql, *values))
        finally:
            await root.close()

    return asyncio.run(fetch())


CREATE = ("account", "create", "hua@example.com", "--name", "Hua Zhang", "--role")


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_loads_and_explains_itself(name: str) -> None:
    assert CliRunner().invoke(main, [name, "--help"]).exit_code == 0


def test_an_unknown_command_is_wrong_usage() -> None:
    answer = CliRunner().invoke(main, ["repair"])
    assert (answer.exit_code, "repair" in answer.stderr) == (2, True)


def test_help_is_in_the_chosen_language_each_time() -> None:
    for language, text in (("zh_CN", "创建账户"), ("en", "Create accounts"), ("zh_CN", "创建账户")):
        assert text in CliRunner().invoke(main, ["--language", language, "account", "--help"]).output
        assert text in CliRunner().invoke(main, ["--language", language, "--help"]).output
    speak("en")


def test_a_setting_that_cannot_be_is_named_without_its_value(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SERVICEMARK_PORT", "the secret")
    answer = CliRunner().invoke(main, ["account", "list"])
    assert (answer.exit_code, "SERVICEMARK_PORT" in answer.stderr, "secret" in answer.stderr) == (1, True, False)


def test_an_interruption_is_one_line_and_its_own_status(monkeypatch: pytest.MonkeyPatch) -> None:
    @click.command()
    def interrupted() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(network.cli, "interrupted", interrupted, raising=False)
    monkeypatch.setattr(network.cli, "COMMANDS", {"interrupted": "network.cli:interrupted"})
    answer = CliRunner().invoke(main, ["interrupted"])
    assert (answer.exit_code, answer.stderr.strip()) == (130, "Stopped.")


def test_an_account_is_made_with_a_password_that_is_shown_once(run: Run) -> None:
    made = run(*CREATE, "hq_administrator")
    assert made.exit_code == 0
    assert re.search(r"shown only now: (\w{5}-){3}\w{5}\n", made.output)
    listed = run("account", "list")
    assert listed.output == "hua@example.com\tHQ administrator\twhole network\tactive\tHua Zhang\n"
    assert "总部管理员\t整个网络\t正常" in run("--language", "zh_CN", "account", "list").output


def test_a_password_is_read_from_standard_input_and_not_shown(run: Run, root_url: str) -> None:
    answer = run(*CREATE, "executive", "--password-stdin", typed="four words will do\nnot this\n")
    assert (answer.exit_code, "four words" in answer.output) == (0, False)
    before = in_database(root_url, "select password_hash from account")
    again = run("account", "reset-password", "hua@example.com", "--generate")
    assert (again.exit_code, "shown only now" in again.output) == (0, True)
    assert in_database(root_url, "select password_hash from account") != before


@pytest.mark.parametrize(
    ("more", "told"),
    [
        (("site_operator",), "role:"),
        (("site_operator", "--site", "SH9"), "Unknown: SH9"),
        (("hq_manager", "--region", "Atlantis"), "Unknown: Atlantis"),
        (("hq_manager", "--region", "Atlantis", "--whole-network"), "role:"),
        (("executive", "--password-stdin"), "password:"),
        (("executive", "--right", "train"), "rights:"),
        (("executive", "--until", "2020-01-01"), "last_day:"),
    ],
)
def test_an_account_that_cannot_be_is_refused_in_words(run: Run, more: tuple[str, ...], told: str) -> None:
    answer = run(*CREATE, *more, typed="short\n")
    assert (answer.exit_code, told in answer.stderr, answer.stdout) == (1, True, "")
    assert run("account", "list").output == ""


def test_an_account_is_made_with_some_of_the_six_rights_until_a_day(run: Run, root_url: str) -> None:
    more = ("--whole-network", "--right", "train", "--right", "select", "--until", "2998-12-31")
    assert run(*CREATE, "hq_manager", *more).exit_code == 0
    [membership] = in_database(root_url, "select valid_to from membership")
    assert membership["valid_to"].isoformat() == "2999-01-01T00:00:00+00:00"
    held = {row["permission"] for row in in_database(root_url, "select permission from membership_right")}
    assert held == {"sites:right:select", "sites:right:train"}


def test_a_refusal_is_in_the_chosen_language(run: Run) -> None:
    answer = run("--language", "zh_CN", "account", "disable", "nobody@example.com")
    assert (answer.exit_code, answer.stderr) == (1, "nobody@example.com 没有账户。\n")


def test_an_account_is_disabled(run: Run) -> None:
    run(*CREATE, "executive")
    assert run("account", "disable", "hua@example.com").exit_code == 0
    assert "\tdisabled\t" in run("account", "list").output


def test_a_second_factor_is_reset_when_the_phone_is_lost(run: Run, root_url: str) -> None:
    run(*CREATE, "executive")
    none = run("account", "reset-second-factor", "hua@example.com")
    assert (none.exit_code, "no second factor" in none.stderr) == (1, True)
    in_database(root_url, "update account set totp_secret = 'ABC', totp_confirmed_at = now() returning 1")
    assert run("account", "reset-second-factor", " Hua@example.com").exit_code == 0
    assert [row["totp_secret"] for row in in_database(root_url, "select totp_secret from account")] == [None]


def test_a_trail_that_holds_is_said_to_hold(run: Run) -> None:
    run(*CREATE, "executive")
    answer = run("trail", "verify")
    assert (answer.exit_code, answer.output) == (0, "1 event checked.\nEvery chain holds.\n")


@pytest.mark.parametrize(
    ("harm", "told"),
    [
        ("update trail_event set body = '{}' where sequence = 2", "from event 2 on"),
        ("delete from trail_event where sequence = 3", "events are missing at its end"),
        ("delete from trail_event where sequence = 1", "from event 2 on"),
    ],
)
def test_a_trail_that_was_tampered_with_is_found_out(run: Run, root_url: str, harm: str, told: str) -> None:
    for name in ("a", "b", "c"):
        run("account", "create", f"{name}@example.com", "--name", name, "--role", "executive")
    in_database(root_url, "set session_replication_role = replica")
    in_database(root_url, "alter table trail_event disable trigger trail_event_frozen")
    in_database(root_url, harm)
    answer = run("trail", "verify")
    assert (answer.exit_code, told in answer.stderr, "network's own chain" in answer.stderr) == (1, True, True)


def test_a_database_that_does_not_answer_is_told_in_one_line(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        monkeypatch.setenv("SERVICEMARK_DATABASE_URL", f"postgresql://x:secret@127.0.0.1:{port}/servicemark")
        for command in ("account list", "serve --port 0"):
            answer = run(*command.split())
            assert (answer.exit_code, answer.stderr.count("\n"), "secret" in answer.stderr) == (1, 1, False)
            assert answer.stderr.startswith("The database cannot be reached: ")


def test_the_server_says_where_it_is_and_leaves_when_asked(run: Run) -> None:
    code = "from network.cli import main; main()"
    command = [sys.executable, "-c", code, "serve", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=os.environ) as server:
        assert server.stdout
        assert server.stderr
        line = server.stdout.readline()
        address = re.search(r"http://127\.0\.0\.1:\d+", line)
        assert address, line + server.stderr.read()
        ready = httpx.get(f"{address[0]}/health/ready", headers={"x-forwarded-for": "8.8.8.8"})
        assert (ready.status_code, "server" in ready.headers) == (200, False)
        assert httpx.head(f"{address[0]}/login").status_code == 200
        time.sleep(0.2)
        server.send_signal(signal.SIGINT)
        assert server.wait(20) == 130
        logged = server.stderr.read()
    assert '"route": "/health/ready"' in logged
    assert "Traceback" not in logged
    assert "8.8.8.8" not in logged
    assert logged.rstrip().endswith("Stopped.")
