"""JSON: the API keys of a site."""

from uuid import UUID

from litestar import Controller, delete, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from network.foundation.access import Actor, Permission
from network.identity.commands.keys import make_key, revoke_key
from network.identity.queries.keys import list_keys
from network.identity.schemas.keys import KeyIn, KeyMade, KeysOut
from network.web.guards import allows
from network.web.problems import problems


class KeysApi(Controller):
    path = "/api/v1/sites/{code:str}/keys"
    tags = ["API keys"]
    guards = [allows(Permission.MANAGE_KEYS)]

    @get(responses=problems(404))
    async def keys(self, actor: NamedDependency[Actor], code: FromPath[str]) -> KeysOut:
        """The keys of a site, those that work first."""
        return await list_keys(actor, code)

    @post(responses=problems(404, 409, 422))
    async def make(self, actor: NamedDependency[Actor], code: FromPath[str], data: JSONBody[KeyIn]) -> KeyMade:
        """Make a key for a program of the site: send it as `Authorization: Bearer smk_...`. It is told only now."""
        return await make_key(actor, code, data)

    @delete("/{key_id:uuid}", responses=problems(404))
    async def revoke(self, actor: NamedDependency[Actor], code: FromPath[str], key_id: FromPath[UUID]) -> None:
        """Revoke a key: its next request is refused."""
        await revoke_key(actor, code, key_id)
