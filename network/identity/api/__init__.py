"""JSON of the identity domain."""

from litestar.types import ControllerRouterHandler

from network.identity.api.account import AccountApi, SecondFactorApi
from network.identity.api.jobs import JobsApi
from network.identity.api.keys import KeysApi
from network.identity.api.notices import NoticesApi
from network.identity.api.people import InvitationsApi, MembershipsApi, OwnMembershipsApi, PeopleApi
from network.identity.api.rights import RightsApi, SiteAccessApi
from network.identity.api.session import AccountsApi, SessionApi

API: list[ControllerRouterHandler] = [
    SessionApi,
    AccountApi,
    SecondFactorApi,
    KeysApi,
    AccountsApi,
    OwnMembershipsApi,
    PeopleApi,
    MembershipsApi,
    InvitationsApi,
    RightsApi,
    SiteAccessApi,
    NoticesApi,
    JobsApi,
]
