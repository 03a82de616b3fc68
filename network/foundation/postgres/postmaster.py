"""The server process of a cluster: does it answer, start it, stop it."""

import os
import shlex
import subprocess
import time
from dataclasses import dataclass

from network.foundation.postgres import configuration
from network.foundation.postgres.account import Account, environment
from network.foundation.postgres.binaries import Binaries
from network.foundation.postgres.errors import PasswordLost, StartTimedOut, StopFailed, failure
from network.foundation.postgres.folder import HOST, Folder, write
from network.foundation.postgres.initialization import SUPERUSER
from network.foundation.postgres.lock import Lock
from network.foundation.postgres.server import Server

START_SECONDS = 60
STOP_SECONDS = 60
ANSWER_SECONDS = 5
PAUSE_SECONDS = 0.1

PORT_TAKEN = "Address already in use"
# Another server, or what is left of one: a lock file with a living process, shared memory with orphans on it.
OCCUPIED = ('lock file "postmaster.pid" already exists', "is still in use")
LOGIN_REFUSED = "password authentication failed"


@dataclass(frozen=True)
class Answer:
    """`version` such as 18.6 when our server answered, else None; `reason` why it did not, in English."""

    version: str | None = None
    reason: str = ""


class Postmaster:
    def __init__(self, folder: Folder, account: Account, binaries: Binaries, *, durable: bool) -> None:
        self.folder = folder
        self.account = account
        self.binaries = binaries
        self.durable = durable
        self.lock = Lock(folder.data, account)

    def server(self) -> Server:
        port = self.folder.port or self.folder.choose_port()
        return Server(HOST, port, SUPERUSER, self.folder.password)

    def ask(self) -> Answer:
        """Whether this cluster's server answers a query: a process number proves nothing, nor does a port.

        The answer names the folder that the server runs on, so the server of a copied folder is not taken for ours.
        """
        question = "select current_setting('data_directory'), split_part(current_setting('server_version'), ' ', 1)"
        server = self.server()
        asked = environment(
            PGPASSWORD=server.password, PGREQUIREAUTH="scram-sha-256", PGCONNECT_TIMEOUT=str(ANSWER_SECONDS)
        )
        address = [f"--host={server.host}", f"--port={server.port}", f"--username={server.user}", "--dbname=postgres"]
        command = [str(self.binaries.program("psql")), "-X", "-w", "-A", "-t", "-F", "\t", *address, "-c", question]
        try:
            told = subprocess.run(command, capture_output=True, env=asked, timeout=2 * ANSWER_SECONDS, check=False)
        except subprocess.TimeoutExpired:
            return Answer(reason="The server accepts connections and does not answer.")
        data, _, version = told.stdout.strip().partition(b"\t")
        if data == os.fsencode(self.folder.data):
            return Answer(version.decode())
        return Answer(reason=told.stderr.decode("utf-8", "replace").strip())

    def start(self) -> Server:
        """Return the server once it answers, started unless it runs. The caller keeps other starters out.

        Raises PasswordLost, PortsTaken, DiskFull, FolderRefused, StartFailed, or StartTimedOut after START_SECONDS.
        """
        deadline = time.monotonic() + START_SECONDS
        while not (answer := self.ask()).version:
            left = deadline - time.monotonic()
            if left <= 0:
                raise StartTimedOut(path=self.folder.root, seconds=START_SECONDS, reason=answer.reason)
            self._attempt(left, answer)
        return self.server()

    def _attempt(self, seconds: float, answer: Answer) -> None:
        """Start once and remove what stood in the way, or raise when that is beyond us."""
        mark = self.folder.log.mark()
        if self._launch(seconds) == 0:
            if LOGIN_REFUSED in self.ask().reason:
                self.stop()
                raise PasswordLost(path=self.folder.password_file)
            return
        said = self.folder.log.why_failed(mark)
        if PORT_TAKEN in said:
            self.folder.choose_port()
        elif any(sign in said for sign in OCCUPIED):
            self.lock.disown()
            if self.lock.held() and LOGIN_REFUSED in answer.reason:
                raise PasswordLost(path=self.folder.password_file)
        elif not self.lock.held():
            raise failure(self.folder.root, said)
        time.sleep(PAUSE_SECONDS)

    def _launch(self, seconds: float) -> int:
        """pg_ctl's exit status, when the server is up, has failed, or took longer than this."""
        port = self.folder.port or self.folder.choose_port()
        write(self.folder.configuration, configuration.text(port, durable=self.durable), mode=0o644)
        with self.folder.start_log.open("wb") as output:
            command = [str(self.binaries.program("pg_ctl")), "start", "-w", "-t", str(int(seconds) + 1)]
            # pg_ctl hands the options to a shell.
            options = f"-c config_file={shlex.quote(str(self.folder.configuration))}"
            return self.account.run([*command, "-D", str(self.folder.data), "-o", options], output).returncode

    def stop(self) -> None:
        """Stop it, whoever uses it: open transactions roll back. Nothing happens when it is not running.

        Raises StopFailed when even an immediate stop (safe: the next start recovers) is not over in time.
        """
        said = ""
        for mode in ("fast", "immediate"):
            self.lock.disown()
            if not self.lock.held():
                return
            command = [str(self.binaries.program("pg_ctl")), "stop", "-w", "-t", str(STOP_SECONDS), "-m", mode]
            done = self.account.run([*command, "-D", str(self.folder.data)])
            if done.returncode == 0:
                return
            said = done.stdout.decode("utf-8", "replace").strip()
        if self.lock.held():
            raise StopFailed(path=self.folder.root, reason=said)
