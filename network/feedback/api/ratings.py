"""JSON: ratings of headquarters by its sites."""

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from network.feedback.commands.ratings import rate_headquarters
from network.feedback.queries.ratings import own_ratings, ratings_of_headquarters
from network.feedback.schemas.ratings import OwnRatingsOut, RatingsOut
from network.feedback.schemas.surveys import CustomerAnswerIn
from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.web.guards import allows
from network.web.problems import problems


class RatingsApi(Controller):
    path = "/api/v1"
    tags = ["Feedback"]

    @get("/headquarters-ratings", guards=[allows(Permission.RUN_SURVEYS)])
    async def ratings(self, actor: NamedDependency[Actor]) -> RatingsOut:
        """What all sites say of headquarters together, the newest month first."""
        return await ratings_of_headquarters(actor)

    @get("/sites/{code:str}/headquarters-ratings", guards=[allows(Permission.RATE_HQ)], responses=problems(404))
    async def own(self, actor: NamedDependency[Actor], code: FromPath[str]) -> OwnRatingsOut:
        """What this site said of headquarters, and whether it may rate this month."""
        return await own_ratings(actor, code, now())

    @post(
        "/sites/{code:str}/headquarters-ratings",
        guards=[allows(Permission.RATE_HQ)],
        responses=problems(404, 409, 422),
        status_code=201,
    )
    async def rate(
        self, actor: NamedDependency[Actor], code: FromPath[str], data: JSONBody[CustomerAnswerIn]
    ) -> OwnRatingsOut:
        """Rate headquarters for this month, once. `blocks` are keys of the form `headquarters`."""
        await rate_headquarters(actor, code, data, now())
        return await own_ratings(actor, code, now())
