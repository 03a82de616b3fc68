"""The tabs of a site: few enough for one line, and where one is can be seen; the menu beside them says so too."""

from network.foundation.access import Actor, Permission, Role
from network.sites.pages.sites import site_tabs
from network.web.navigation import Entry, navigation_of

OPERATOR = Actor(Role.SITE_OPERATOR, "Ou", sites=frozenset({1}))
EXECUTIVE = Actor(Role.EXECUTIVE, "Wei")
ENTRIES = (
    Entry("Sites", "/sites", "building-store", Permission.READ_SITES, 10),
    Entry("Order desk", "/desk", "clipboard-list", Permission.RUN_DESK, 20, parts=("desk",)),
)


def test_an_operator_has_seven_tabs_and_the_open_one_is_in_its_group() -> None:
    tabs = site_tabs(OPERATOR, "SH 1", "clocks")
    assert len(tabs) == 7
    [group] = [tab for tab in tabs if any(each["active"] for each in tab.get("items", ()))]
    assert [(each["href"], each["active"]) for each in group["items"]] == [
        ("/sites/SH%201/desk", False),
        ("/sites/SH%201/orders", False),
        ("/sites/SH%201/clocks", True),
    ]


def test_a_group_of_which_one_tab_is_left_is_that_tab() -> None:
    for tab in site_tabs(EXECUTIVE, "SH1", "scorecard"):
        assert len(tab.get("items", (1, 2))) > 1
    assert site_tabs(EXECUTIVE, "SH1", "scorecard")[0]["active"]


def test_the_desk_of_a_site_belongs_to_the_line_of_desks() -> None:
    def active(path: str) -> list[str]:
        return [line["label"] for line in navigation_of(ENTRIES, OPERATOR, path) if line["active"]]

    assert active("/sites/SH1/desk/new") == active("/desk") == ["Order desk"]
    assert active("/sites/SH1/orders") == active("/sites/SH1/") == active("/sites/desk") == ["Sites"]
