"""The process that touches a stranger's file: `python -m network.foundation.evidence.child`.

It answers one JSON line, `{"done": {...}}` or `{"refused": code, "values": {...}}`. Whatever the file does to it, the
parent sees an exit status.
"""

import os

from network.foundation.confined.child import confine, plan_of_parent, say
from network.foundation.evidence.errors import EvidenceRefused, Unreadable
from network.foundation.evidence.kinds import PHOTOS
from network.foundation.evidence.pictures import blacken, fingerprint, redraw, save
from network.foundation.evidence.plan import Plan
from network.foundation.evidence.signature import media_type_of


def main() -> None:
    plan: Plan = plan_of_parent()
    confine(plan.limits.memory_bytes, plan.limits.cpu_seconds, plan.limits.written_bytes)
    os.umask(0o077)
    try:
        answer: dict[str, object] = {"done": examine(plan)}
    except EvidenceRefused as refusal:
        answer = {"refused": refusal.code, "values": refusal.values}
    except (MemoryError, OSError):
        answer = {"refused": Unreadable.code, "values": {}}
    say(answer)


def examine(plan: Plan) -> dict[str, object]:
    """What the file is; of a photo also the size it is kept in, which is written. EvidenceRefused, OSError."""
    media_type = media_type_of(plan.source)
    if media_type not in PHOTOS:
        return {"media_type": media_type}
    photo = redraw(plan.source, media_type, plan.limits)
    blacken(photo, plan.blackened)
    save(photo, plan.picture, plan.limits.kept_side)
    save(photo, plan.thumbnail, plan.limits.thumbnail_side)
    return {
        "media_type": media_type,
        "width": photo.width,
        "height": photo.height,
        "fingerprint": fingerprint(photo),
    }


if __name__ == "__main__":
    main()
