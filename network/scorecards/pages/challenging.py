"""A site's side of a preview: what may be challenged until when, the form, what became of its card."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from litestar import Controller, Response, get, post
from litestar.datastructures import FormMultiDict, UploadFile
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import File, Redirect

from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.foundation.errors import Conflict, Invalid, ServicemarkError
from network.foundation.evidence.errors import EvidenceRefused, EvidenceTooLarge
from network.foundation.evidence.taking import take
from network.foundation.files import shown_name
from network.foundation.i18n import current
from network.foundation.i18n import gettext as _
from network.foundation.periods import Quarter
from network.foundation.settings import Settings
from network.scorecards.commands.challenges import SentEvidence, lodge_challenge
from network.scorecards.commands.previewing import deliver_preview
from network.scorecards.errors import ChallengeWrong, MetricNotFound
from network.scorecards.pages.card_revisions import revisions_banner
from network.scorecards.pages.process_words import challenge_view, difference_rows
from network.scorecards.pages.texts import process_path, quarter_text, scorecard_href
from network.scorecards.queries.challenges import challenge_file, own_challenges
from network.scorecards.queries.process import card_changes, preview_window
from network.scorecards.queries.sheets import Card, card
from network.scorecards.rules.challenges import GROUND_LABELS, MOST_FILES
from network.scorecards.rules.runs import RunState
from network.scorecards.schemas.challenges import ChallengeIn
from network.sites.pages.sites import site_tabs, trail_to
from network.sites.queries.sites import site
from network.web.evidence import evidence_answer
from network.web.forms import read_as, summary, typed_values, wrong_fields
from network.web.guards import allows
from network.web.requests import HouseRequest
from network.web.templating import Page, page
from network.web.uploads import blocks

_TYPED = ("ground", "body")


class SiteChallengePages(Controller):
    path = "/sites/{code:str}"
    guards = [allows(Permission.READ_CHALLENGES)]

    @get("/quarters/{period:str}/challenges")
    async def challenges(
        self,
        actor: NamedDependency[Actor],
        settings: NamedDependency[Settings],
        code: FromPath[str],
        period: FromPath[str],
        done: FromQuery[str] = "",
    ) -> Page:
        """The criteria of the card with what was said against them, and what became of the card."""
        return await _list(actor, settings, code, Quarter.parse(period), done)

    @get("/challenge-files/{file_id:uuid}")
    async def file(
        self,
        actor: NamedDependency[Actor],
        settings: NamedDependency[Settings],
        code: FromPath[str],
        file_id: FromPath[UUID],
    ) -> File:
        """What a site added to a challenge."""
        found = await challenge_file(actor, code, file_id)
        return await evidence_answer(settings.files, found.sha256, found.media_type, found.name)


class ChallengingPages(Controller):
    """Its bodies hold files: `network.app` lets them be as large as those of one challenge may be."""

    path = "/sites/{code:str}/quarters/{period:str}/challenges/new"
    guards = [allows(Permission.CHALLENGE_SCORECARDS)]

    @get()
    async def form(
        self,
        actor: NamedDependency[Actor],
        settings: NamedDependency[Settings],
        code: FromPath[str],
        period: FromPath[str],
        criterion: FromQuery[str],
    ) -> Page:
        return await _form(actor, settings, code, Quarter.parse(period), criterion)

    @post()
    async def lodge(
        self,
        request: HouseRequest,
        actor: NamedDependency[Actor],
        settings: NamedDependency[Settings],
        code: FromPath[str],
        period: FromPath[str],
        criterion: FromQuery[str] = "",
    ) -> Response[Any]:
        quarter, form = Quarter.parse(period), await request.form()
        typed = typed_values(form, _TYPED)
        found = await card(actor, quarter, code, "")
        if criterion not in {result.criterion for result in found.score.criteria}:
            raise ChallengeWrong({"criterion": _("The card has no such criterion.")})
        try:
            given = read_as(ChallengeIn, {**typed, "criterion": criterion}, ChallengeWrong)
            await lodge_challenge(actor, code, quarter, given, await _files(form, settings), now())
        except (Invalid, Conflict) as refusal:
            return await _form(actor, settings, code, quarter, criterion, typed, refusal)
        return Redirect(f"{process_path(code, quarter)}?done=lodged", status_code=303)


async def preview_banner(actor: Actor, found: Card | None, at: Any) -> dict[str, Any] | None:
    """What stands above a previewed card, which its site now has; or above one of several revisions."""
    if found is None:
        return None
    if found.run.state is not RunState.PREVIEW:
        return await revisions_banner(actor, found)
    period, code = found.run.period, found.site_code
    await deliver_preview(actor, period, code, at)
    window = await preview_window(actor, code, period)
    until = current().moment(window, found.time_zone) if window else ""
    return {
        "preview": True,
        "open": bool(window and at < window),
        "until": until,
        "href": process_path(code, period),
        "replaced": False,
        "revisions": [],
    }


async def _list(actor: Actor, settings: Settings, code: str, period: Quarter, done: str) -> Page:
    shop, found = await site(actor, code), await card(actor, period, code, settings.name_of_network(current().code))
    banner = await preview_banner(actor, found, now())
    lodged = {each.criterion: challenge_view(each) for each in await own_challenges(actor, code, period)}
    may = bool(banner and banner["preview"] and banner["open"]) and actor.may(Permission.CHALLENGE_SCORECARDS)
    changes = await card_changes(actor, code, period)
    zone = ZoneInfo(str(found.time_zone))
    flashes = [
        {"tone": "good", "text": _("The challenge is lodged. Headquarters decides; the criterion is held until then.")}
    ]
    return page(
        "site_challenges.html",
        name=quarter_text(period),
        banner=banner,
        flashes=flashes if done == "lodged" else [],
        card_href=scorecard_href(code, period),
        lines=[
            {
                "label": line.label,
                "code": result.criterion,
                "challenge": lodged.get(result.criterion),
                "href": f"{process_path(code, period)}/new?criterion={result.criterion}" if may else "",
            }
            for line, result in zip(found.sheet.criteria, found.score.criteria, strict=True)
        ],
        changes=[
            {
                "at": current().moment(each.at, zone),
                "revision": each.revision,
                "reason": each.reason or "",
                "rows": difference_rows(each.fields, found.run.kept.scheme),
            }
            for each in changes
        ],
        tabs=site_tabs(actor, code, "scorecard"),
        breadcrumbs=trail_to(shop, current(), _("Scorecard"), "", _("Challenges and changes")),
    )


async def _form(
    actor: Actor,
    settings: Settings,
    code: str,
    period: Quarter,
    criterion: str,
    typed: Mapping[str, str] | None = None,
    refusal: ServicemarkError | None = None,
) -> Page:
    """ScorecardNotFound; MetricNotFound for a criterion that the card does not have."""
    shop, found = await site(actor, code), await card(actor, period, code, settings.name_of_network(current().code))
    label = next(
        (
            line.label
            for line, result in zip(found.sheet.criteria, found.score.criteria, strict=True)
            if result.criterion == criterion
        ),
        None,
    )
    if label is None:
        raise MetricNotFound()
    banner, wrong = await preview_banner(actor, found, now()), wrong_fields(refusal)
    return page(
        "challenge_new.html",
        status=refusal.status if refusal else 200,
        label=label,
        criterion=criterion,
        path=process_path(code, period),
        banner=banner,
        grounds=[{"value": str(ground), "label": str(text)} for ground, text in GROUND_LABELS.items()],
        typed={**dict.fromkeys(_TYPED, ""), **(typed or {})},
        wrong=wrong,
        errors=summary(wrong),
        flashes=[{"tone": "bad", "text": refusal.text()}] if refusal and not wrong else [],
        tabs=site_tabs(actor, code, "scorecard"),
        breadcrumbs=trail_to(shop, current(), _("Scorecard"), "", label),
    )


async def _files(form: FormMultiDict, settings: Settings) -> list[SentEvidence]:
    """The files of the form, taken in their order. ChallengeWrong, which says so at their field."""
    sent = [file for file in form.getall("files", []) if isinstance(file, UploadFile) and file.filename]
    if len(sent) > MOST_FILES:
        raise ChallengeWrong({"files": _("At most three files are taken for a challenge.")})
    try:
        return [
            SentEvidence(
                shown_name(file.filename),
                await take(blocks(file), settings.files, most_megabytes=settings.photo_megabytes),
            )
            for file in sent
        ]
    except (EvidenceRefused, EvidenceTooLarge) as refusal:
        raise ChallengeWrong({"files": refusal.text()}) from refusal
