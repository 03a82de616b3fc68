"""Random histories of editions, people and notes taken, and what the plain model makes of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from network.manuals.rules.documents import Audience
from network.manuals.rules.duties import Duty, DutyState, Edition, Employment, Held, Place, duty_of_all, groups, met_on
from tests.factory import Store
from tests.manuals.noting import certified, edition, employ, manual, note

START = date(2026, 1, 1)
DAYS = 90
ROLES = ("technician", "receptionist", "owner")
REGIONS = ("East China", "East China/Shanghai", "East China 2")
LINES = ("phones", "printers")
ZONES = {"SH1": ZoneInfo("Asia/Shanghai"), "EE1": ZoneInfo("America/New_York")}
PATHS = {"SH1": "East China/Shanghai", "EE1": "East China 2"}


@dataclass(frozen=True)
class Worker:
    site: str
    person: int
    employment: Employment


class History:
    """Few people, editions and days, so that all that can meet does."""

    def __init__(self, seed: int) -> None:
        self.chance = Random(seed)
        self.day = self._day()
        days = sorted({self._day() for _n in range(5)})
        self.editions = [
            Edition(
                number=number,
                effective_on=day,
                material=self.chance.random() < 0.5,
                due_days=self.chance.choice((0, 7, 20)),
                audience=self._audience(),
            )
            for number, day in enumerate(days, start=1)
        ]
        self.kinds = {code: self.chance.choice(("franchised", "self_operated")) for code in ZONES}
        self.held = {code: self._held() for code in ZONES}
        self.closed = {code: self._day() if self.chance.random() < 0.2 else None for code in ZONES}
        self.workers = [
            Worker(self._one(tuple(ZONES)), self.chance.randrange(4), self._employment()) for _n in range(7)
        ]
        self.taken = {(self.chance.randrange(4), self._one(self.editions).number): self._moment() for _n in range(9)}

    def _one(self, of: Any) -> Any:
        return self.chance.choice(of)

    def _day(self) -> date:
        return START + timedelta(days=self.chance.randrange(DAYS))

    def _moment(self) -> datetime:
        """Near a midnight somewhere as often as not."""
        first = datetime.combine(self._day(), datetime.min.time(), UTC)
        return first + timedelta(hours=self._one((4, 5, 15, 16)), minutes=self._one((0, 59)))

    def _some(self, of: tuple[str, ...]) -> tuple[str, ...]:
        return () if self.chance.random() < 0.6 else tuple(sorted({self._one(of), self._one(of)}))

    def _audience(self) -> Audience:
        kinds = self._some(("franchised", "self_operated"))
        return Audience(roles=self._some(ROLES), kinds=kinds, regions=self._some(REGIONS), lines=self._some(LINES))

    def _held(self) -> tuple[Held, ...]:
        return tuple(self._certificate(line) for line in LINES if self.chance.random() < 0.7)

    def _certificate(self, line: str) -> Held:
        first = self._day()
        ended = None if self.chance.random() < 0.5 else first + timedelta(days=self.chance.randrange(1, 60))
        return Held(line=line, valid_from=first, valid_to=first + timedelta(days=60), ended_on=ended)

    def _employment(self) -> Employment:
        first = self._day()
        last = None if self.chance.random() < 0.5 else first + timedelta(days=self.chance.randrange(DAYS))
        return Employment(role=self._one(ROLES), from_on=first, to_on=last)

    def place(self, code: str) -> Place:
        return Place(
            kind=self.kinds[code],
            region=PATHS[code],
            zone=ZONES[code],
            certificates=self.held[code],
            closed_on=self.closed[code],
        )

    def model(self, workers: Sequence[Worker]) -> list[tuple[str, int, Duty, date | None]]:
        """Every duty that these make: site, person, the duty, met on."""
        made = []
        for site, person in sorted({(worker.site, worker.person) for worker in workers}):
            employed = [each.employment for each in workers if (each.site, each.person) == (site, person)]
            for group in groups(self.editions):
                if found := duty_of_all(group, self.place(site), employed):
                    theirs = [(number, at) for (who, number), at in self.taken.items() if who == person]
                    met = met_on(theirs, group, ZONES[site])
                    made.append((site, person, found, met))
        return made

    def rows(self) -> list[tuple[Any, ...]]:
        return sorted(
            (
                site,
                person,
                found.group.first.number,
                str(found.begins),
                str(found.due_on),
                str(found.to_on),
                found.lapsed,
                str(met),
            )
            for site, person, found, met in self.model(self.workers)
        )

    def covered(self) -> dict[str, tuple[int, ...]]:
        """By site: people, taken, due, overdue on the day."""
        sums: dict[str, list[int]] = {}
        active = [each for each in self.workers if each.employment.active(self.day)]
        for site, _person, found, met in self.model(active):
            if found.group.in_force(self.day) and (found.to_on is None or found.to_on >= self.day):
                state = found.state(met, self.day)
                done = state in (DutyState.IN_TIME, DutyState.LATE)
                late = not done and found.due_on < self.day
                for place, each in enumerate((True, done, not done and not late, late)):
                    sums.setdefault(site, [0, 0, 0, 0])[place] += each
        return {code: tuple(numbers) for code, numbers in sums.items()}

    async def write(self, store: Store, sites: Mapping[str, int]) -> None:
        of, people, made = await manual(store), dict[int, UUID](), dict[int, UUID]()
        for each in self.editions:
            lists = {name: list(getattr(each.audience, name)) for name in ("roles", "kinds", "regions", "lines")}
            made[each.number] = await edition(
                store,
                of,
                each.number,
                each.effective_on,
                audience=lists,
                material=each.material,
                due_days=each.due_days,
            )
        for code in ZONES:
            await store.rows(
                "update site set kind = $2, time_zone = $3, closed_on = $4 where id = $1",
                sites[code],
                self.kinds[code],
                str(ZONES[code]),
                self.closed[code],
            )
            for held in self.held[code]:
                await certified(store, sites[code], held.line, held.valid_from, held.valid_to, held.ended_on)
        for worker in self.workers:
            known = {"person": people[worker.person]} if worker.person in people else {}
            people[worker.person] = await employ(
                store,
                sites[worker.site],
                worker.employment.from_on,
                worker.employment.to_on,
                role=worker.employment.role,
                name=str(worker.person),
                **known,
            )
        for (who, number), at in self.taken.items():
            if who in people:
                await note(store, made[number], people[who], sites["SH1"], at)
