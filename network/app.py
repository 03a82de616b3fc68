"""`create_app()`: the only place that knows every domain. Read it first."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from litestar import Litestar, Request, Router
from litestar.datastructures import State
from litestar.di import Provide
from litestar.types import ControllerRouterHandler

from network.audits import api as audits_api
from network.audits import happenings as audits_words
from network.audits import pages as audits
from network.audits.commands.checklists import add_shipped_checklists
from network.audits.commands.collecting import collect_unused_photos
from network.audits.commands.publishing import publish_due
from network.audits.commands.review_reminders import remind_of_reviews
from network.audits.commands.visit_reminders import expire_and_remind
from network.audits.jobs import jobs as audits_jobs
from network.audits.rules.appeals import MOST_FILES
from network.feedback import api as feedback_api
from network.feedback import happenings_complaints as complaints_words
from network.feedback import happenings_surveys as surveys_words
from network.feedback import pages as feedback
from network.feedback.commands.overcharges import find_late_overcharges
from network.foundation import running
from network.foundation.access import Actor
from network.foundation.clock import now
from network.foundation.daily import each_by_itself, every_day
from network.foundation.desk import Desk
from network.foundation.intake.small import MOST_MEGABYTES
from network.foundation.jobs.worker import forget_old_jobs, working
from network.foundation.periods import Month
from network.foundation.settings import Settings
from network.foundation.tabular.limits import MEBIBYTE
from network.identity import api as identity_api
from network.identity import pages as identity
from network.identity.commands import set_language
from network.identity.commands.certificate_notices import tell_of_certificates
from network.identity.commands.mailing import LOST_AFTER, remember_mail
from network.identity.jobs import jobs as identity_jobs
from network.identity.pages import happenings as identity_words
from network.identity.queries.accounts import actor_of
from network.identity.queries.keys import actor_of_key
from network.improvement import api as improvement_api
from network.improvement import happenings as improvement_words
from network.improvement import pages as improvement
from network.improvement.commands.action_reminders import remind_of_actions
from network.ledger import api as ledger_api
from network.ledger import happenings as ledger_words
from network.ledger import pages as ledger
from network.ledger.commands.demerits import expire_proposals
from network.manuals import api as manuals_api
from network.manuals import happenings as manuals_words
from network.manuals import pages as manuals
from network.manuals.commands.acknowledgement_reminders import remind_of_manuals
from network.manuals.commands.shipped import add_shipped_manuals
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
from network.scorecards.api_batches import BatchesApi
from network.scorecards.api_consequences import ConsequencesApi, HonoursApi, SiteConsequencesApi
from network.scorecards.api_explained import ExplainedApi
from network.scorecards.api_process import PROCESS_API
from network.scorecards.api_reports import ReportsApi
from network.scorecards.api_schemes import SchemeDraftsApi, SchemeVersionsApi
from network.scorecards.api_standards import EffectsApi, FiveGapsApi, StandardsApi
from network.scorecards.commands.consequences import open_probations
from network.scorecards.jobs import jobs as scorecards_jobs
from network.scorecards.pages import happenings as scorecards_words
from network.scorecards.rules.challenges import MOST_FILES as MOST_CHALLENGE_FILES
from network.sites import api as sites_api
from network.sites import pages as sites
from network.sites.commands.certificate_reminders import remind
from network.sites.commands.criteria import add_shipped
from network.sites.pages import happenings as sites_words
from network.training import api as training_api
from network.training import happenings as training_words
from network.training import pages as training
from network.training.commands.exams import close_run_out
from network.training.commands.record_reminders import remind_of_records
from network.training.commands.shipped_courses import add_shipped_courses
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
    *improvement_api.API,
    *ledger_api.API,
    *manuals_api.API,
    *repairs_api.API,
    *audits_api.API,
    *training_api.API,
    *feedback_api.API,
    QuartersApi,
    ReportsApi,
    ExplainedApi,
    ConsequencesApi,
    SiteConsequencesApi,
    HonoursApi,
    SchemesApi,
    SchemeDraftsApi,
    SchemeVersionsApi,
    CoverageApi,
    StandardsApi,
    EffectsApi,
    FiveGapsApi,
    *PROCESS_API,
    BatchesApi,
]
PAGES: list[ControllerRouterHandler] = [
    *identity.PAGES,
    *sites.PAGES,
    *improvement.PAGES,
    *ledger.PAGES,
    *manuals.PAGES,
    *repairs.PAGES,
    *audits.PAGES,
    *training.PAGES,
    *feedback.PAGES,
    *scorecards.PAGES,
]
NAVIGATION: list[Entry] = [
    *scorecards.NAVIGATION,
    *sites.NAVIGATION,
    *repairs.NAVIGATION,
    *audits.NAVIGATION,
    *improvement.NAVIGATION,
    *ledger.NAVIGATION,
    *manuals.NAVIGATION,
    *training.NAVIGATION,
    *feedback.NAVIGATION,
    *identity.NAVIGATION,
]
WORDS = [
    sites_words.WORDS,
    identity_words.WORDS,
    repairs_words.WORDS,
    audits_words.WORDS,
    improvement_words.WORDS,
    ledger_words.WORDS,
    manuals_words.WORDS,
    training_words.WORDS,
    complaints_words.WORDS,
    surveys_words.WORDS,
    scorecards_words.WORDS,
]
DOMAINS = (
    *("identity", "sites", "repairs", "audits", "improvement", "ledger", "manuals", "training", "feedback"),
    "scorecards",
)
TEMPLATES = [Path(__file__).parent / domain / "templates" for domain in DOMAINS]

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
            *PAGES,
            _taking(repairs_api.UPLOADS, settings.upload_megabytes),
            _taking(repairs.UPLOADS, settings.upload_megabytes),
            _taking(repairs.PHOTOS, MOST_PHOTOS * settings.photo_megabytes),
            _taking([*repairs_api.PRICES, *repairs.PRICES], MOST_MEGABYTES),
            _taking([*feedback_api.COMPLAINT_FILES, *feedback.COMPLAINT_FILES], MOST_MEGABYTES),
            _taking(sites_api.UPLOADS, settings.photo_megabytes),
            _taking(sites.UPLOADS, settings.photo_megabytes),
            _taking(improvement_api.UPLOADS, settings.photo_megabytes),
            _taking(improvement.UPLOADS, settings.photo_megabytes),
            _taking(manuals_api.UPLOADS, settings.photo_megabytes),
            _taking(manuals.UPLOADS, settings.photo_megabytes),
            _taking(training_api.UPLOADS, settings.photo_megabytes),
            _taking(training.UPLOADS, settings.photo_megabytes),
            _taking(audits.UPLOADS, settings.photo_megabytes),
            _taking(audits.EVIDENCE, MOST_FILES * settings.photo_megabytes),
            _taking(audits_api.EVIDENCE, settings.photo_megabytes),
            _taking(scorecards.EVIDENCE, MOST_CHALLENGE_FILES * settings.photo_megabytes),
            _taking(audits_api.UPLOADS, audits_api.UPLOAD_MEGABYTES),
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
        await stack.enter_async_context(every_day(lambda today: _work_of_the_day(today, settings), now))
        if settings.worker:
            await stack.enter_async_context(
                working({**identity_jobs(settings), **audits_jobs(), **scorecards_jobs(settings)})
            )
        await add_shipped(Actor.system(), now())
        await add_shipped_list(Actor.system(), now())
        await add_shipped_checklists(Actor.system(), now())
        await add_shipped_manuals(Actor.system(), now())
        await add_shipped_courses(Actor.system(), now())
        try:
            yield
        finally:
            await counter.desk.close()


def _taking(handlers: list[ControllerRouterHandler], megabytes: int) -> Router:
    """Routes whose bodies are files of at most so many megabytes, with a form around them."""
    size = megabytes * MEBIBYTE + BODY_BYTES
    return Router("/", route_handlers=handlers, request_max_body_size=size)


async def _work_of_the_day(today: date, settings: Settings) -> None:
    """What presses is told; and what was told and, against all expectation, is in no job's hands, is mailed."""
    at, actor = now(), Actor.system("reminders")
    works: list[Callable[[], Awaitable[object]]] = [
        partial(remind, actor, today),
        partial(tell_of_certificates, actor, at),
        partial(remind_of_reports, actor, at),
        partial(remind_of_actions, actor, at),
        partial(find_late_overcharges, Actor.system("price check"), at),
        partial(open_probations, Actor.system("consequences"), at),
        partial(expire_proposals, Actor.system("consequences"), at),
        partial(remind_of_records, actor, today),
        partial(close_run_out, Actor.system("exams"), at),
        partial(remind_of_manuals, actor, at),
        partial(expire_and_remind, actor, at),
        partial(remind_of_reviews, actor, at),
        partial(publish_due, Actor.system("publication"), at),
        partial(find_odd, Actor.system("review"), Month(today.year, today.month).shift(-1), at),
        partial(remember_mail, at - LOST_AFTER),
        partial(forget_old_jobs, at),
        partial(collect_unused_photos, Actor.system("photos"), settings.files, at),
    ]
    await each_by_itself(works)


def _actor(request: Request[Any, Any, Any]) -> Actor:
    return visitor_of(request).actor
