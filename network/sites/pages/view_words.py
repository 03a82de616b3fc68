"""What a view shows, in words."""

from network.foundation.i18n import current
from network.foundation.i18n import gettext as _
from network.sites.lists.sites import SITES
from network.sites.rules.sites import KIND_LABELS, STATUS_LABELS
from network.web.listing import ListState


def view_facts(query: str) -> list[str]:
    """One line each for what is searched, filtered by, sorted by and shown; empty when that is as it is anyway."""
    state = ListState.written(query, SITES)
    between = "、" if current().code == "zh_CN" else ", "
    facts = [_("Search: %(text)s") % {"text": state.q}] if state.q else []
    facts += [f"{_filter(name)}: {_value(name, value)}" for name, value in sorted(state.filters.items())]
    column = SITES.column(state.sort)
    if column and (state.sort, state.direction) != (SITES.sort, SITES.direction):
        text = _("Sorted by %(column)s, descending") if state.descending else _("Sorted by %(column)s")
        facts.append(text % {"column": column.label})
    if state.shown:
        facts.append(_("Columns: %(names)s") % {"names": between.join(str(each.label) for each in state.visible())})
    return facts


def _filter(name: str) -> str:
    return {"region": _("Region"), "kind": _("Kind"), "status": _("State"), "tier": _("City tier")}[name]


def _value(name: str, value: str) -> str:
    labels = {"kind": KIND_LABELS, "status": STATUS_LABELS}.get(name, {})
    return str(labels.get(value, value))
