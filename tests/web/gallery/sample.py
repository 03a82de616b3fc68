"""What the gallery shows: one record of made-up values in English, and the same in Chinese."""

from pathlib import Path
from typing import Any

import yaml
from markupsafe import Markup

Words = dict[str, str]
Record = dict[str, Any]

LANGUAGES = (("en", "English"), ("zh_CN", "简体中文"))
WORDS: dict[str, list[str]] = yaml.safe_load((Path(__file__).parent / "words.yaml").read_text("utf-8"))

TREND = Markup(
    '<svg viewBox="0 0 104 32" role="img" aria-label="{}"><polyline points="2,26 22,22 42,24 62,15 82,11 102,6" '
    'fill="none" stroke="#2563EB" stroke-width="2"/><circle cx="102" cy="6" r="2" fill="#2563EB"/></svg>'
)
MONTHS = ((31, "4"), (29, "5"), (26, "6"), (24, "7"), (21, "8"), (18, "9"))


def chart_svg(label: str) -> Markup:
    """Bars of hours by month, with presentation attributes only."""
    bars = "".join(
        f'<rect x="{40 + 90 * place}" y="{200 - hours * 5}" width="52" height="{hours * 5}" rx="3" fill="#2563EB"/>'
        f'<text x="{66 + 90 * place}" y="218" text-anchor="middle" font-size="12" fill="#334155">{month}</text>'
        for place, (hours, month) in enumerate(MONTHS)
    )
    line = '<line x1="20" x2="580" y1="80" y2="80" stroke="#0EA5A4" stroke-dasharray="4 4"/>'
    drawing = f'<svg viewBox="0 0 600 224"><title>{label}</title>{bars}{line}</svg>'
    return Markup(drawing)  # noqa: S704 - nothing in it comes from outside


def words_in(code: str) -> Words:
    place = [language for language, _ in LANGUAGES].index(code)
    return {key: texts[place] for key, texts in WORDS.items()}


def link(words: Words, key: str, **more: Any) -> Record:
    return {"label": words[key], "href": f"/gallery?at={key}", **more}


def context(code: str) -> Record:
    """What base.html and gallery.html need, in one language."""
    words = words_in(code)
    icons = {"home": "home", "scorecards": "award", "sites": "building-store", "repairs": "tool", "imports": "upload"}
    return {
        "csrf_token": "token-of-this-session",
        "network_name": words["network"],
        "account": {"name": words["person"], "role": words["role"]},
        "navigation": [
            {
                "head": "",
                "lines": [link(words, key, icon=icon, active=key == "scorecards") for key, icon in icons.items()],
            }
        ],
        "language_links": [
            {"tag": lang.replace("_", "-"), "label": label, "href": f"/gallery?lang={lang}", "active": lang == code}
            for lang, label in LANGUAGES
        ],
        "breadcrumbs": [link(words, "home"), link(words, "scorecards"), {"label": words["title"]}],
        "flashes": [{"tone": "good", "text": words["flash"]}],
        "sample": {**words, **table(words), **list_controls(words), **figures(words), **records(words)},
    }


def table(words: Words) -> Record:
    """The league table: a row of the reader's own site, long names, and a site without numbers."""
    keys = ("rank", "site", "standing", "overall", "within", "median", "region")
    columns: list[Record] = [
        {"key": key, "label": words[key], "numeric": key in ("rank", "overall", "within", "median")} for key in keys
    ]
    for column in columns[:-1]:
        column["sort_href"] = f"/gallery?sort={column['key']}"
    columns[0]["sorted"] = "ascending"
    columns[1]["heading"] = True
    rows = [
        ("1", words["short"], "five_star", "96.65", "97.1%", "11.2 h"),
        ("2", words["title"], "four_star", "90.60", "93.4%", "18.0 h"),
        ("3", words["long"], "three_star", "84.07", "88.2%", "21.4 h"),
        ("4", words["region_value"], "pass", "71.33", "79.9%", "33.7 h"),
        ("5", words["operator_value"], "fail", "42.86", "61.0%", "52.5 h"),
        (None, words["closed"], None, None, None, None),
    ]
    marks = [{"region": words["region_value"], "current": row[0] == "2", "provisional": row[0] == "3"} for row in rows]
    cells = [dict(zip(keys[:-1], row, strict=True)) for row in rows]
    return {"columns": columns, "rows": [{**cell, **mark} for cell, mark in zip(cells, marks, strict=True)]}


def list_controls(words: Words) -> Record:
    kept = {"action": "/gallery", "keep": [("sort", "rank")]}
    numbers = [{"label": page, "href": f"/gallery?page={page}", "active": page == "1"} for page in ("1", "2", "3")]
    gap = {"label": "", "href": "", "active": False}
    return {
        "search": {**kept, "value": "", "label": words["search"], "live": True},
        "column_choice": {
            **kept,
            "columns": [{"key": key, "label": words[key], "shown": True} for key in ("overall", "within", "median")],
        },
        "exports": [link(words, "csv", icon="file-type-csv"), link(words, "export", icon="file-spreadsheet")],
        "groups": [
            {
                "label": words["kind_label"],
                "options": [link(words, key, active=key == "all") for key in ("all", "franchised", "self_operated")],
            }
        ],
        "chips": [{"label": words["region"], "value": words["region_value"], "remove_href": "/gallery"}],
        "pages": {
            "text": words["page_text"],
            "previous_href": "",
            "next_href": "/gallery?page=2",
            "links": [*numbers, gap, {"label": "6", "href": "/gallery?page=6", "active": False}],
            "size": {**kept, "name": "size", "value": 50, "options": [25, 50, 100]},
        },
    }


def figures(words: Words) -> Record:
    better = {"label": words["change"], "text": "+2.3", "direction": "up", "tone": "good"}
    worse = {"label": words["peers"], "text": "+0.4", "direction": "up", "tone": "bad"}
    known = {"trend": TREND.format(words["change"]), "href": "/gallery", "link": words["records"], "sample": "7,505"}
    rate = {"value": "93.4", "unit": "%", "target": words["target"], "interval": "91.2–94.1%"}
    return {
        "figures": [
            {**known, "label": words["overall"], "value": "90.6", "changes": [better]},
            {**known, "label": words["within"], **rate, "changes": [better]},
            {**known, "label": words["median"], "value": "18.0", "unit": "h", "changes": [worse]},
            {"label": words["no_fault"], "value": None, "reason": words["reason"], "sample": "3"},
        ],
        "chart": chart_svg(words["chart_title"]),
        "chart_headers": [words["month"], words["hours"]],
        "chart_rows": [[month, f"{hours}.0"] for hours, month in MONTHS],
    }


def records(words: Words) -> Record:
    """Periods, facts, tabs, a form with an error, and what happened."""
    moment = {"at": "6 Oct 2026 08:00", "iso": "2026-10-06T08:00:00+08:00", "who": words["person"]}
    return {
        "periods": [link(words, "period", active=True), link(words, "before", active=False)],
        "facts": [
            {"label": words["code"], "value": "CN-SH-0417"},
            {"label": words["region"], "value": words["region_value"]},
            {"label": words["operator"], "value": words["operator_value"]},
            {"label": words["standing"], "value": None, "reason": words["reason"]},
        ],
        "tabs": [
            link(words, "overview", active=True),
            link(words, "repairs", active=False, count="7,505"),
            link(words, "challenges", active=False, count=0),
        ],
        "errors": [{"field": "closed_on", "message": words["date_error"]}],
        "grounds": [{"value": key, "label": words[key]} for key in ("factual", "evidence")],
        "kinds": [
            {"value": "franchised", "label": words["franchised"]},
            {"value": "self_operated", "label": words["self_operated"], "help": words["kind_help"]},
        ],
        "timeline": [{**moment, "text": words["event"], "icon": "lock"}, {**moment, "text": words["event2"]}],
    }
