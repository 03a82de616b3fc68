"""What people and programs ask the server for while it dies, and what they do when they got no answer: ask again."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import httpx

from network.repairs.rules.inspections import NO_STEP, asks_for_step
from network.repairs.rules.orders import Finding
from network.repairs.rules.report_figures import FIGURES
from tests.repairs.reporting import QUIET

WHY = "Counted by hand."
DESK = "/api/v1/returns"
REFUSED = 409  # what was done already is not done again
DONE = frozenset({200, 204, 303})


class Unanswered(Exception):
    """The server said that it cannot answer now."""


def answered(response: httpx.Response) -> httpx.Response:
    """An answer that says something about what was asked for."""
    if response.status_code == 503:
        raise Unanswered()
    return response


@dataclass
class Person:
    """Somebody who is signed in; `csrf` is what their pages carry."""

    browser: httpx.AsyncClient
    csrf: str = ""

    async def sign_in(self, email: str, password: str) -> None:
        entered = await self.browser.post("/login", data={"email": email, "password": password})
        assert entered.status_code == 303, entered.text
        self.csrf = (await self.browser.get("/api/v1/session")).json()["csrf_token"]

    async def post(self, path: str, sent: object = None) -> httpx.Response:
        return answered(await self.browser.post(path, json=sent, headers={"x-csrf-token": self.csrf}))


@dataclass(frozen=True)
class Step:
    """One request. `happened`: SQL that says whether the database has what it asks for, with `values`.

    `again`: what it may be answered with, when it is sent a second time, beside what says that it is done.
    """

    send: Callable[[], Awaitable[httpx.Response]]
    happened: str
    values: tuple[object, ...]
    again: frozenset[int] = frozenset()


@dataclass
class Errand:
    """Steps that one person takes one after the other; `reached` of them were answered as done."""

    steps: Sequence[Step]
    reached: int = 0

    async def go(self, *, again: bool = False) -> None:
        """Go on as far as there are answers. `again`: the first request has perhaps been carried out before."""
        for step in self.steps[self.reached :]:
            try:
                response = answered(await step.send())
            except (httpx.TransportError, Unanswered):
                return
            assert response.status_code in DONE | (step.again if again else frozenset()), response.text
            self.reached += 1

    @property
    def done(self) -> bool:
        return self.reached == len(self.steps)


_SAID = "from monthly_report r join site s on s.id = r.site where s.code = $1 and r.month = $2::text::date"
_KEPT = f"select count(*) = 1 {_SAID} and r.figures ->> 'complaints' = $3"


@dataclass
class Filing:
    """A site's report of a month, or its correction. `number`: stands in it, so that no other report is like it."""

    asks: httpx.AsyncClient
    site: str
    month: str
    number: int
    versions: dict[str, int] = field(default_factory=dict)

    @property
    def figures(self) -> dict[str, int]:
        received = 40 + self.number % 5
        return QUIET | {"received": received, "closed": received, "complaints": self.number}

    @property
    def api(self) -> str:
        return f"/api/v1/sites/{self.site}/reports/{self.month}"

    def step(self, name: str, send: Callable[[str], Awaitable[httpx.Response]], happened: str = "") -> Step:
        """`send` is given the version that the step was first made from, and again when it is repeated."""

        async def made() -> httpx.Response:
            if name not in self.versions:
                found = answered(await self.asks.get(self.api))
                assert found.status_code == 200, found.text
                self.versions[name] = found.json()["version"]
            return await send(str(self.versions[name]))

        values = (self.site, f"{self.month}-01", str(self.number))
        return Step(made, f"{_KEPT} {happened}", values)


def by_program(program: httpx.AsyncClient, site: str, month: str, number: int) -> Errand:
    """A site's own program puts the report, with its key."""
    filing = Filing(program, site, month, number)
    body = {"figures": filing.figures, "explanations": dict.fromkeys(FIGURES, WHY)}

    async def put(version: str) -> httpx.Response:
        return await program.put(filing.api, json=body, headers={"if-match": f'"{version}"'})

    return Errand([filing.step("put", put, "and r.submitted_at is not null")])


def by_hand(person: Person, site: str, month: str, number: int, *, correcting: bool) -> Errand:
    """Somebody fills in the form, looks it through and submits it; to correct, they ask for a draft first."""
    filing = Filing(person.browser, site, month, number)
    page = f"/sites/{site}/reports/{month}"
    typed: dict[str, Any] = {**filing.figures, **{f"why-{key}": WHY for key in FIGURES}, "check": "yes"}

    def posting(path: str, fields: dict[str, Any]) -> Callable[[str], Awaitable[httpx.Response]]:
        async def post(version: str) -> httpx.Response:
            return await person.browser.post(path, data={**fields, "_csrf": person.csrf, "version": version})

        return post

    begun = Step(
        filing.step("correct", posting(f"{page}/correction", {})).send,
        f"select count(*) = 2 {_SAID}",
        (site, f"{month}-01"),
    )
    keep = filing.step("keep", posting(page, typed))
    submit = filing.step("submit", posting(f"{page}/submit", {}), "and r.submitted_at is not null")
    return Errand([*([begun] if correcting else []), keep, submit])


def sent_back(person: Person, site: str, month: str, *, material: bool) -> Errand:
    """Headquarters sends a report back, with a reason."""
    sent = {"reasons": {"received": "HQ counts fewer."}, "material": material}

    async def send() -> httpx.Response:
        headers = {"x-csrf-token": person.csrf, "if-match": "*"}
        return await person.browser.post(f"/api/v1/sites/{site}/reports/{month}/return", json=sent, headers=headers)

    happened = f"select count(*) = 1 {_SAID} and r.state = 'returned'"
    return Errand([Step(send, happened, (site, f"{month}-01"), frozenset({REFUSED}))])


# What is found at first and at second sight, by the last letter of a serial number. `X` came back: see `Parcel`.
FOUND = {
    "A": (Finding.NO_FAULT_FOUND, Finding.NO_FAULT_FOUND),
    "B": (Finding.FAULT_CONFIRMED, Finding.FAULT_CONFIRMED),
    "C": (Finding.USER_EDUCATION, Finding.CUSTOMER_DAMAGE),
    "X": (Finding.FAULT_CONFIRMED, Finding.FAULT_CONFIRMED),
}


@dataclass
class Parcel:
    """A parcel of three units, A, B and C. `returning`: the serial number of a unit that was here before, found
    without a fault, and comes again unannounced in this one.
    """

    id: UUID
    units: Sequence[UUID]
    returning: str = ""


@dataclass(frozen=True)
class Unit:
    """A unit on the desk, and which of `FOUND` is found in it."""

    id: UUID
    kind: str


def receive(person: Person, parcel: Parcel) -> Errand:
    extra = [{"serial_no": parcel.returning}] if parcel.returning else []
    sent = {
        "units": len(parcel.units) + len(extra),
        "received": [str(unit) for unit in parcel.units],
        "extra": extra,
        "discrepancy": "One more than announced." if extra else "",
    }
    happened = "select received_at is not null from return_shipment where id = $1"
    path = f"{DESK}/shipments/{parcel.id}/receive"
    return Errand([Step(lambda: person.post(path, sent), happened, (parcel.id,), frozenset({REFUSED}))])


def judge(person: Person, unit: Unit, place: int) -> Errand:
    """A verdict: the first one, or the second."""
    finding = FOUND[unit.kind][place - 1]
    sent = {"finding": finding, "missed_step": NO_STEP if asks_for_step(finding) else "", "note": "Ran for two hours."}
    happened = (
        "select count(*) = 1 from return_inspection where returned = $1 and place = $2 and inspected_at is not null"
    )
    path = f"{DESK}/{unit.id}/{'inspect' if place == 1 else 'retest'}"
    return Errand([Step(lambda: person.post(path, sent), happened, (unit.id, place), frozenset({REFUSED}))])


def dispatch(person: Person, units: Sequence[Unit]) -> Errand:
    wanted = [unit.id for unit in units]
    sent = {"returns": [str(each) for each in wanted]}
    happened = "select bool_and(dispatched_at is not null) from hq_return where id = any ($1)"
    return Errand([Step(lambda: person.post(f"{DESK}/dispatch", sent), happened, (wanted,), frozenset({REFUSED}))])
