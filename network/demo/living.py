"""What people have done in the demo network lately: certificates, staff, applications, what waits for someone.

It goes through the same commands as the pages do, so nothing here is possible that would not be there.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from random import Random
from uuid import UUID

from network.demo.accusations import accuse
from network.demo.callbacks import draw_months
from network.demo.candidates import CANDIDATES, Candidate
from network.demo.grievances import complain
from network.demo.inspected import look_back
from network.demo.learners import learn_lately
from network.demo.learning import learn
from network.demo.mentoring import teach_each_other
from network.demo.model import Account, DemoNetwork, Site
from network.demo.pictures import paper, shop_front
from network.demo.proposing import propose_scheme
from network.demo.reporting import file_reports
from network.demo.staff import employ
from network.demo.visits import visit_sites
from network.demo.voices import hear
from network.demo.workshop import work_at_desk
from network.foundation.access import Actor, Role
from network.foundation.database import fetch, fetch_value, transaction
from network.repairs.commands.prechecks import add_shipped_list
from network.sites.commands.applications import create_application, submit_application
from network.sites.commands.applications_documents import add_document
from network.sites.commands.applications_steps import reject, start_site_visit, take_into_review
from network.sites.commands.assessments import save_marks, submit_assessment
from network.sites.commands.certificate_types import add_shipped_types
from network.sites.commands.certification import change_certification
from network.sites.commands.criteria import add_shipped
from network.sites.commands.proposals import propose_changes
from network.sites.queries.criteria import current_set
from network.sites.rules.applications import RejectionReason, requirements
from network.sites.rules.certification import Change
from network.sites.rules.criteria import CriteriaDocument, Evidence
from network.sites.schemas.applications import ApplicationIn, RejectionIn, ReviewIn, VisitIn
from network.sites.schemas.assessments import MarkIn, MarksIn
from network.sites.schemas.certification import ChangeIn, Condition
from network.sites.schemas.proposals import ProposalIn
from network.sites.schemas.site_files import SiteChangesIn
from network.web.uploads import SentFile

# Certificates of a year that began this many days ago, site by site in turn: some end soon.
_BEGAN = (361, 340, 310, 280, 250, 220, 150, 60)
# What began later than so many days ago is a renewal, where the site is old enough: else no quarter of it were rated.
_RENEWED_WITHIN, _YEAR = 240, timedelta(days=365)
MOST_MEGABYTES = 1
_PROVISIONAL = timedelta(days=200)
_LEVELS = ("handheld-1", "handheld-2")


@dataclass(frozen=True, slots=True)
class People:
    """The demo's accounts as actors, by the name of their mailbox."""

    actors: Mapping[str, Actor]

    def __getitem__(self, mailbox: str) -> Actor:
        return self.actors[mailbox]


async def bring_to_life(system: Actor, network: DemoNetwork, folder: Path, now: datetime) -> None:
    """Everything below, once; `folder` takes the evidence.

    What an earlier run has done, also one that was broken off, stays as it is.
    """
    await add_shipped_types(system)
    await add_shipped(system, now)
    await add_shipped_list(system, now)
    async with transaction(system, read_only=True):
        people, criteria = await people_of(network), await current_set()
        certified = await _codes("select s.code from certification c join site s on s.id = c.site")
        waiting = await fetch_value("select exists (select from site_proposal)")
    async with transaction(people["applicant"], read_only=True):  # a draft is seen by nobody else
        applied = await _codes("select site_name as code from application")
    active = [site for site in network.sites if site.closed_on is None]
    await _certify(system, [site for site in active if site.code not in certified], now)
    operated = network.sites_of(Role.SITE_OPERATOR)
    await employ(system, network, now)
    if not waiting:
        await _leave_waiting(people, operated, now)
    for candidate in CANDIDATES:
        if candidate.form["site_name"] not in applied:
            await _apply(people, candidate, criteria.document, folder, now)
    await learn(system, people.actors, folder, now)
    await teach_each_other(people.actors, operated, network.orders)
    await learn_lately(people.actors, operated, folder, now)
    await work_at_desk(people["chain"], people["manager"], operated[0], now)
    await file_reports(system, people["manager"], now)
    await visit_sites(system, people.actors, operated, folder, now)
    await look_back(system, people["manager"], network.orders, now)
    await hear(system, now)
    operators = [actor for actor in people.actors.values() if actor.role is Role.SITE_OPERATOR]
    await draw_months(operators, people["manager"], now)
    await propose_scheme(people["manager"], now)
    await complain(system, people.actors, network.sites, folder, now)
    await accuse(people.actors, network, now)


async def _codes(sql: str) -> set[str]:
    return {row["code"] for row in await fetch(sql)}


async def people_of(network: DemoNetwork) -> People:
    """Inside a transaction."""
    rows = await fetch("select email, id, name from account")
    accounts = {row["email"]: (row["id"], row["name"]) for row in rows}
    sites = {row["code"]: row["id"] for row in await fetch("select code, id from site")}
    actors = {}
    for account in network.accounts:
        made, name = accounts[account.email]
        reach = None if account.network_wide else frozenset(sites[code] for code in _scope(account, network))
        rights = dict.fromkeys(Actor.system().held_rights) if account.role is Role.HQ_MANAGER else {}
        actors[account.email.partition("@")[0]] = Actor(account.role, name, made, reach, rights=rights)
    return People(actors)


def _scope(account: Account, network: DemoNetwork) -> set[str]:
    """The codes of the sites and of those in the regions."""
    within = tuple(f"{region}/" for region in account.regions)
    return {*account.sites, *(site.code for site in network.sites if within and f"{site.region}/".startswith(within))}


async def _certify(system: Actor, sites: Sequence[Site], now: datetime) -> None:
    """Each site for the network's own devices; every third for the second level as well. The newest are provisional."""
    for number, site in enumerate(sites):
        days = _BEGAN[number % len(_BEGAN)]
        began = max(now.date() - timedelta(days=days), site.opened_on)
        first = began - _YEAR if days < _RENEWED_WITHIN and began - _YEAR >= site.opened_on else began
        settled = first + _PROVISIONAL
        for level in _LEVELS[: 2 if number % 3 == 0 else 1]:
            await _change(system, site.code, level, Change.GRANTED, "Opening check passed.", first)
            if settled < now.date():
                reason = "Two quarters without a major finding."
                await _change(system, site.code, level, Change.CONFIRMED, reason, settled)
            if first < began:
                await _change(system, site.code, level, Change.RENEWED, "Checked anew: nothing was found.", began)


async def _change(actor: Actor, site: str, level: str, change: Change, reason: str, day: date) -> None:
    """As it was done on that day."""
    wanted = ChangeIn(type=level, change=change, reason=reason, effective_on=day)
    await change_certification(actor, site, wanted, datetime.combine(day, time(4), UTC))


async def _leave_waiting(people: People, codes: Sequence[str], now: datetime) -> None:
    """A suspension that a second person must confirm, conditions that run out, and a proposal of an operator."""
    today = now.date()
    suspended = ChangeIn(
        type="handheld-1", change=Change.SUSPENDED, reason="Charged twice for repairs under warranty in one quarter."
    )
    await change_certification(people["manager"], codes[-1], suspended, now)
    conditions = [
        Condition(words="Show a posted price list at the counter.", due_on=today + timedelta(days=20)),
        Condition(words="Calibrate the soldering station.", due_on=today + timedelta(days=45)),
    ]
    conditioned = ChangeIn(
        type="handheld-1",
        change=Change.CONDITIONED,
        reason="Findings of the inspection in October.",
        conditions=conditions,
    )
    await change_certification(people["manager"], codes[1], conditioned, now)
    asked = ProposalIn(
        changes=SiteChangesIn(phone="400-555-0188", opening_hours="Mo-Fr 09:00-19:00; Sa-Su 10:00-18:00"),
        reason="We stay open longer on weekdays from December on.",
    )
    await propose_changes(people["chain"], codes[0], None, asked, now)


async def _apply(people: People, candidate: Candidate, criteria: CriteriaDocument, folder: Path, now: datetime) -> None:
    """One application, as far as it has come."""
    sent = now - timedelta(days=candidate.days_ago)
    form = ApplicationIn.model_validate(candidate.form)
    made = await create_application(people["applicant"], form, sent)
    if candidate.stage == "draft":
        return
    await _hand_in(people["applicant"], made, candidate, criteria, folder, sent)
    await submit_application(people["applicant"], made, None, sent)
    if candidate.stage == "submitted":
        return
    assessors = ("auditor", "auditor2")
    review = ReviewIn(assessors=[_account(people[name]) for name in assessors])
    await take_into_review(people["manager"], made, None, review, now)
    await start_site_visit(people["manager"], made, None, VisitIn(), now)
    for name in assessors[: 1 if candidate.stage == "site_visit" else 2]:
        await _assess(people[name], made, candidate, criteria, now)
    if candidate.stage == "rejected":
        refusal = RejectionIn(reason_code=RejectionReason.KNOCKED_OUT, reason=candidate.verdict)
        await reject(people["manager"], made, None, refusal, now)


async def _hand_in(
    applicant: Actor, application: UUID, candidate: Candidate, criteria: CriteriaDocument, folder: Path, at: datetime
) -> None:
    """What the criteria ask for: a page for each document, one picture of the street for all photos."""
    name = str(candidate.form["site_name"])
    front = shop_front(Random(name))
    for needed in requirements(criteria):
        photo = needed.evidence is Evidence.PHOTO
        label = criteria.criterion(needed.criterion).label.en
        sent = SentFile(f"{label}.jpg", _once(front)) if photo else SentFile(f"{label}.pdf", _once(paper(label, name)))
        await add_document(applicant, application, needed.criterion, sent, folder, MOST_MEGABYTES, at)


async def _once(content: bytes) -> AsyncIterator[bytes]:
    yield content


async def _assess(
    assessor: Actor, application: UUID, candidate: Candidate, criteria: CriteriaDocument, at: datetime
) -> None:
    """Marks around the candidate's quality; the worst level where the story says so."""
    async with transaction(assessor, read_only=True):
        seat = await fetch_value(
            "select id from assessment where application = $1 and assessor = $2", application, assessor.account
        )
    rng = Random(f"{assessor.name}/{candidate.form['site_name']}")
    marks = {}
    for criterion in criteria.criteria:
        best = len(criterion.levels)
        level = max(2 if best > 2 else 1, min(best, round(best * candidate.quality + rng.uniform(-0.45, 0.45))))
        worst = criterion.key in candidate.worst
        marks[criterion.key] = MarkIn(level=1 if worst else level, note=candidate.verdict if worst else "")
    await save_marks(assessor, seat, MarksIn(marks=marks, visited_on=at.date()), None, at)
    await submit_assessment(assessor, seat, None, at)


def _account(actor: Actor) -> UUID:
    if actor.account is None:
        raise ValueError(f"{actor.name} has no account")
    return actor.account
