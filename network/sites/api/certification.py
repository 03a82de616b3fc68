"""JSON: the certification of sites, certificate types, and the public answer about a number."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from litestar import Controller, Response, get, post, put
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.sites.api.sites import BELOW, PRINTABLE
from network.sites.commands.certificate_types import add_certificate_type, change_certificate_type
from network.sites.commands.certification import change_certification
from network.sites.commands.certification_proposals import confirm, refuse, retract
from network.sites.lists.certification import CERTIFICATIONS
from network.sites.queries.certificate_types import certificate_type, certificate_types
from network.sites.queries.certification import certifications
from network.sites.queries.certification_due import due
from network.sites.queries.certification_list import certification_lines
from network.sites.queries.verification import verified
from network.sites.rules.certification import Standing
from network.sites.schemas.certification import (
    CertificateTypeIn,
    CertificateTypeOut,
    CertificateTypesOut,
    CertificationLines,
    CertificationsOut,
    ChangeIn,
    ChangeMade,
    DecisionIn,
    DueOut,
    VerifiedOut,
)
from network.web.guards import allows, public
from network.web.listing import LONGEST_FILTER, LONGEST_SEARCH, Direction, ListState
from network.web.problems import problems
from network.web.versions import if_match, versioned

SEARCHED = "Part of a site's code or name, or of a certificate's number."
SortKey = Literal["site", "name", "region", "type", "standing", "valid_from", "valid_to"]
Version = NamedDependency[int | None]
MATCHED = {"version": Provide(if_match, sync_to_thread=False)}


class SiteCertificationApi(Controller):
    """The certification of one site."""

    path = "/api/v1/sites/{code:str}/certifications"
    tags = ["Certification"]
    guards = [allows(Permission.READ_CERTIFICATIONS)]

    @get(responses=problems(404))
    async def show(
        self, actor: NamedDependency[Actor], code: FromPath[str], on: FromQuery[date | None] = None
    ) -> CertificationsOut:
        """Every certification of the site, with its standing on a day (today, when none is given)."""
        return await certifications(actor, code, on or now().date())

    @post("/changes", status_code=201, responses=problems(404, 409, 422))
    async def change(self, actor: NamedDependency[Actor], code: FromPath[str], data: JSONBody[ChangeIn]) -> ChangeMade:
        """Change a certification. A suspension or withdrawal is proposed, and waits for another person."""
        return ChangeMade(id=await change_certification(actor, code, data, now()))


class CertificationProposalsApi(Controller):
    """Proposed suspensions and withdrawals."""

    path = "/api/v1/certification-proposals"
    tags = ["Certification"]
    guards = [allows(Permission.READ_CERTIFICATIONS)]

    @post("/{change_id:uuid}/confirm", status_code=200, guards=[allows(Permission.PROPOSE_CANCELLATION)],
          responses=problems(404, 409, 422))  # fmt: skip
    async def confirm(
        self, actor: NamedDependency[Actor], change_id: FromPath[UUID], data: JSONBody[DecisionIn]
    ) -> ChangeMade:
        """Make it effective. Takes another person than the one who proposed it."""
        await confirm(actor, change_id, data, now())
        return ChangeMade(id=change_id)

    @post("/{change_id:uuid}/refuse", status_code=200, guards=[allows(Permission.PROPOSE_CANCELLATION)],
          responses=problems(404, 409, 422))  # fmt: skip
    async def refuse(
        self, actor: NamedDependency[Actor], change_id: FromPath[UUID], data: JSONBody[DecisionIn]
    ) -> ChangeMade:
        """Refuse it. Takes another person than the one who proposed it."""
        await refuse(actor, change_id, data, now())
        return ChangeMade(id=change_id)

    @post("/{change_id:uuid}/retract", status_code=200, responses=problems(404, 409, 422))
    async def retract(
        self, actor: NamedDependency[Actor], change_id: FromPath[UUID], data: JSONBody[DecisionIn]
    ) -> ChangeMade:
        """Take your own proposal back."""
        await retract(actor, change_id, data, now())
        return ChangeMade(id=change_id)


class CertificationsApi(Controller):
    """Certifications of all sites in reach."""

    path = "/api/v1/certifications"
    tags = ["Certification"]
    guards = [allows(Permission.READ_CERTIFICATIONS)]

    @get()
    async def list_certifications(
        self,
        actor: NamedDependency[Actor],
        q: Annotated[str, QueryParameter(max_length=LONGEST_SEARCH, pattern=PRINTABLE, description=SEARCHED)] = "",
        region: Annotated[str, QueryParameter(max_length=LONGEST_FILTER, pattern=PRINTABLE, description=BELOW)] = "",
        standing: FromQuery[Standing | None] = None,
        line: Annotated[str, QueryParameter(max_length=40, pattern=PRINTABLE, description="Product line.")] = "",
        within: Annotated[int | None, QueryParameter(ge=0, le=3650, description="Days that are left.")] = None,
        waiting: Annotated[bool, QueryParameter(description="Only those with a proposal that waits.")] = False,
        sort: FromQuery[SortKey] = "valid_to",
        direction: FromQuery[Direction] = "ascending",
        page: Annotated[int, QueryParameter(ge=1, le=1_000_000)] = 1,
        size: Annotated[int, QueryParameter(ge=1, le=200)] = 50,
    ) -> CertificationLines:
        """A page of the certifications that you may see, with their standings today."""
        filters = {
            "standing": standing or "",
            "line": line,
            "region": region,
            "within": "" if within is None else str(within),
            "waiting": "yes" if waiting else "",
        }
        state = ListState(CERTIFICATIONS, q=q, sort=sort, direction=direction, page=page, size=size, filters=filters)
        return await certification_lines(actor, state, now().date())

    @get("/due")
    async def due(self, actor: NamedDependency[Actor]) -> DueOut:
        """What ends, waits or is due."""
        return await due(actor, now().date())


class CertificateTypesApi(Controller):
    path = "/api/v1/certificate-types"
    tags = ["Certification"]
    guards = [allows(Permission.READ_CERTIFICATIONS)]

    @get()
    async def types(self, actor: NamedDependency[Actor]) -> CertificateTypesOut:
        """Every certificate type, by product line and repair level."""
        return CertificateTypesOut(types=await certificate_types(actor))

    @get("/{type_code:str}", responses=problems(404))
    async def show(self, actor: NamedDependency[Actor], type_code: FromPath[str]) -> Response[CertificateTypeOut]:
        """One type; its version is its ETag."""
        kind = await certificate_type(actor, type_code)
        return versioned(kind, kind.version)

    @post(status_code=201, guards=[allows(Permission.CHANGE_CERTIFICATE_TYPES)], responses=problems(409, 422))
    async def add(
        self, actor: NamedDependency[Actor], data: JSONBody[CertificateTypeIn]
    ) -> Response[CertificateTypeOut]:
        """Add a certificate type, and its product line when that is new."""
        await add_certificate_type(actor, data)
        kind = await certificate_type(actor, data.code)
        return versioned(kind, kind.version, 201)

    @put("/{type_code:str}", guards=[allows(Permission.CHANGE_CERTIFICATE_TYPES)], dependencies=MATCHED,
         responses=problems(404, 409, 412, 422, 428))  # fmt: skip
    async def change(
        self,
        actor: NamedDependency[Actor],
        version: Version,
        type_code: FromPath[str],
        data: JSONBody[CertificateTypeIn],
    ) -> Response[CertificateTypeOut]:
        """Change a certificate type, whose code stays. What was issued before is not touched."""
        await change_certificate_type(actor, data.model_copy(update={"code": type_code}), version)
        kind = await certificate_type(actor, type_code)
        return versioned(kind, kind.version)


class VerificationApi(Controller):
    path = "/api/v1/verify"
    tags = ["Certification"]
    guards = [public]

    @get("/{number:str}")
    async def verify(self, number: FromPath[str]) -> VerifiedOut:
        """Whether a certificate's number is valid, suspended or unknown today. Nobody need be signed in."""
        return VerifiedOut(standing=await verified(number, now().date()))
