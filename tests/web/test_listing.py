"""The state of a list, read from a URL and written back into one."""

from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from litestar.datastructures import MultiDict

from network.web.listing import Column, ListPage, ListState, column_choice, columns, options, paging, search

SITES = ListPage(
    path="/sites",
    columns=(
        Column("code", "Code", heading=True),
        Column("city", "City"),
        Column("score", "Score", numeric=True, first="descending"),
        Column("note", "Note", sortable=False),
    ),
    sort="code",
    filters=("region", "standing"),
)


def read(query: str) -> ListState:
    return ListState.read(MultiDict(parse_qsl(query, keep_blank_values=True)), SITES)


def test_a_bare_address_is_the_first_page_in_the_lists_own_order() -> None:
    state = read("")
    assert (state.q, state.sort, state.direction, state.page, state.size) == ("", "code", "ascending", 1, 50)
    assert state.url() == "/sites"


@pytest.mark.parametrize(
    "query",
    [
        "sort=password_hash",
        "sort=note",
        "sort=code;drop table site",
        "direction=sideways",
        "page=0",
        "page=-1",
        "page=x",
        "page=1e3",
        "page=²",
        "size=51",
        "size=100000",
        "column=secret",
        "role=admin",
        "region=",
        "q=%00%01",
    ],
)
def test_what_the_list_cannot_do_is_left_out(query: str) -> None:
    assert read(query) == read("")


def test_what_it_can_do_is_read_and_written_back() -> None:
    query = "region=East+China&q=sh&sort=score&direction=descending&size=100&page=3&column=code&column=score"
    state = read(query)
    assert (state.limit, state.offset, state.descending) == (100, 200, True)
    assert state.filters == {"region": "East China"}
    assert [column.key for column in state.visible()] == ["code", "score"]
    assert sorted(parse_qsl(urlsplit(state.url(page=3)).query)) == sorted(parse_qsl(query))


@given(st.dictionaries(st.sampled_from(["q", "sort", "direction", "page", "size", "region", "column", "x"]), st.text()))
def test_no_address_breaks_a_list_and_each_state_has_one_address(parameters: dict[str, str]) -> None:
    state = ListState.read(MultiDict(parameters), SITES)
    assert state.size in (25, 50, 100, 200)
    assert "\x00" not in state.url()
    again = ListState.read(MultiDict(parse_qsl(urlsplit(state.url(page=state.page)).query)), SITES)
    assert again == state


def test_any_change_but_that_of_the_page_goes_back_to_the_first() -> None:
    state = read("page=3&region=North")
    assert state.url(page=4) == "/sites?region=North&page=4"
    assert state.url(standing="pass") == "/sites?region=North&standing=pass"
    assert state.url(region="") == "/sites"
    assert state.url("/sites.xlsx", size=25) == "/sites.xlsx?region=North&size=25"


@pytest.mark.parametrize(
    ("total", "asked", "shown"), [(0, 9, 1), (50, 2, 1), (51, 2, 2), (299, 7, 6), (299, 6, 6), (299, 999_999, 6)]
)
def test_a_page_past_the_end_is_the_last_one(total: int, asked: int, shown: int) -> None:
    assert read(f"page={asked}").within(total).page == shown


def test_heads_sort_the_other_way_on_the_second_click() -> None:
    code, city, score, note = columns(read("sort=score&direction=descending"))
    assert (score["sorted"], score["sort_href"]) == ("descending", "/sites?sort=score&direction=ascending")
    assert (code["sort_href"], "sorted" in code, code["heading"]) == ("/sites", False, True)
    assert city["sort_href"] == "/sites?sort=city&direction=ascending"
    assert "sort_href" not in note
    assert columns(read(""))[2]["sort_href"] == "/sites?sort=score&direction=descending"


def test_the_column_that_names_the_row_is_always_shown() -> None:
    state = read("column=score")
    assert [column["key"] for column in columns(state)] == ["code", "score"]
    chosen = {column["key"]: column["shown"] for column in column_choice(state)["columns"]}
    assert chosen == {"city": False, "score": True, "note": False}


def test_paging_says_where_one_is() -> None:
    pages = paging(read("page=3&q=x").within(1299), 1299)
    assert pages["text"] == "101–150 of 1,299"
    assert (pages["previous_href"], pages["next_href"]) == ("/sites?q=x&page=2", "/sites?q=x&page=4")
    assert [link["label"] for link in pages["links"]] == ["1", "2", "3", "4", "5", "…", "26"]
    assert [link["label"] for link in pages["links"] if link["active"]] == ["3"]
    assert pages["size"]["keep"] == [("q", "x")]


def test_paging_of_nothing() -> None:
    pages = paging(read("").within(0), 0)
    assert (pages["text"], pages["previous_href"], pages["next_href"]) == ("0–0 of 0", "", "")


def test_a_search_keeps_the_rest_of_the_state() -> None:
    assert search(read("q=sh&region=North&page=2"), "Site")["keep"] == [("region", "North")]


def test_pills_switch_a_filter_and_take_it_off() -> None:
    group = options(read("standing=pass"), "standing", "Standing", {"pass": "Pass", "fail": "Fail"})
    assert [(option["label"], option["href"], option["active"]) for option in group["options"]] == [
        ("All", "/sites", False),
        ("Pass", "/sites?standing=pass", True),
        ("Fail", "/sites?standing=fail", False),
    ]
