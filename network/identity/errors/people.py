"""Every way in which people, their memberships, rights and invitations say no."""

from uuid import UUID

from network.foundation.errors import Conflict, Invalid, NotFound
from network.foundation.i18n import lazy as _


class PersonNotFound(NotFound):
    code = "person_not_found"
    message = _("There is no such person, or they are not yours to see.")


class LastAdministrator(Conflict):
    code = "last_administrator"
    message = _(
        "Nobody else would be administrator without an end date. Make somebody else an administrator first, then try"
        " again."
    )


class OwnMembership(Conflict):
    code = "own_membership"
    message = _("Nobody changes what they themselves may do. Ask another administrator.")


class BadMembership(Invalid):
    """`fields` names what is wrong."""

    code = "bad_membership"
    message = _("The membership cannot be given like this.")


class MembershipNotFound(NotFound):
    code = "membership_not_found"
    message = _("There is no such membership, or it has ended.")


class MembershipTwice(Conflict):
    code = "membership_twice"
    message = _("This person already has this very role at this very scope at that time. End it first.")


class MembershipOver(Conflict):
    code = "membership_over"
    message = _("This membership has ended already, or ends before that day.")


class SecondFactorFirst(Conflict):
    code = "second_factor_first"
    message = _("This role needs a second factor. Set one up under “My account” first.")


class RightNotFound(NotFound):
    code = "right_not_found"
    message = _("There is no such right.")


class RightHeldAlready(Conflict):
    code = "right_held_already"
    message = _("This person already holds this right there, or over a region above it, at that time.")


class RightOver(Conflict):
    code = "right_over"
    message = _("This right has been revoked already, or has ended.")


class RightsForManagersOnly(Conflict):
    code = "rights_for_managers_only"
    message = _("Only service managers are given the six rights one by one.")


class RegionOutsideScope(Invalid):
    code = "region_outside_scope"
    message = _("The membership does not reach this region: a right cannot reach further than the membership.")

    def __init__(self) -> None:
        super().__init__({"region": self.message})


class HasAccount(Conflict):
    """The invited address has an account. `account`: its id."""

    code = "has_account"
    message = _("%(email)s has an account already. Add a membership to it instead of inviting again.")

    def __init__(self, email: str, account: UUID) -> None:
        self.account = account
        super().__init__(email=email)


class InvitedAlready(Conflict):
    code = "invited_already"
    message = _("%(email)s is invited already. Renew that invitation to get a new link, or revoke it first.")


class InvitationNotFound(NotFound):
    code = "invitation_not_found"
    message = _("There is no such invitation, or it was accepted or revoked meanwhile.")


class InvitationGone(NotFound):
    """The same for a link that was never made, one that was used, revoked, or is too old."""

    code = "invitation_gone"
    message = _("This invitation cannot be used. Ask whoever sent it to you for a new link.")
