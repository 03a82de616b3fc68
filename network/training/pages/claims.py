"""Pages: a site hands in somebody else's certificate of one of its people; headquarters decides whether it counts."""

from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import File, Redirect

from network.foundation.access import Actor, Permission, Role
from network.foundation.clock import now
from network.foundation.errors import Conflict, Invalid, ServicemarkError
from network.foundation.evidence.errors import EvidenceRefused, EvidenceTooLarge
from network.foundation.i18n import current, lazy
from network.foundation.i18n import gettext as _
from network.foundation.settings import Settings
from network.sites.pages.sites import site_path, trail_to
from network.sites.queries.sites import site
from network.training.commands.records import claim_certificate, decide_claim, withdraw_claim
from network.training.errors.records import BadClaim
from network.training.lists_coverage import PATH as COVERAGE_PATH
from network.training.queries.claims import claim_file, list_claims
from network.training.queries.courses import titles
from network.training.queries.learning import people_of
from network.training.rules.records import CLAIM_STATE_LABELS, ClaimState
from network.training.schemas.records import ClaimDecisionIn, ClaimIn, ClaimOut
from network.web.evidence import evidence_answer
from network.web.forms import read_as, summary, typed_values, wrong_fields
from network.web.guards import allows
from network.web.requests import HouseRequest
from network.web.templating import Page, page
from network.web.uploads import FileMissing, sent_file
from network.web.versions import PreconditionFailed, version_of

PATH = "/training/claims"
_TYPED = ("person", "course", "issuer", "passed_on", "valid_to")
DONE = {
    "decided": lazy("The claim is decided."),
    "withdrawn": lazy("The certificate is withdrawn. It can be handed in anew."),
}
_TONES = {
    "open": ("info", "hourglass"),
    "accepted": ("good", "circle-check"),
    "refused": ("bad", "circle-x"),
    "withdrawn": ("info", "arrow-back-up"),
}


class ClaimPages(Controller):
    path = PATH
    guards = [allows(Permission.READ_TRAINING)]

    @get()
    async def claims(self, actor: NamedDependency[Actor], done: FromQuery[str] = "") -> Page:
        """Those in reach, the open ones first."""
        told = [{"tone": "good", "text": str(DONE[done])}] if done in DONE else []
        return await _listed(actor, told)

    @get("/{claim_id:uuid}/file")
    async def file(
        self, actor: NamedDependency[Actor], settings: NamedDependency[Settings], claim_id: FromPath[UUID]
    ) -> File:
        """What was handed in."""
        kept = await claim_file(actor, claim_id)
        return await evidence_answer(settings.files, kept.sha256, kept.media_type, kept.name)

    @post("/{claim_id:uuid}", guards=[allows(Permission.TRAIN_SITES)])
    async def decide(
        self, request: HouseRequest, actor: NamedDependency[Actor], claim_id: FromPath[UUID]
    ) -> Response[Any]:
        """Accept it, which gives a record, or refuse it."""
        form = await request.form()
        try:
            given = read_as(ClaimDecisionIn, typed_values(form, ("accepted", "reason")), BadClaim)
            await decide_claim(actor, claim_id, version_of(form), given, now())
        except (Invalid, Conflict, PreconditionFailed) as refusal:
            told = " ".join(wrong_fields(refusal).values())
            return await _listed(actor, [{"tone": "bad", "text": told}], refusal.status)
        return Redirect(f"{PATH}?done=decided", status_code=303)

    @post("/{claim_id:uuid}/withdraw", guards=[allows(Permission.HAND_IN_SHEETS)])
    async def withdraw(
        self, request: HouseRequest, actor: NamedDependency[Actor], claim_id: FromPath[UUID]
    ) -> Response[Any]:
        """Take back what one's own site has handed in."""
        try:
            await withdraw_claim(actor, claim_id, version_of(await request.form()))
        except (Conflict, PreconditionFailed) as refusal:
            return await _listed(actor, [{"tone": "bad", "text": refusal.text()}], refusal.status)
        return Redirect(f"{PATH}?done=withdrawn", status_code=303)


class ClaimFormPages(Controller):
    """Apart from the others because a file is handed in here."""

    path = "/sites/{code:str}/training/claim"
    guards = [allows(Permission.HAND_IN_SHEETS)]

    @get()
    async def form(self, actor: NamedDependency[Actor], code: FromPath[str]) -> Page:
        return await _form(actor, code, dict.fromkeys(_TYPED, ""))

    @post()
    async def hand_in(
        self,
        request: HouseRequest,
        actor: NamedDependency[Actor],
        settings: NamedDependency[Settings],
        code: FromPath[str],
    ) -> Response[Any]:
        """Hand it in, with a photo or a scan."""
        form = await request.form()
        typed = typed_values(form, _TYPED)
        try:
            wanted = read_as(ClaimIn, {name: text for name, text in typed.items() if text}, BadClaim)
            sent = sent_file(form)
            await claim_certificate(actor, code, wanted, sent, settings.files, settings.photo_megabytes, now())
        except (BadClaim, FileMissing, EvidenceRefused, EvidenceTooLarge) as refusal:
            return await _form(actor, code, typed, refusal)
        return Redirect(site_path(code, "training") + "?done=claimed", status_code=303)


async def _listed(actor: Actor, flashes: list[dict[str, str]], status: int = 200) -> Page:
    return page(
        "training_claims.html",
        status=status,
        claims=[_view(place, each) for place, each in enumerate(await list_claims(actor))],
        may_decide=actor.may(Permission.TRAIN_SITES),
        may_withdraw=actor.role is Role.SITE_OPERATOR,
        flashes=flashes,
        breadcrumbs=[
            {"label": _("Training coverage"), "href": COVERAGE_PATH},
            {"label": _("Certificates from elsewhere")},
        ],
    )


def _view(place: int, each: ClaimOut) -> dict[str, Any]:
    spoken, (tone, symbol) = current(), _TONES[each.state]
    return {
        "place": place,
        "path": f"{PATH}/{each.id}",
        "version": each.version,
        "site": each.site,
        "name": each.name,
        "course": each.title_zh if spoken.code == "zh_CN" else each.title,
        "issuer": each.issuer,
        "passed_on": spoken.date(each.passed_on),
        "valid_to": spoken.date(each.valid_to) if each.valid_to else _("for good"),
        "file_name": each.file_name,
        "state": (str(CLAIM_STATE_LABELS[each.state]), tone, symbol),
        "open": each.state is ClaimState.OPEN,
        "decision": each.decision or "",
    }


async def _form(actor: Actor, code: str, typed: dict[str, str], refusal: ServicemarkError | None = None) -> Page:
    shop, spoken, wrong = await site(actor, code), current(), wrong_fields(refusal)
    if "" in wrong:
        wrong = {"file": wrong[""]}
    return page(
        "training_claim_new.html",
        status=refusal.status if refusal else 200,
        site=shop,
        action=site_path(code, "training", "claim"),
        people=[{"value": str(each), "label": name} for each, name in await people_of(actor, code, now())],
        courses=[{"value": key, "label": text.in_language(spoken.code)} for key, text in (await titles(actor)).items()],
        typed=typed,
        wrong=wrong,
        errors=summary(wrong),
        breadcrumbs=trail_to(shop, spoken, _("Training"), "training", _("Hand in a certificate from elsewhere")),
    )
