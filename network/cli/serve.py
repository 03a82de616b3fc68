"""`servicemark serve`: the web server."""

import asyncio
import gc
import socket

import click
import uvicorn
from litestar import Litestar

from network.app import create_app
from network.cli.work import reaching
from network.foundation.i18n import gettext as _
from network.foundation.settings import Settings
from network.web import logs

# A connection that is idle for longer, or an answer that takes longer once we are asked to stop, is cut off.
IDLE_SECONDS = 30
GOODBYE_SECONDS = 10


class Server(uvicorn.Server):
    """Says where it can be reached, once it can."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            port = self.servers[0].sockets[0].getsockname()[1]
            host = f"[{self.config.host}]" if ":" in self.config.host else self.config.host
            click.echo(_("Servicemark answers at %(address)s") % {"address": f"http://{host}:{port}"})


@click.command()
@click.option("--host", help="Address to listen on; by default that of SERVICEMARK_HOST.")
@click.option("--port", type=click.IntRange(0, 65535), help="Port to listen on; by default that of SERVICEMARK_PORT.")
def serve(host: str | None, port: int | None) -> None:
    """Start the web server, and with it the database when it is the embedded one."""
    settings = Settings()
    given = {name: value for name, value in (("host", host), ("port", port)) if value is not None}
    run(settings.model_copy(update=given))


def _made(settings: Settings) -> Litestar:
    """The application stays as long as the process: to look through it for garbage would hold up requests."""
    gc.disable()
    try:
        return create_app(settings)
    finally:
        gc.enable()
        gc.freeze()


def run(settings: Settings) -> None:
    """Serve until interrupted. Raises what keeps the server from starting, such as DatabaseDown."""
    logs.configure()
    app = _made(settings)
    config = uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        # Opened below, so that a database that cannot start is told in one line.
        lifespan="off",
        # X-Forwarded-For is read by us, and only from the proxy that the settings name.
        proxy_headers=False,
        server_header=False,
        access_log=False,
        log_config=None,
        timeout_keep_alive=IDLE_SECONDS,
        timeout_graceful_shutdown=GOODBYE_SECONDS,
    )

    async def work() -> None:
        async with reaching(app.lifespan()):
            await Server(config).serve()

    with asyncio.Runner(loop_factory=config.get_loop_factory()) as runner:
        runner.run(work())
