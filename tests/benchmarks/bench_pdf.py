"""CPU seconds for one scorecard PDF: ours, the same canvas calls without our layout, WeasyPrint on a like page."""

import asyncio
import importlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from html import escape
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import Any
from unittest.mock import patch

from network.foundation.clock import now
from network.foundation.i18n import Language, language
from network.foundation.settings import Settings
from network.foundation.signing import seal_of
from network.scorecards.press import FEW, HANDFUL, Press
from reports import charts, typeface
from reports.scorecard import open_canvas, render_scorecard
from reports.sheet import ScorecardSheet
from tests.benchmarks.report import Disagreement, Finding, Line, Ratio
from tests.reports.samples import sheet

WEASYPRINT_DOCUMENTS, ROUNDS = 2, 4
OURS, BARE, WEASYPRINT = "scorecard PDF", "the same canvas calls, no layout", "WeasyPrint, like content"
PRINTED = "drawn and signed, on all cores (wall)"
_CENTRES = "东南西北上下前后高新中山江海河湖城乡春秋"

Job = tuple[ScorecardSheet, Language]
Call = tuple[str, tuple[Any, ...], dict[str, Any]]


class Recorder:
    """Stands before a canvas or a path, passes every call on and keeps it."""

    def __init__(self, target: Any) -> None:
        self.target = target
        self.calls: list[Call] = []

    def __getattr__(self, name: str) -> Callable[..., Any]:
        method = getattr(self.target, name)

        def call(*arguments: Any, **options: Any) -> Any:
            if name == "beginPath":
                return Recorder(method())
            self.calls.append((name, arguments, options))
            return method(*(a.target if isinstance(a, Recorder) else a for a in arguments), **options)

        return call


def replay(calls: Sequence[Call], tag: str) -> bytes:
    """The recorded calls on a bare canvas, paths built anew."""
    output = BytesIO()
    canvas = open_canvas(output, tag)
    for name, arguments, options in calls:
        if arguments and isinstance(arguments[0], Recorder):
            path = canvas.beginPath()
            for step, values, _options in arguments[0].calls:
                getattr(path, step)(*values)
            canvas.drawPath(path, **options)
        else:
            getattr(canvas, name)(*arguments, **options)
    return output.getvalue()


def record(job: Job) -> tuple[list[Call], str]:
    recorders: list[Recorder] = []

    def open_recorder(output: BytesIO, tag: str) -> Recorder:
        recorders.append(Recorder(open_canvas(output, tag)))
        return recorders[0]

    with patch("reports.scorecard.open_canvas", open_recorder):
        render_scorecard(*job)
    return recorders[0].calls, job[1].code.replace("_", "-")


def jobs(count: int) -> list[Job]:
    """Sheets of different sites with different numbers, every other one in Chinese."""
    made = []
    for number in range(count):
        reader = language("zh_CN" if number % 2 else "en")
        whole = sheet(reader.code, 4 + number % 7)
        name = f"{whole.site.name} {number}{_CENTRES[number % len(_CENTRES)]}"
        lines = tuple(
            replace(line, points=min((line.points or Decimal(0)) + Decimal(number % 9) / 10, Decimal(100)))
            for line in whole.criteria
        )
        made.append((replace(whole, site=replace(whole.site, name=name), criteria=lines), reader))
    return made


def html(job: Job) -> str:
    """A page with the same texts, numbers and charts."""
    whole, reader = job
    rows = "".join(
        f"<tr><td>{escape(line.label)}<td>{line.weight}<td>{line.sample_size}<td>{line.raw}<td>{line.adjusted}"
        f"<td>{charts.svg_bullet(line.points, line.interval, line.label, reader, f'b{n}')}<td>{line.points}"
        f"<td>{line.contribution}<td>{charts.svg_sparkline(line.trend, line.label, reader, f's{n}')}"
        for n, line in enumerate(whole.criteria)
    )
    meanings = "".join(f"<tr><td>{escape(line.label)}<td>{escape(line.definition)}" for line in whole.criteria)
    pictures = (
        charts.svg_gauge(whole.judgement, reader, "gauge")
        + charts.svg_badge(whole.judgement, reader, "badge")
        + charts.svg_profile(whole.criteria, reader, "profile")
    )
    trends = charts.svg_turnaround(whole.turnaround, reader, "turnaround") + charts.svg_history(
        whole.history, whole.judgement.bands, reader, "history"
    )
    faces = "".join(
        f"@font-face{{font-family:S;font-weight:{weight};src:url({(typeface.FONT_FOLDER / file).as_uri()})}}"
        for weight, file in zip((400, 700), typeface.FILES.values(), strict=True)
    )
    return (
        f"<style>{faces} body{{font:7pt S}} table{{width:100%}} @page{{size:A4;margin:12mm}}</style>"
        f"<h1>{escape(whole.network_name)}</h1><h2>{escape(whole.site.name)}</h2>{pictures}<table>{rows}</table>{trends}"
        f"<table>{meanings}</table><p>{escape(whole.provenance.fingerprint)}</p>"
    )


def _weasyprint(work: Sequence[Job]) -> Callable[[], None] | None:
    """Draws the same work with WeasyPrint; None when it (the bench extra) is not installed."""
    try:
        printer = importlib.import_module("weasyprint")
        fonts = importlib.import_module("weasyprint.text.fonts").FontConfiguration()
    except (ImportError, OSError):
        return None
    pages = [html(job) for job in work]

    def draw() -> None:
        for page in pages:
            printer.HTML(string=page).write_pdf(font_config=fonts)

    return draw


def _fastest(contenders: dict[str, tuple[Callable[[], None], int]]) -> dict[str, float]:
    """CPU seconds a document, the best round after one to warm up; in turns, so that a busy machine is fair."""
    taken: dict[str, list[float]] = {name: [] for name in contenders}
    for _round in range(ROUNDS + 1):
        for name, (draw, count) in contenders.items():
            start = process_time()
            draw()
            taken[name].append((process_time() - start) / count)
    return {name: min(seconds[1:]) for name, seconds in taken.items()}


def run(documents: int) -> Finding:
    """CPU seconds for one document; raises Disagreement when the bare canvas does not draw the very same bytes."""
    work = jobs(documents)
    recorded = [record(job) for job in work]
    _compare(work[0], *recorded[0])

    def ours() -> None:
        for job in work:
            render_scorecard(*job)

    def bare() -> None:
        for calls, tag in recorded:
            replay(calls, tag)

    seconds = _fastest({OURS: (ours, documents), BARE: (bare, documents)})
    ratios = [Ratio(f"{OURS} / {BARE}", seconds[OURS] / seconds[BARE], at_most=1.5)]
    if weasyprint := _weasyprint(work[:WEASYPRINT_DOCUMENTS]):
        seconds |= _fastest({WEASYPRINT: (weasyprint, min(documents, WEASYPRINT_DOCUMENTS))})
        ratios.append(Ratio(f"{WEASYPRINT} / {OURS}", seconds[WEASYPRINT] / seconds[OURS], at_least=10))
    signed = printed(max(documents, FEW + 1))
    seconds[PRINTED] = signed
    ratios.append(Ratio("3,000 of them, drawn and signed / 60 s", signed * 3000 / 60, at_most=1))
    missing = "" if weasyprint else f"; {WEASYPRINT}: not installed"
    return Finding(
        f"Scorecard PDFs: {documents} different ones, in two languages{missing}",
        tuple(
            Line(name, each, f"{'of time' if name == PRINTED else 'of CPU'}; {1 / each:.0f} a second")
            for name, each in seconds.items()
        ),
        tuple(ratios),
    )


def printed(documents: int) -> float:
    """Seconds a document when a whole network is drawn and signed, in a process for each core; warm."""
    with TemporaryDirectory() as folder:
        press = Press(seal_of(Settings(data_dir=Path(folder)), now()))
    sheets = [job[0] for job in jobs(documents)]

    async def draw() -> float:
        try:
            await press.draw(sheets[: 4 * HANDFUL], "en")
            start = perf_counter()
            await press.draw(sheets, "en")
            return (perf_counter() - start) / len(sheets)
        finally:
            press.close()

    return asyncio.run(draw())


def _compare(job: Job, calls: Sequence[Call], tag: str) -> None:
    if replay(calls, tag) != render_scorecard(*job):
        raise Disagreement("the recorded calls do not draw the same document")
