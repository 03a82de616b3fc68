"""Lists of complaints and of what is complained of, as their pages and files show them."""

from typing import Any

from litestar import Response

from network.feedback.lists import STAGES, SUBSTANTIATED
from network.feedback.pages.complaint_words import branch_labels, complaint_cells, complaint_row
from network.feedback.queries.problems import problem_tree
from network.feedback.rules.complaints import CHANNEL_LABELS, SEVERITY_LABELS
from network.feedback.schemas.complaints import ComplaintsOut, ProblemsOut
from network.foundation.i18n import current, ngettext
from network.foundation.i18n import gettext as _
from network.web.downloads import Format, check_rows, table_download
from network.web.listing import ListState, options
from network.web.tables import Empty, list_card


def complaints_table(found: ComplaintsOut, state: ListState) -> dict[str, Any]:
    language = current()
    count = ngettext("%(count)s complaint", "%(count)s complaints", found.total)
    return list_card(
        state.within(found.total),
        found.total,
        [complaint_row(line, language) for line in found.items],
        title=_("Complaints"),
        count=count % {"count": language.decimal(found.total)},
        search_label=_("Number, site, order or words"),
        groups=[
            options(state, "stage", _("Stage"), STAGES),
            options(state, "substantiated", _("Decision"), SUBSTANTIATED),
            options(state, "severity", _("Severity"), SEVERITY_LABELS),
            options(state, "branch", _("What is complained of"), branch_labels()),
            options(state, "channel", _("Channel"), CHANNEL_LABELS),
        ],
        empty=Empty(
            _("Nobody has complained"),
            _("Complaints that headquarters takes in, by hand or from a file, stand here."),
        ),
    )


async def complaints_file(found: ComplaintsOut, state: ListState, kind: Format) -> Response[bytes]:
    """Every complaint that matches, in the columns and the order shown."""
    check_rows(found.total)
    shown = state.visible()
    rows = [[complaint_cells(line)[column.key] for column in shown] for line in found.items]
    return await table_download(_("Complaints"), [str(column.label) for column in shown], rows, kind)


def problem_groups(found: ProblemsOut) -> list[dict[str, Any]]:
    """The tree with its counts: of each problem how many in all, how many substantiated, and where."""
    language = current()
    groups = []
    for branch in problem_tree().branches:
        lines: list[dict[str, Any]] = []
        for problem in branch.problems:
            counts = [each for each in found.counts if each.problem == problem.key]
            names = {each.region: (each.region_name_zh if language.code == "zh_CN" else "") or each.region_name or "–"
                     for each in counts}  # fmt: skip
            top = sorted(counts, key=lambda each: (-each.complaints, each.region))[:3]
            lines.append(
                {
                    "label": problem.label.in_language(language.code),
                    "key": problem.key,
                    "complaints": sum(each.complaints for each in counts),
                    "substantiated": sum(each.substantiated for each in counts),
                    "where": [f"{names[each.region]} {each.complaints}" for each in top],
                }
            )
        groups.append(
            {
                "label": branch.label.in_language(language.code),
                "key": branch.key,
                "complaints": sum(line["complaints"] for line in lines),
                "problems": lines,
            }
        )
    return groups
