"""The statements that say who must have passed what and who has, against the plain model, on random histories."""

from datetime import date, timedelta
from random import Random
from typing import Any
from uuid import UUID

import asyncpg

from network.training.queries.coverage_sql import SITES_COVERED, pairs
from network.training.rules.coverage import Employment, Level, Passed, Required, coverage
from tests.factory import Store

HISTORIES = 200
START = date(2026, 1, 1)
DAYS = 120
ROLES = ("technician", "receptionist", "owner")


class History:
    """Few people, courses and days, so that all that can meet does."""

    def __init__(self, seed: int, sites: list[int]) -> None:
        self.chance = Random(seed)
        self.people = [str(UUID(int=n + 1)) for n in range(4)]
        self.courses = [str(UUID(int=n + 100)) for n in range(3)]
        self.day = self._day()
        self.employments = [
            Employment(self._one(sites), self._one(self.people), self._one(ROLES), *self._span()) for _n in range(7)
        ]
        required = [
            Required(self._one(self.courses), self._one(ROLES), self._one((None, None, 1, 2, 3)), *self._span())
            for _n in range(5)
        ]
        # The same is not required twice at once.
        self.requirements = list({(each.course, each.role, each.least_level): each for each in required}.values())
        self.levels = [self._level(self._one(sites)) for _n in range(4)]
        self.passed = [
            Passed(self._one(self.people), self._one(self.courses), *self._span(), self.chance.random() < 0.2)
            for _n in range(10)
        ]
        self.closed = {each: self._day() for each in sites if self.chance.random() < 0.2}

    def _one(self, of: Any) -> Any:
        return self.chance.choice(of)

    def _day(self) -> date:
        return START + timedelta(days=self.chance.randrange(DAYS))

    def _span(self) -> tuple[date, date | None]:
        first = self._day()
        return first, None if self.chance.random() < 0.4 else first + timedelta(days=self.chance.randrange(DAYS))

    def _level(self, site: int) -> Level:
        first, last = self._span()
        ended = first + timedelta(days=self.chance.randrange(60)) if self.chance.random() < 0.3 else None
        return Level(site, self.chance.choice((1, 2, 3)), first, last or first + timedelta(days=90), ended)

    async def write(self, root: asyncpg.Connection) -> None:
        await root.executemany("insert into person (id) values ($1)", [(each,) for each in self.people])
        await root.executemany(
            "insert into course (id, key, title, topic, created_by) values ($1, $2, '{}', 'repair', '')",
            [(each, f"course-{n}") for n, each in enumerate(self.courses)],
        )
        await root.executemany(
            "insert into staff_member (id, site, name, role, from_on, to_on, phone, email, person) "
            "values (gen_random_uuid(), $1, 'N', $3, $4, $5, '', '', $2)",
            [(each.site, each.person, each.role, each.from_on, each.to_on) for each in self.employments],
        )
        await root.executemany(
            "insert into course_requirement (id, course, role, least_level, from_on, to_on, added_by) "
            "values (gen_random_uuid(), $1, $2, $3, $4, $5, '')",
            [(each.course, each.role, each.least_level, each.from_on, each.to_on) for each in self.requirements],
        )
        await root.executemany("update site set closed_on = $2 where id = $1", list(self.closed.items()))
        await self._write_records(root)
        await self._write_levels(root)

    async def _write_records(self, root: asyncpg.Connection) -> None:
        for n, each in enumerate(self.passed):
            made = await root.fetchval(
                "insert into training_record (id, person, course, site, source, passed_on, valid_from, valid_to, "
                "number, issuer, recorded_by) "
                "values (gen_random_uuid(), $1, $2, $3, 'imported', $4, $4, $5, $6, '', '')"
                " returning id",
                each.person,
                each.course,
                self.employments[0].site,
                each.valid_from,
                each.valid_to,
                f"T-{n}",
            )
            if each.revoked:
                await root.execute(
                    "insert into record_revocation (record, reason, revoked_by) values ($1, 'Wrong', '')", made
                )

    async def _write_levels(self, root: asyncpg.Connection) -> None:
        for n, each in enumerate(self.levels):
            await root.execute(
                "with t as (select id from certificate_type where code = $2), made as ("
                "  insert into certification (id, site, type, state) select $7, $1, t.id, 'certified' from t)"
                "insert into certificate (id, certification, site, type, number, valid_from, valid_to, ended_on) "
                "select gen_random_uuid(), $7, $1, t.id, $6, $3, $4, $5 from t",
                each.site,
                f"line-{n}-level-{each.level}",
                each.valid_from,
                each.valid_to,
                each.ended_on,
                f"SM-{n}",
                UUID(int=n + 500),
            )


async def _types(root: asyncpg.Connection) -> None:
    """A product line for each certificate of a history: of one type no two hold on the same day."""
    for n in range(4):
        line = await root.fetchval(
            "insert into product_line (code, name, name_zh) values ($1, '', '') returning id", f"line-{n}"
        )
        await root.executemany(
            "insert into certificate_type (code, title, title_zh, product_line, repair_level, validity_months, "
            "validity_rule, window_days) values ($1, '', '', $2, $3, 12, 'from_decision', 60)",
            [(f"line-{n}-level-{level}", line, level) for level in (1, 2, 3)],
        )


async def test_the_statements_agree_with_the_model_on_random_histories(store: Store, sites: dict[str, int]) -> None:
    root, places = store.root, [sites["SH1"], sites["SH2"]]
    await _types(root)
    seen = 0
    for seed in range(HISTORIES):
        history = History(seed, places)
        rolled_back = root.transaction()
        await rolled_back.start()
        await history.write(root)
        listed = await root.fetch(pairs("$1::date"), history.day)
        counted = await root.fetch(SITES_COVERED, history.day, None)
        await rolled_back.rollback()
        model = coverage(
            history.day, history.employments, history.requirements, history.levels, history.passed, history.closed
        )
        seen += len(model)
        assert sorted(_row(each) for each in listed) == [_pair(each) for each in model], seed
        assert {each["site"]: tuple(each.values())[1:] for each in counted} == _sums(history.day, model), seed
    assert seen > HISTORIES


def _row(row: asyncpg.Record) -> tuple[Any, ...]:
    names = ("site", "person", "course", "since", "due_on", "valid", "valid_to", "ended_on")
    return tuple(str(row[name]) for name in names)


def _pair(pair: Any) -> tuple[Any, ...]:
    values = (pair.site, pair.person, pair.course, pair.since, pair.due_on, pair.valid, pair.valid_to, pair.ended_on)
    return tuple(str(value) for value in values)


def _sums(day: date, model: list[Any]) -> dict[int, tuple[int, int, int, int]]:
    return {
        site: (
            len(of_site),
            sum(pair.valid for pair in of_site),
            sum(pair.counts(day) for pair in of_site),
            sum(pair.valid and pair.counts(day) for pair in of_site),
        )
        for site in {pair.site for pair in model}
        if (of_site := [pair for pair in model if pair.site == site])
    }
