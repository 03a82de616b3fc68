"""What must not turn up in any answer to a person, however it is asked for."""

from collections.abc import Iterator

import httpx

from network.foundation.access import Role
from tests.authorisation.cast import CASES, DRAFTED, KIN, PEOPLE, SHOPS, VISITED, Case, Person, Shop
from tests.authorisation.contents import contents
from tests.authorisation.shelves import belonging_of

HEADQUARTERS = (Role.HQ_ADMINISTRATOR, Role.HQ_MANAGER)


async def leaks_in(person: Person, answer: httpx.Response, asked: str) -> list[str]:
    """What of others an answer to the person shows, but for what was asked for, which it may repeat."""
    name = asked.split()[-1].partition("?")[0].rpartition("/")[2]
    return [
        f"{asked} shows {mark} in {part}"
        for part, text in (await contents(answer)).items()
        for mark in marks_hidden_from(person)
        if mark.encode() in (text.replace(name.encode(), b"") if mark in name else text)
    ]


def marks_hidden_from(person: Person) -> list[str]:
    hidden = [mark for shop in SHOPS.values() for mark in _of_site(person, shop)]
    hidden += [mark for case in CASES for mark in _of_case(person, case)]
    hidden += [belonging_of(other) for other in PEOPLE if other.name != person.name]
    if person.role not in HEADQUARTERS or not person.whole_network:
        hidden.append(DRAFTED)
    if person.role in (Role.APPLICANT, Role.SITE_OPERATOR, Role.SITE_STAFF, Role.EXECUTIVE):
        hidden += [other.called for other in PEOPLE if other.called]
    return hidden


def _of_site(person: Person, shop: Shop) -> Iterator[str]:
    """All texts of sites out of reach; of the others, what waits at headquarters, and for executives the records.

    An auditor is told where to go, and reads what was filed there by nobody else, and whom it has told to be its kin.
    """
    if VISITED.get(shop.code) == person.name:
        yield from (shop.sealed, shop.private)
    elif KIN.get(person.name) == shop.code:
        yield from (shop.sealed, shop.private, shop.secret)
    elif not person.reaches_site(shop.code):
        yield shop.mark
    elif person.role not in HEADQUARTERS:
        yield from (shop.sealed, shop.secret)
        if person.role in (Role.EXECUTIVE, Role.SITE_STAFF):
            yield shop.private


def _of_case(person: Person, case: Case) -> Iterator[str]:
    """Applications of others, and drafts; and what an assessor wrote, before the last one has handed in."""
    decides = person.role in HEADQUARTERS and person.reaches_region(case.region)
    asked = person.name in case.assessors
    if case.applicant != person.name and not asked and (case.state == "draft" or not decides):
        yield case.mark
    for assessor in case.assessors:
        if assessor != person.name and not (case.open and decides):
            yield case.sealed(assessor)
