"""Every way certification says no."""

from network.foundation.errors import Conflict, Invalid, NotFound
from network.foundation.i18n import lazy as _


class CertificateTypeNotFound(NotFound):
    code = "certificate_type_not_found"
    message = _("There is no certificate type of this code.")


class CertificateTypeExists(Conflict):
    code = "certificate_type_exists"
    message = _("There is a certificate type of this code, or one for this product line and level, already.")


class CertificateTypeNotActive(Conflict):
    code = "certificate_type_not_active"
    message = _("Certificates of this type are not given any more. Choose another type, or make this one active again.")


class BadCertificateType(Invalid):
    code = "bad_certificate_type"
    message = _("The certificate type cannot be kept like this.")


class CertificateNotFound(NotFound):
    code = "certificate_not_found"
    message = _("There is no such certificate, or it is not valid today.")


class ChangeNotFound(NotFound):
    code = "certification_change_not_found"
    message = _("There is no such proposal, or it is not yours to see.")


class ChangeNotPossible(Conflict):
    code = "certification_change_not_possible"
    message = _("This is not possible while the standing is “%(standing)s”.")


class ProposalWaits(Conflict):
    code = "certification_proposal_waits"
    message = _(
        "A proposal waits for its second person. It must be decided or taken back before anything else changes."
    )


class ProposalIsDecided(Conflict):
    code = "certification_proposal_is_decided"
    message = _("This proposal is decided or taken back already. Nothing was changed.")


class SamePerson(Conflict):
    code = "certification_same_person"
    message = _("A suspension or withdrawal takes two people: another one than the proposer must decide.")


class NotTheProposer(Conflict):
    code = "certification_not_the_proposer"
    message = _("Only the person who proposed it can take it back.")


class BadChange(Invalid):
    code = "bad_certification_change"
    message = _("The change cannot be recorded like this.")


class RenewalTooEarly(Conflict):
    code = "renewal_too_early"
    message = _("The certificate holds until %(valid_to)s and can be renewed from %(opens_on)s on.")


class CertificateOverlaps(Conflict):
    code = "certificate_overlaps"
    message = _("Another certificate of this type holds for the site in these days. Two never hold at once.")


class CertificateEndsBeforeStart(Invalid):
    code = "certificate_ends_before_start"
    message = _("The certificate would end before it starts.")


class RenewalShortens(Conflict):
    code = "renewal_shortens"
    message = _("The renewed certificate would end before the present one, on %(valid_to)s. A renewal never shortens.")


class EvidenceNotFound(NotFound):
    code = "certification_evidence_not_found"
    message = _("There is no such file, or it is not yours to see.")
