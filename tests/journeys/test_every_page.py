"""Every page of the application is looked at by somebody who works with it."""

import re
from functools import cache
from pathlib import Path

import pytest
from litestar.routes import HTTPRoute
from playwright.sync_api import Browser, expect

from network.demo.pictures import paper
from network.foundation.clock import now
from network.foundation.periods import Month, Quarter
from network.foundation.settings import Settings
from tests.journeys import (
    test_access,
    test_headquarters,
    test_monthly_reports,
    test_operator,
    test_quarter,
    test_selection,
    test_suspension,
)
from tests.journeys.learning_walks import LEARNING_FILES, LEARNING_IN_PUBLIC, LEARNING_WALKS
from tests.journeys.quarter_pages import QUARTER_PARTS, QUARTER_WALKS
from tests.journeys.stage import Stage, Visitor, email_of, fits, in_language, is_drawn, pairings_of, visiting
from tests.journeys.stops import Stop
from tests.journeys.visit_walks import VISIT_FILES, VISIT_WALKS
from tests.served import application

# Looked at where they come up in a story; each of these journeys fails when it has not.
IN_STORIES = {
    *test_access.LOOKED_AT,
    *test_headquarters.LOOKED_AT,
    *test_monthly_reports.LOOKED_AT,
    *test_operator.LOOKED_AT,
    *test_suspension.LOOKED_AT,
    *(route for routes in test_quarter.LOOKED_AT.values() for route in routes),
    test_quarter.VERIFIED,
    *(route for routes in test_selection.LOOKED_AT.values() for route in routes),
}

# What answers a GET, but is no page: files, parts of pages, redirects and what only machines ask for.
NO_PAGES = {
    "/",
    "/prechecks/{list_id}/document",
    "/reports/calendar/days.ics",
    "/sites/{code}/desk/orders/{order_id}/receipt.pdf",
    "/sites/{code}/poster.pdf",
    "/sites/{code}/reports/{month}/report.xlsx",
    "/api/openapi.json",
    "/application-documents/{document_id}",
    "/application-documents/{document_id}/thumbnail",
    "/criteria/{code}/{version}/document",
    "/health/live",
    "/health/ready",
    "/imports/{file}/errors.xlsx",
    "/imports/{file}/progress",
    "/people/site-choices",
    "/sites/{code}/certification/certificates/{number}/certificate.pdf",
    "/sites/{code}/certification/evidence/{document_id}",
    "/scorecards/printing/{number}/files.zip",
    "/scorecards/printing/{number}/progress",
    "/scorecards/scheme-drafts/{draft_id}/scheme.yaml",
    "/scorecards/schemes/{code}/{version}/scheme.yaml",
    "/sites/{code}/challenge-files/{file_id}",
    "/sites/{code}/documents/{document_id}/file",
    "/sites/{code}/ledger/statement.pdf",
    "/sites/{code}/documents/{document_id}/thumbnail",
    "/sites/{code}/returns/{return_id}/photos/{photo_id}",
    "/sites/{code}/returns/{return_id}/photos/{photo_id}/thumbnail",
    "/sites/{code}/scorecard.pdf",
    "/sites/{code}/trail/chain.json",
    "/static/dist/{name}",
    *VISIT_FILES,
    *LEARNING_FILES,
    *QUARTER_PARTS,
}

# Applications with assessors and documents.
ASSESSED = "/applications?state=site_visit"


# Reported by then.
LAST_MONTH = Month(now().year, now().month).shift(-1)


def _saves_a_view(visitor: Visitor, _folder: Path) -> None:
    visitor.page.goto("/sites?status=active")
    visitor.press("Save view")
    dialog = visitor.page.get_by_role("dialog")
    dialog.get_by_label("Name of the view").fill("Open sites")
    dialog.get_by_role("button", name="Save view").click()
    expect(visitor.page.get_by_role("link", name="Open sites")).to_be_visible()
    visitor.page.goto("/views")


def _starts_a_draft(visitor: Visitor, _folder: Path) -> None:
    visitor.page.get_by_role("button", name="Start draft").first.click()
    visitor.page.wait_for_url(re.compile("/edit$"))


def _starts_a_list(visitor: Visitor, _folder: Path) -> None:
    page = visitor.page
    lists = page.locator("main").get_by_role("link").filter(visible=True)
    page.goto(next(link for link in lists.evaluate_all("links => links.map(link => link.pathname)") if len(link) > 40))
    visitor.press("Start draft")
    page.wait_for_url(re.compile("/edit$"))


def _begins_a_second_factor(visitor: Visitor, _folder: Path) -> None:
    visitor.press("Set up your second factor")
    expect(visitor.page.locator(".secret-key")).to_be_visible()


def _adds_a_licence(visitor: Visitor, folder: Path) -> None:
    page = visitor.page
    page.get_by_role("link", name="Add a document").first.click()
    licence = folder / "licence.pdf"
    licence.write_bytes(paper("Business licence", "Gao Lihua"))
    page.get_by_label("Kind").select_option(index=1)
    page.get_by_label("Title").fill("Business licence")
    page.get_by_label("File").set_input_files(licence)
    visitor.press("Add the document")
    expect(page.get_by_role("link", name=re.compile("^Download.*Business licence"))).to_be_visible()


def _makes_a_key(visitor: Visitor, _folder: Path) -> None:
    page = visitor.page
    page.get_by_label("Name").fill("Workshop system")
    page.get_by_role("checkbox").first.check()
    page.get_by_label("Last day").fill("2027-06-30")
    visitor.submit("Make a key")
    visitor.glance("key-made")
    page.goto(page.url)


WALKS: dict[str, tuple[Stop, ...]] = {
    "manager": (
        Stop("/home"),
        Stop("/applications/compare", "/applications/compare?city=Xining"),
        Stop(
            "/applications/{application_id}/wants",
            "/applications?state=site_visit",
            through=("/applications/{application_id}",),
        ),
        Stop(
            "/applications/{application_id}/documents/{document_id}",
            "/applications?state=site_visit",
            through=("/applications/{application_id}",),
        ),
        Stop("/network/map"),
        Stop("/network/coverage"),
        Stop("/proposals"),
        Stop("/proposals/{proposal_id}", "/proposals"),
        Stop("/clocks"),
        Stop("/patterns"),
        Stop("/patterns/new"),
        Stop("/patterns/{pattern_id}", "/patterns"),
        Stop("/prechecks"),
        Stop("/prechecks/{list_id}", "/prechecks"),
        Stop("/prechecks/{list_id}/edit", "/prechecks", _starts_a_list),
        Stop("/prechecks/effectiveness"),
        Stop("/reconciliation"),
        Stop("/sites/{code}/reconciliation/{month}", "/reconciliation"),
        Stop("/reports/calendar"),
        Stop("/reports/calendar/preview", "/reports/calendar/preview?from_month=2027-01&day=5&working_days=true"),
        Stop("/returns"),
        Stop("/returns/contests/{contest_id}", "/returns?part=contest"),
        Stop("/returns/shipments/{shipment_id}", "/returns?part=on_the_way"),
        Stop("/returns/unannounced"),
        Stop("/returns/verdicts"),
        Stop("/returns/{return_id}", "/returns?part=all&q=DEMO"),
        Stop("/review"),
        Stop("/review/{flag_id}", "/review"),
        Stop("/serials", "/serials?q=DEMO-0001"),
        Stop("/serials/{serial_no}", "/serials/DEMO-0001"),
        Stop("/rights"),
        Stop("/trail"),
        Stop("/views", before=_saves_a_view),
        Stop("/sites/{code}/history", "/sites/{own}/history"),
        Stop("/sites/{code}/trail", "/sites/{own}/trail"),
        *VISIT_WALKS["manager"],
        *LEARNING_WALKS["manager"],
        *QUARTER_WALKS["manager"],
    ),
    "admin": (
        Stop("/certification/types"),
        Stop("/certification/types/{type_code}", "/certification/types"),
        Stop("/certification/types/new"),
        Stop("/criteria"),
        Stop("/criteria/{code}/{version}", "/criteria"),
        Stop("/criteria/{code}/{version}/edit", "/criteria", _starts_a_draft),
        Stop("/criteria/{code}/{version}/trial", "/criteria/authorized-site/1"),
        Stop("/people"),
        Stop("/people/invitations"),
        Stop("/people/invite"),
        Stop("/people/{account_id}", "/people?q=east"),
        Stop("/people/{account_id}/access", "/people?q=east", through=("/people/{account_id}",)),
        Stop("/people/{account_id}/memberships/new", "/people?q=east", through=("/people/{account_id}",)),
        Stop("/rights/grant", "/people?q=east", through=("/people/{account_id}",)),
        Stop("/sites/{code}/access", "/sites/{own}/access"),
        Stop("/sites/{code}/file/{section}", "/sites/{own}/file/hours"),
        *VISIT_WALKS["admin"],
        *LEARNING_WALKS["admin"],
        *QUARTER_WALKS["admin"],
        Stop("/account/second-factor", "", _begins_a_second_factor),
    ),
    "chain": (
        Stop("/home"),
        Stop("/account"),
        Stop("/account/password"),
        Stop("/account/memberships"),
        Stop("/account/sessions"),
        Stop("/sites/{code}/file", "/sites/{own}/file"),
        Stop("/sites/{code}/documents/new", "/sites/{own}/documents/new"),
        Stop("/sites/{code}/documents", "/sites/{own}/documents", _adds_a_licence),
        Stop("/sites/{code}/staff", "/sites/{own}/staff"),
        Stop("/sites/{code}/staff/new", "/sites/{own}/staff/new"),
        Stop("/sites/{code}/staff/{staff_id}", "/sites/{own}/staff"),
        Stop("/sites/{code}/proposals", "/sites/{own}/proposals"),
        Stop("/sites/{code}/keys", "/sites/{own}/keys", _makes_a_key),
        Stop("/notices"),
        Stop("/desk"),
        Stop("/sites/{code}/desk", "/sites/{own}/desk"),
        Stop("/sites/{code}/desk/new", "/sites/{own}/desk/new"),
        Stop("/sites/{code}/desk/loans", "/sites/{own}/desk/loans"),
        Stop("/sites/{code}/desk/orders/{order_id}", "/sites/{own}/desk"),
        Stop(
            "/sites/{code}/desk/orders/{order_id}/edit",
            "/sites/{own}/desk",
            through=("/sites/{code}/desk/orders/{order_id}",),
        ),
        Stop("/sites/{code}/desk/templates", "/sites/{own}/desk/templates"),
        Stop("/sites/{code}/desk/templates/new", "/sites/{own}/desk/templates/new"),
        Stop("/sites/{code}/desk/templates/{template_id}", "/sites/{own}/desk/templates"),
        Stop("/shipments"),
        Stop("/sites/{code}/shipments", "/sites/{own}/shipments"),
        Stop("/sites/{code}/shipments/new", "/sites/{own}/shipments/new"),
        Stop("/sites/{code}/shipments/{shipment_id}", "/sites/{own}/shipments"),
        Stop(
            "/sites/{code}/shipments/{shipment_id}/packing-list",
            "/sites/{own}/shipments",
            through=("/sites/{code}/shipments/{shipment_id}",),
        ),
        Stop("/sites/{code}/clocks", "/sites/{own}/clocks"),
        Stop(
            "/sites/{code}/reports/{month}/file",
            "/sites/{own}/reports",
            through=("/sites/{code}/reports/{month}",),
        ),
        Stop(
            "/sites/{code}/reports/{month}/receipts/{receipt_id}",
            f"/sites/{{own}}/reports/{LAST_MONTH}",
        ),
        Stop(
            "/sites/{code}/returns/{return_id}/contest",
            "/sites/{own}/returns?finding=no_fault_found&sort=shipped_at&direction=ascending",
            through=("/sites/{code}/returns/{return_id}",),
        ),
        *VISIT_WALKS["chain"],
        *LEARNING_WALKS["chain"],
        *QUARTER_WALKS["chain"],
        Stop("/prechecks/effectiveness/returns", f"/prechecks/effectiveness?period={Quarter.of(now().date())}"),
    ),
    "technician": LEARNING_WALKS["technician"],
    "applicant": (Stop("/my-applications"),),
    "auditor": VISIT_WALKS["auditor"],
    "auditor2": (Stop("/assessments"), *VISIT_WALKS["auditor2"]),
    "executive": (Stop("/home"), Stop("/certification")),
}
# Nobody need be signed in there.
PUBLIC = (Stop("/verify"), Stop("/verify/document"), *LEARNING_IN_PUBLIC)
WALKED = {stop.route for walk in (*WALKS.values(), PUBLIC) for stop in walk}
KNOWN = WALKED | IN_STORIES | NO_PAGES


def test_every_page_is_looked_at_by_somebody() -> None:
    """A page that is new is put into a walk, or into a story."""
    routes = application(Settings()).routes
    answering = {route.path_format for route in routes if isinstance(route, HTTPRoute) and "GET" in route.methods}
    pages = {path for path in answering if not path.startswith("/api/v1/")} - NO_PAGES
    assert pages - KNOWN == set(), "nobody looks at these"
    assert KNOWN - answering == set(), "these are gone"


@pytest.mark.browser
@pytest.mark.parametrize("mailbox", WALKS)
def test_each_of_them_finds_their_pages_in_order(browser: Browser, stage: Stage, tmp_path: Path, mailbox: str) -> None:
    with visiting(browser, stage.address) as visitor:
        visitor.sign_in(email_of(mailbox))
        for stop in WALKS[mailbox]:
            _looks_at(visitor, stop, f"{mailbox}{_slug(stop.route)}", stage.own[0], tmp_path)


@pytest.mark.browser
def test_strangers_find_their_pages_in_order(visitor: Visitor, stage: Stage, tmp_path: Path) -> None:
    for stop in PUBLIC:
        _looks_at(visitor, stop, f"public{_slug(stop.route)}", stage.own[0], tmp_path)


def _looks_at(visitor: Visitor, stop: Stop, name: str, own: str, folder: Path) -> None:
    """Goes there in the language in which the page is looked at first, unless something has to be done on the way.

    All pages when `THOROUGH`; else a third of them, and those on whose way something is done. That each page answers
    everybody who may read it is tried in every run by tests/authorisation.
    """
    if not (stop.before or is_drawn(name)):
        return
    [(_size, spoken), *_more] = pairings_of(name)
    _walk_to(visitor, stop, visitor.language if stop.before else spoken, own, folder)
    visitor.look(name, stay=False)


def _walk_to(visitor: Visitor, stop: Stop, spoken: str, own: str, folder: Path) -> None:
    page = visitor.page
    page.goto(in_language((stop.start or stop.route).replace("{own}", own), spoken))
    if stop.before:
        stop.before(visitor, folder)
    for route in (*stop.through, stop.route):
        if _route_of(page.evaluate("location.pathname")) != route:
            links = page.eval_on_selector_all("main a[href]", "links => links.map(link => link.pathname + link.search)")
            there = [link for link in links if _route_of(link.partition("?")[0]) == route]
            assert there, f"{page.url} has no link to {route}"
            page.goto(there[0])


@cache
def _route_of(path: str) -> str:
    """The route that a path is one of; /people/invite is nobody's account."""
    fitting = [route for route in KNOWN if fits(route, path)]
    return min(fitting, key=lambda route: route.count("{"), default="")


def _slug(route: str) -> str:
    return re.sub(r"[/{}_]+", "-", route).rstrip("-")
