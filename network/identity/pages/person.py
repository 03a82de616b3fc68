"""What the list of people and the page of one person show, in words."""

from datetime import UTC, datetime
from typing import Any

from network.foundation.access import Actor, Role
from network.foundation.i18n import current, lazy, ngettext
from network.foundation.i18n import gettext as _
from network.identity.pages.places import Places, day_text, plain_day, right_text, role_text, until_text
from network.identity.rules.memberships import STANDING_LABELS, Standing, standing
from network.identity.schemas.memberships import MembershipOut, RightOut
from network.identity.schemas.people import PeopleOut, PersonLine, PersonOut, PersonState
from network.sites.pages.sites import region_groups
from network.web.downloads import Cell
from network.web.listing import ListState, options
from network.web.tables import Empty, list_card
from network.web.templating import Page, page

STATE_LABELS = {
    PersonState.ACTIVE: lazy("Can sign in"),
    PersonState.ENDED: lazy("No role now"),
    PersonState.DISABLED: lazy("Disabled"),
}

# What is said after something was done.
DONE = {
    "disabled": lazy("The account is disabled. Whoever was signed in with it is signed out."),
    "enabled": lazy("The account can sign in again."),
    "reset": lazy("The second factor is reset. The password alone is enough until a new one is set up."),
    "added": lazy("The membership is added."),
    "ended": lazy("The end of the membership is set."),
    "granted": lazy("The right is granted. It holds from the next request on."),
    "revoked": lazy("The right is revoked. It is gone from the next request on."),
}


def people_page(found: PeopleOut, state: ListState, places: Places) -> Page:
    """The list; `state` is within what was found."""
    count = ngettext("%(count)s person", "%(count)s people", found.total) % {"count": current().decimal(found.total)}
    rows = [
        {**_cells(line, places), "href": f"/people/{line.id}", "state_code": line.state.value} for line in found.items
    ]
    table = list_card(
        state,
        found.total,
        rows,
        title=_("People"),
        count=count,
        search_label=_("Name or email"),
        groups=[
            options(state, "role", _("Role"), {role.value: role_text(role) for role in Role}),
            options(state, "state", _("State"), {key.value: label for key, label in STATE_LABELS.items()}),
            *region_groups(state, places.tree, current()),
        ],
        empty=Empty(
            _("There is nobody yet"), _("Invite the people who work here."), _("Invite somebody"), "/people/invite"
        ),
    )
    return page("people.html", table=table, breadcrumbs=[{"label": _("People"), "href": ""}])


def people_rows(found: PeopleOut, state: ListState, places: Places) -> tuple[list[str], list[list[Cell]]]:
    """The head and the rows of the export, in the columns that are shown."""
    shown = state.visible()
    rows = [_cells(line, places) | _plain(line) for line in found.items]
    return [str(column.label) for column in shown], [[row[column.key] for column in shown] for row in rows]


def person_page(
    actor: Actor,
    found: PersonOut,
    places: Places,
    at: datetime,
    *,
    done: str,
    typed: dict[str, str],
    errors: list[dict[str, str]],
    wrong: dict[str, str],
) -> Page:
    """One person, with what may be done. Nobody changes their own account here."""
    own = found.id == actor.account
    flashes = [{"tone": "good", "text": str(DONE[done])}] if done in DONE else []
    return page(
        "person.html",
        person=found,
        own=own,
        state_text=str(STATE_LABELS[found.state]),
        facts=_facts(found),
        memberships=[_membership(each, places, at, own=own) for each in found.memberships],
        typed=typed,
        errors=errors,
        wrong=wrong,
        flashes=flashes,
        breadcrumbs=[{"label": _("People"), "href": "/people"}, {"label": found.name, "href": ""}],
    )


def _cells(line: PersonLine, places: Places) -> dict[str, Cell]:
    """A row of the list, by column."""
    scopes = [
        places.scope(each.role, whole_network=each.whole_network, regions=each.regions, sites=each.site_count)
        for each in line.roles
    ]
    return {
        "name": line.name,
        "email": line.email,
        "roles": ", ".join(dict.fromkeys(role_text(each.role) for each in line.roles)),
        "scope": "; ".join(scopes),
        "state": str(STATE_LABELS[line.state]),
        "signed_in_at": day_text(line.signed_in_at),
        "created_at": day_text(line.created_at),
    }


def _plain(line: PersonLine) -> dict[str, Cell]:
    return {"signed_in_at": plain_day(line.signed_in_at), "created_at": plain_day(line.created_at)}


def _facts(found: PersonOut) -> list[dict[str, Any]]:
    """The `items` of the macro `definitions`."""
    languages = {"en": "English", "zh_CN": "简体中文"}
    never = _("This person has not signed in yet.")
    return [
        {"label": _("Email"), "value": found.email},
        {"label": _("Language"), "value": languages.get(found.language or "", _("as the browser says"))},
        {"label": _("Account since"), "value": day_text(found.created_at)},
        {"label": _("Last sign-in"), "value": _moment(found.signed_in_at), "reason": never},
        {"label": _("Second factor"), "value": _("set up") if found.second_factor else _("not set up")},
    ]


def _membership(each: MembershipOut, places: Places, at: datetime, *, own: bool) -> dict[str, Any]:
    state = standing(each.since, each.until, at)
    changeable = not own and state is not Standing.OVER
    return {
        "id": str(each.id),
        "role": role_text(each.role),
        "scope": places.reach_of(each),
        "sites": each.sites,
        "since": day_text(each.since),
        "until": until_text(each.until),
        "grantor": each.grantor,
        "standing": state.value,
        "standing_text": str(STANDING_LABELS[state]),
        "changeable": changeable,
        "is_manager": each.role is Role.HQ_MANAGER,
        "is_administrator": each.role is Role.HQ_ADMINISTRATOR,
        "rights": [_right(right, each.until, places, at, changeable=changeable) for right in each.rights],
    }


def _right(right: RightOut, ends: datetime | None, places: Places, at: datetime, *, changeable: bool) -> dict[str, Any]:
    """No right outlasts its membership, which `ends` then."""
    until = min(filter(None, (right.until, ends)), default=None)
    state = standing(right.since, until, at)
    return {
        "id": right.id,
        "right": right_text(right.right),
        "over": places.region(right.region) if right.region else _("wherever the membership reaches"),
        "since": day_text(right.since),
        "until": until_text(until),
        "grantor": right.grantor,
        "standing": state.value,
        "standing_text": str(STANDING_LABELS[state]),
        "revocable": changeable and state is not Standing.OVER,
    }


def _moment(at: datetime | None) -> str | None:
    return None if at is None else current().moment(at.astimezone(UTC))
