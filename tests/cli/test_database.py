"""`servicemark database` on a real embedded cluster and on a server of one's own."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from network.cli.database import NOT_RUNNING, database
from network.foundation.i18n import reading
from network.foundation.postgres import Cluster


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """A data folder that the account `nobody` can pass through."""
    with tempfile.TemporaryDirectory(prefix="servicemark-") as made:
        Path(made).chmod(0o711)
        yield Path(made)
        Cluster(Path(made) / "postgres").stop()


@pytest.fixture(autouse=True)
def settings(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SERVICEMARK_DATA_DIR", str(folder))
    monkeypatch.delenv("SERVICEMARK_DATABASE_URL", raising=False)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(database, arguments)


def test_the_database_is_started_looked_into_and_stopped(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    nothing = run("status")
    assert (nothing.exit_code, "is no database" in nothing.output) == (NOT_RUNNING, True)
    assert "runs at 127.0.0.1:" in run("start").output
    running = run("status")
    assert (running.exit_code, "keeps running" in running.output) == (0, True)
    assert run("psql", "-d", "postgres", "-XAtc", "select 6 * 7").exit_code == 0
    assert capfd.readouterr().out == "42\n"
    assert run("psql", "--no-such-option").exit_code == 1
    with Cluster(folder / "postgres").using():
        assert run("stop").output == "The database is stopped.\n"
    stopped = run("status")
    assert (stopped.exit_code, "is not running" in stopped.output) == (NOT_RUNNING, True)


def test_a_server_of_ones_own_is_asked_but_neither_started_nor_stopped(
    folder: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with Cluster(folder / "own", durable=False).using() as server:
        url = server.url("postgres")
        monkeypatch.setenv("SERVICEMARK_DATABASE_URL", url)
        for command in ("start", "stop"):
            result = run(command)
            assert (result.exit_code, "server of your own" in result.output) == (0, True)
        answer = run("status")
        assert answer.exit_code == 0
        assert f"127.0.0.1:{server.port} answers" in answer.output
        assert run("psql", "-XAtc", "select current_user").exit_code == 0
        assert capfd.readouterr().out == "servicemark_root\n"
        monkeypatch.setenv("SERVICEMARK_DATABASE_URL", server.url("postgres", "servicemark_root", "wrong"))
        refused = run("status")
        assert (refused.exit_code, "does not answer" in refused.output) == (NOT_RUNNING, True)
    monkeypatch.setenv("SERVICEMARK_DATABASE_URL", url)
    gone = run("status")
    assert (gone.exit_code, "does not answer" in gone.output) == (NOT_RUNNING, True)
    assert server.password not in gone.output + refused.output + answer.output


def test_the_answers_are_in_chinese_too(folder: Path) -> None:
    with reading("zh_CN"):
        assert run("stop").output == "数据库已停止。\n"
