"""A mail server that speaks SMTP on a port of this machine, and keeps what it takes."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default


@dataclass
class PostOffice:
    """`refusing`: says that it is busy. `taken`: the messages it has answered for."""

    port: int = 0
    refusing: bool = False
    taken: list[EmailMessage] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}?tls=none"

    async def attend(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        def say(line: str) -> None:
            writer.write(line.encode() + b"\r\n")

        say("421 busy" if self.refusing else "220 ready")
        while not self.refusing and (line := await reader.readline()):
            match line.split()[0].upper():
                case b"DATA":
                    say("354 go ahead")
                    self._keep(await reader.readuntil(b"\r\n.\r\n"))
                    say("250 taken")
                case b"QUIT":
                    say("221 bye")
                    break
                case _:
                    say("250 fine")
        writer.close()

    def _keep(self, data: bytes) -> None:
        text = data.removesuffix(b".\r\n").replace(b"\r\n..", b"\r\n.")
        self.taken.append(message_from_bytes(text, policy=default))


@asynccontextmanager
async def post_office() -> AsyncIterator[PostOffice]:
    office = PostOffice()
    server = await asyncio.start_server(office.attend, "127.0.0.1", 0)
    office.port = server.sockets[0].getsockname()[1]
    try:
        yield office
    finally:
        server.close()
        await server.wait_closed()
