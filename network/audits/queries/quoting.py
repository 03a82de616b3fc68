"""What the manuals said of the standards behind an audit's questions on the day of the visit."""

from network.audits.rules.published import PublishedDocument
from network.audits.schemas.audits import AuditOut
from network.foundation.access import Actor, Permission
from network.foundation.database import transaction
from network.manuals.queries.standards import clauses_stating
from network.manuals.schemas.standards import ClauseOut

Quoted = dict[str, list[ClauseOut]]


async def quoted_clauses(actor: Actor, found: AuditOut, document: PublishedDocument) -> Quoted:
    """By the key of a standard that a question names: the clauses that stated it when the site was visited."""
    actor.require(Permission.READ_AUDITS)
    asked = {each.standard for section in document.sections for each in section.questions if each.standard}
    if not asked:
        return {}
    async with transaction(actor, read_only=True):
        clauses = await clauses_stating(found.visited_on, asked)
    return {key: [clause for clause in clauses if key in clause.standards] for key in asked}
