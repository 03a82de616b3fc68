"""What an operator does in the last minute before the deadline, over HTTP: in the form, or with the site's program."""

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any

import httpx

from network.foundation.periods import Month
from network.repairs.rules.report_figures import FIGURES
from tests.benchmarks.operators import Operator
from tests.benchmarks.report import Disagreement

# Longer than any answer is worth waiting for.
PATIENCE = 60.0
_TYPED = re.compile(r'<input class="form-control" id="field-\w+" name="(\w+)" value="(\d*)"')
_HIDDEN = re.compile(r'name="(_csrf|version)"[^>]*value="(\w+)"')


@dataclass(slots=True)
class Filing:
    """One operator at work. `submit_at`: when the report is to be handed in, by `perf_counter`; `hasty` hands it in
    twice, the second time without having heard of the first.

    `pages` and `submissions` are the seconds of each answer; `sent` and `answered` when the first submission was.
    """

    operator: Operator
    address: str
    month: Month
    submit_at: float
    lead: float
    hasty: bool
    figures: dict[str, int] = field(default_factory=dict)
    outcomes: list[str] = field(default_factory=list)
    pages: list[float] = field(default_factory=list)
    submissions: list[float] = field(default_factory=list)
    sent: float = 0
    answered: float = 0

    async def in_the_form(self) -> None:
        """Open the form, fill it in while it is kept, check it, look it through, submit it, read the receipt."""
        path = f"/sites/{self.operator.site}/reports/{self.month}"
        async with self._browser() as browser:
            await self._until(self.lead)
            form = await self._page(browser.get(path), 200)
            hidden, typed = dict(_HIDDEN.findall(form.text)), _filled(dict(_TYPED.findall(form.text)))
            self.figures = {key: int(value) for key, value in typed.items()}
            await self._until(self.lead * 0.6)
            kept = await self._page(browser.post(f"{path}/draft", data={**hidden, **typed}), 200)
            hidden |= dict(_HIDDEN.findall(kept.text))
            await self._until(self.lead * 0.3)
            await self._page(browser.post(path, data={**hidden, **typed, "check": "yes"}), 303)
            review = await self._page(browser.get(f"{path}/review"), 200)
            hidden |= dict(_HIDDEN.findall(review.text))
            await self._until(0)
            posts = [self._handed(browser.post(f"{path}/submit", data=hidden), 303) for _time in range(1 + self.hasty)]
            answers = await asyncio.gather(*posts)
            self.outcomes = [answer.headers["location"].rpartition("done=")[2] for answer in answers]
            await self._page(browser.get(f"{path}?read=true"), 200)

    async def with_a_program(self) -> None:
        """Read what the records know and send it back as the report; the hasty one does so twice."""
        path = f"/api/v1/sites/{self.operator.site}/reports/{self.month}"
        async with self._browser() as program:
            program.headers["authorization"] = f"Bearer {self.operator.key}"
            await self._until(self.lead)
            found = await self._page(program.get(path), 200)
            self.figures = {key: int(value) for key, value in _filled(found.json()["known"]).items()}
            body, matched = {"figures": self.figures}, {"if-match": found.headers["etag"]}
            await self._until(0)
            for _time in range(1 + self.hasty):
                answer = await self._handed(program.put(path, json=body, headers=matched), 200)
                self.outcomes.append(answer.json()["outcome"])

    def _browser(self) -> httpx.AsyncClient:
        cookies = {"servicemark_session": self.operator.session}
        # A context for TLS, which is not used, would take longer to make than the report takes to file.
        return httpx.AsyncClient(base_url=self.address, cookies=cookies, timeout=PATIENCE, verify=False)  # noqa: S501

    async def _until(self, before: float) -> None:
        """Wait until so many seconds before the submission; whoever is late by then goes on at once."""
        await asyncio.sleep(max(self.submit_at - before - perf_counter(), 0))

    async def _page(self, asked: Any, status: int) -> httpx.Response:
        answer, seconds = await self._answer(asked, status)
        self.pages.append(seconds)
        return answer

    async def _handed(self, asked: Any, status: int) -> httpx.Response:
        self.sent = self.sent or perf_counter()
        answer, seconds = await self._answer(asked, status)
        self.answered = self.answered or perf_counter()
        self.submissions.append(seconds)
        return answer

    async def _answer(self, asked: Any, status: int) -> tuple[httpx.Response, float]:
        start = perf_counter()
        answer: httpx.Response = await asked
        if answer.status_code != status:
            raise Disagreement(f"{self.operator.site}: {answer.request.url.path} answers {answer.status_code}")
        return answer, perf_counter() - start


def _filled(known: Mapping[str, Any]) -> dict[str, str]:
    """What the records know, and 0 where they know nothing."""
    return {key: str(known.get(key) or 0) for key in FIGURES}
