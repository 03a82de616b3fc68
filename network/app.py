"""`create_app()`: the only place that knows every domain. Read it first."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import date
from pathlib import Path
from typing import Any

from litestar import Litestar, Request, Router
from litestar.datastructures import State
from litestar.di import Provide
from litestar.types import ControllerRouterHandler

from network.foundation import running
from network.foundation.access import Actor
from network.foundation.clock import now
from network.foundation.daily import every_day
from network.foundation.desk import Desk
from network.foundation.jobs.worker import working
from network.foundation.periods import Month
from network.foundation.settings import Settings
from network.foundation.tabular.limits import MEBIBYTE
from network.identity import api as identity_api
from network.identity import pages as identity
from network.identity.commands import set_language
from network.identity.commands.certificate_notices import tell_of_certificates
from network.identity.commands.mailing import LOST_AFTER, remember_mail
from network.identity.jobs import jobs
from network.identity.pages import happenings as identity_words
from network.identity.queries.accounts import actor_of
from network.identity.queries.keys import actor_of_key
from network.repairs import api as repairs_api
from network.repairs import happenings as repairs_words
from network.repairs import pages as repairs
from network.repairs.commands.prechecks import add_shipped_list
from network.repairs.commands.report_reminders import remind_of_reports
from network.repairs.commands.review import find_odd
from network.repairs.commands.uploads import Counter
from network.repairs.rules.inspections import MOST_PHOTOS
from network.scorecards import pages as scorecards
from network.scorecards.api import CoverageApi, QuartersApi, SchemesApi
from network.scorecards.pages import happenings as scorecards_words
from network.sites import api as sites_api
from network.sites import pages as sites
from network.sites.commands.certificate_reminders import remind
from network.sites.commands.criteria import add_shipped
from network.sites.pages import happenings as sites_words
from network.web.assets import load_manifest
from network.web.errors import answer
from network.web.guards import require_guards
from network.web.happenings import together
from network.web.health import Health
from network.web.navigation import Entry
from network.web.openapi import ApiDescription
from network.web.reception import Reception
from network.web.requests import HouseRequest
from network.web.security import CsrfGuard
from network.web.static import Assets
from network.web.templating import House, template_config
from network.web.visit import visitor_of

# What each domain brings: its controllers, its lines of the navigation, its words for the trail, its templates.
API: list[ControllerRouterHandler] = [
    *identity_api.API,
    *sites_api.API,
    *repairs_api.API,
    QuartersApi,
    SchemesApi,
    CoverageApi,
]
PAGES: list[ControllerRouterHandler] = [
    *identity.PAGES,
    *sites.PAGES,
    *repairs.PAGES,
    *scorecards.PAGES,
]
NAVIGATION: list[Entry] = [*scorecards.NAVIGATION, *sites.NAVIGATION, *repairs.NAVIGATION, *identity.NAVIGATION]
WORDS = [sites_words.WORDS, identity_words.WORDS, repairs_words.WORDS, scorecards_words.WORDS]
TEMPLATES = [Path(__file__).parent / domain / "templates" for domain in ("identity", "sites", "repairs", "scorecards")]

# No body is larger, but for files, which come with a form of at most this size around them.
BODY_BYTES = 256 * 1024


def create_app(settings: Settings) -> Litestar:
    """The application. Its database is opened when the server starts it (`_open`), not here.

    Raises UnguardedRoute when a route does not say who may use it.
    """
    counter = Counter(Desk(), settings)

    app = Litestar(
        route_handlers=[
            Health,
            ApiDescription,
            Assets,
            *API,
            Router("/", route_handlers=PAGES, include_in_schema=False),
            _taking(repairs_api.UPLOADS, settings.upload_megabytes),
            _taking(repairs.UPLOADS, settings.upload_megabytes, include_in_schema=False),
            _taking(repairs.PHOTOS, MOST_PHOTOS * settings.photo_megabytes, include_in_schema=False),
            _taking(sites_api.UPLOADS, settings.photo_megabytes),
            _taking(sites.UPLOADS, settings.photo_megabytes, include_in_schema=False),
        ],
        guards=[CsrfGuard(settings.public_url)],
        dependencies={
            "actor": Provide(_actor, sync_to_thread=False),
            "settings": Provide(lambda: settings, sync_to_thread=False),
            "counter": Provide(lambda: counter, sync_to_thread=False),
        },
        exception_handlers={Exception: answer},
        lifespan=[lambda _app: _open(settings, counter)],
        logging_config=None,
        openapi_config=None,
        request_class=HouseRequest,
        request_max_body_size=BODY_BYTES,
        state=State({"house": House(settings, NAVIGATION, together(WORDS)), "counter": counter}),
        template_config=template_config(TEMPLATES),
    )
    require_guards(app.routes)
    app.asgi_handler = Reception(
        app.asgi_handler,
        settings,
        recognise=actor_of,
        recognise_key=actor_of_key,
        remember_language=set_language,
    )
    return app


@asynccontextmanager
async def _open(settings: Settings, counter: Counter) -> AsyncIterator[None]:
    """While the server runs: its database, the work of each day, the worker, and what ships with the program."""
    load_manifest()
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(running.database(settings))
        await stack.enter_async_context(every_day(_work_of_the_day, now))
        if settings.worker:
            await stack.enter_async_context(working(jobs(settings)))
        await add_shipped(Actor.system(), now())
        await add_shipped_list(Actor.system(), now())
        try:
            yield
        finally:
            await counter.desk.close()


def _taking(handlers: list[ControllerRouterHandler], megabytes: int, *, include_in_schema: bool = True) -> Router:
    """Routes whose bodies are files of at most so many megabytes, with a form around them."""
    size = megabytes * MEBIBYTE + BODY_BYTES
    return Router("/", route_handlers=handlers, request_max_body_size=size, include_in_schema=include_in_schema)


async def _work_of_the_day(today: date) -> None:
    """What presses is told; and what was told and, against all expectation, is in no job's hands, is mailed."""
    at, actor = now(), Actor.system("reminders")
    await remind(actor, today)
    await tell_of_certificates(actor, at)
    await remind_of_reports(actor, at)
    await find_odd(Actor.system("review"), Month(today.year, today.month).shift(-1), at)
    await remember_mail(at - LOST_AFTER)


def _actor(request: Request[Any, Any, Any]) -> Actor:
    return visitor_of(request).actor
