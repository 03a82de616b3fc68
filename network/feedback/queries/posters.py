"""Reading the poster of a site, and what was said through it."""

from network.feedback.rules.answers import Channel
from network.feedback.schemas.posters import PosterOut, VoiceOut
from network.foundation.access import Actor, Permission
from network.foundation.database import fetch, fetch_row, fetch_value, transaction
from network.sites.queries.sites import site_row

# So many of the newest words are shown; the list of answers has all of them.
NEWEST = 10

_GRADES = f"""
select array(select count(a.id)::int from generate_series(1, 5) n left join survey_answer a
             on a.site = $1 and a.channel = '{Channel.POSTER}' and a.grade = n
             and not exists (select from survey_void v where v.answer = a.id) group by n order by n)
"""
_VOICES = f"""
select to_char(a.answered_month, 'YYYY-MM') as month, a.grade, a.comment from survey_answer a
where a.site = $1 and a.channel = '{Channel.POSTER}' and a.comment <> ''
  and not exists (select from survey_void v where v.answer = a.id)
order by a.answered_month desc, a.id limit {NEWEST}
"""


async def poster_of(actor: Actor, code: str) -> PosterOut:
    """The poster that hangs at a site now, and what was said through this and older ones. SiteNotFound."""
    actor.require(Permission.HANG_POSTERS)
    async with transaction(actor, read_only=True):
        site = await site_row(code)
        held = await fetch_row(
            "select code, made_at from survey_poster where site = $1 and ended_at is null", site["id"]
        )
        grades = await fetch_value(_GRADES, site["id"])
        voices = await fetch(_VOICES, site["id"])
    return PosterOut(
        site=site["code"],
        closed=site["status"] == "closed",
        code=held["code"] if held else None,
        made_at=held["made_at"] if held else None,
        grades=grades,
        voices=[VoiceOut(**dict(row)) for row in voices],
    )
