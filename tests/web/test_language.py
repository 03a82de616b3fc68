"""Which language a request is answered in, and what is remembered of it."""

import re

import pytest

from network.foundation.access import Actor
from network.foundation.database import fetch, transaction
from network.foundation.settings import Settings
from network.identity.queries import accounts as queries
from tests.served import HOST, Browse, Browser, MakePerson, application


async def spoken(browser: Browser, address: str = "/login", **headers: str) -> str:
    page = await browser.get(address, headers=headers)
    found = re.search(r'<html lang="([^"]+)"', page.text)
    assert found
    return found[1]


CHINESE = "zh-CN,zh;q=0.9"


async def test_the_browser_says_which_language_its_reader_has(browse: Browse) -> None:
    assert await spoken(browse(), **{"accept-language": CHINESE}) == "zh-CN"
    assert await spoken(browse(), **{"accept-language": "de,en;q=0.5,zh;q=0.1"}) == "en"


@pytest.mark.parametrize("header", ["de", "", "xx;q=nonsense", "*"])
async def test_without_a_language_of_ours_the_networks_is_spoken(browse: Browse, header: str) -> None:
    chinese = application(Settings(language="zh_CN"))
    assert await spoken(browse(), **{"accept-language": header}) == "en"
    assert await spoken(browse(served=chinese), **{"accept-language": header}) == "zh-CN"


async def test_the_address_comes_before_the_account_the_cookie_and_the_browser(
    browse: Browse, person: MakePerson
) -> None:
    await person("a@example.com", language="zh_CN")
    browser = browse()
    browser.cookies.set("servicemark_language", "zh_CN")
    assert await spoken(browser, **{"accept-language": "en"}) == "zh-CN"
    browser.cookies.set("servicemark_language", "en")
    assert await spoken(browser, **{"accept-language": CHINESE}) == "en"
    await browser.sign_in("a@example.com")
    assert await spoken(browser, "/nowhere", **{"accept-language": "en"}) == "zh-CN"
    assert await spoken(browser, "/nowhere?lang=en", **{"accept-language": CHINESE}) == "en"


async def test_a_chosen_language_stays_with_the_browser(browse: Browse) -> None:
    browser = browse()
    chosen = await browser.get("/login?lang=zh_CN", headers={"accept-language": "en"})
    assert "servicemark_language=zh_CN" in chosen.headers["set-cookie"]
    assert "SameSite=lax" in chosen.headers["set-cookie"]
    assert await spoken(browser, **{"accept-language": "en"}) == "zh-CN"


async def test_a_chosen_language_stays_with_the_account(browse: Browse, person: MakePerson) -> None:
    await person("a@example.com")
    browser = browse()
    await browser.sign_in("a@example.com")
    for _again in range(3):
        await browser.get("/api/v1/session?lang=zh_CN")
    elsewhere = browse()
    await elsewhere.sign_in("a@example.com")
    assert await spoken(elsewhere, "/nowhere") == "zh-CN"
    assert elsewhere.session
    found = await queries.actor_of(elsewhere.session)
    assert found is not None
    assert found.language == "zh_CN"


async def test_switching_the_language_adds_nothing_to_the_trail(browse: Browse, person: MakePerson) -> None:
    """Any link may switch it: a chain that grew by it could be made to grow without end."""
    await person("a@example.com")
    browser = browse()
    await browser.sign_in("a@example.com")
    async with transaction(Actor.system()):
        before = await fetch("select count(*) from trail_event")
    for language in ("zh_CN", "en", "zh_CN"):
        await browser.get(f"/api/v1/session?lang={language}")
    async with transaction(Actor.system()):
        assert await fetch("select count(*) from trail_event") == before


@pytest.mark.parametrize("value", ["tlh", "", "zh_CN/../en", "<script>", "en\r\nset-cookie: x=y"])
async def test_a_language_that_does_not_ship_is_left_out(browse: Browse, value: str) -> None:
    answer = await browse().get("/login", params={"lang": value})
    assert answer.status_code == 200
    assert "set-cookie" not in answer.headers or "servicemark_language=en;" in answer.headers["set-cookie"]


async def test_the_switch_leads_to_this_very_page(browse: Browse) -> None:
    page = await browse().get("/login?next=/api/docs&lang=en")
    assert 'href="/login?next=%2Fapi%2Fdocs&amp;lang=zh_CN"' in page.text
    assert page.text.count("lang=en&amp;lang=") == 0


async def test_the_switch_never_leads_to_another_host(browse: Browse) -> None:
    page = await browse().get(f"{HOST}//elsewhere.example/login")
    assert page.status_code == 404
    assert 'href="/elsewhere.example/login?lang=zh_CN"' in page.text
    assert "//elsewhere.example" not in page.text


async def test_one_readers_language_does_not_stick_to_the_next(browse: Browse) -> None:
    for language, title in (("zh-CN", "登录"), ("en", "Sign in"), ("zh-CN", "登录")):
        assert title in (await browse().get("/login", headers={"accept-language": language})).text
