"""Two machines: network namespaces of their own, from which they reach the database and no more."""

import asyncio
import contextlib
import os
import shutil
import signal
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.faults.installation import CLI


def why_not() -> str:
    """Why there can be no second machine here; "" when there can."""
    if not shutil.which("ip"):
        return "`ip` (iproute2) is not installed"
    if os.getuid() != 0:
        return "only root makes network namespaces"
    name = f"smtry{os.getpid()}"
    tried = subprocess.run(["ip", "netns", "add", name], capture_output=True, text=True, check=False)
    if tried.returncode:
        return f"no network namespace can be made: {tried.stderr.strip()}"
    subprocess.run(["ip", "netns", "delete", name], check=False)
    return ""


@dataclass
class Machine:
    """`here`: the address by which it reaches this one. Its data folder is its own."""

    name: str
    here: str
    data: Path
    process: asyncio.subprocess.Process | None = None

    async def work(self, **environment: str) -> None:
        """Start `servicemark worker` on it."""
        known = {**os.environ, "PYTHONPATH": str(Path.cwd()), "SERVICEMARK_DATA_DIR": str(self.data), **environment}
        self.process = await asyncio.create_subprocess_exec(
            *("ip", "netns", "exec", self.name, *CLI, "worker"),
            env=known,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            start_new_session=True,
        )
        assert self.process.stdout
        said = await asyncio.wait_for(self.process.stdout.readline(), 60)
        assert b"Jobs are done now" in said, said + await self.process.stdout.read()

    @property
    def worker(self) -> str:
        """What its worker is called: `ip netns exec` becomes the program that it starts."""
        assert self.process
        return f"{os.uname().nodename}:{self.process.pid}"

    async def kill(self) -> None:
        """SIGKILL to the worker alone: what it has started notices by itself."""
        if self.process and self.process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                self.process.send_signal(signal.SIGKILL)
            await self.process.wait()


@contextmanager
def machines(folder: Path) -> Iterator[tuple[Machine, Machine]]:
    """Two of them, gone afterwards."""
    made = [
        Machine(f"sm{os.getpid()}{end}", f"10.213.{number}.1", folder / end) for number, end in enumerate("ab", start=1)
    ]
    try:
        for number, each in enumerate(made, start=1):
            _ip("netns", "add", each.name)
            _ip("link", "add", f"sm{number}h", "type", "veth", "peer", "name", "eth0", "netns", each.name)
            _ip("address", "add", f"{each.here}/30", "dev", f"sm{number}h")
            _ip("link", "set", f"sm{number}h", "up")
            _ip("-n", each.name, "address", "add", f"10.213.{number}.2/30", "dev", "eth0")
            _ip("-n", each.name, "link", "set", "eth0", "up")
            each.data.mkdir()
        yield made[0], made[1]
    finally:
        for each in made:
            subprocess.run(["ip", "netns", "delete", each.name], capture_output=True, check=False)


def _ip(*arguments: str) -> None:
    subprocess.run(["ip", *arguments], check=True, capture_output=True, text=True)


@contextlib.asynccontextmanager
async def reached_at(address: str, port: int) -> AsyncIterator[int]:
    """The port at which the server of this machine's own address can be reached from another one, by way of us."""
    handing: set[asyncio.Task[None]] = set()

    async def hand_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        back, there = await asyncio.open_connection("127.0.0.1", port)
        for source, target in ((reader, there), (back, writer)):
            task = asyncio.create_task(_copy(source, target))
            handing.add(task)
            task.add_done_callback(handing.discard)

    server = await asyncio.start_server(hand_on, address, 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for task in list(handing):
            task.cancel()
        if handing:
            await asyncio.wait(handing)


async def _copy(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    try:
        with contextlib.suppress(ConnectionError):
            while data := await source.read(65_536):
                target.write(data)
                await target.drain()
    finally:
        target.close()
