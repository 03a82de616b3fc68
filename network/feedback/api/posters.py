"""JSON: the poster at the counter of a site."""

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from network.feedback.commands.posters import make_poster
from network.feedback.queries.posters import poster_of
from network.feedback.schemas.posters import PosterOut
from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.web.guards import allows
from network.web.problems import problems


class PostersApi(Controller):
    path = "/api/v1/sites/{code:str}/poster"
    tags = ["Feedback"]
    guards = [allows(Permission.HANG_POSTERS)]

    @get(responses=problems(404))
    async def poster(self, actor: NamedDependency[Actor], code: FromPath[str]) -> PosterOut:
        """The code that hangs at the counter, and what was said through it. It counts nowhere."""
        return await poster_of(actor, code)

    @post(responses=problems(404, 409), status_code=201)
    async def make(self, actor: NamedDependency[Actor], code: FromPath[str]) -> PosterOut:
        """Make a new code: the first one, or one in place of that which hangs there, which is void from now on."""
        await make_poster(actor, code, now())
        return await poster_of(actor, code)
