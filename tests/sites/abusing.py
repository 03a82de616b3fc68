"""Browsers of people who mean no good, or click twice."""

import asyncio
from typing import Any

import httpx

from tests.served import Browse, Browser

API = "/api/v1"


async def enter(browse: Browse, email: str) -> Browser:
    """The browser of someone who has signed in, which sends what their pages would send with every change."""
    browser = browse(headers={"accept": "application/json", "accept-language": "en"})
    assert (await browser.sign_in(email)).status_code == 303
    browser.headers.update({"x-csrf-token": await browser.csrf(), "if-match": "*"})
    return browser


async def at_once(*requests: Any) -> list[tuple[int, str]]:
    """The statuses and codes of requests that are all under way together, sorted."""
    answers: list[httpx.Response] = await asyncio.gather(*requests)
    return sorted((answer.status_code, code_of(answer)) for answer in answers)


def code_of(answer: httpx.Response) -> str:
    told = answer.json()
    return str(told.get("code", "")) if answer.is_error and isinstance(told, dict) else ""
