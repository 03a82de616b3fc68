"""What the other tests of visits stand on."""

from network.foundation.database import fetch, transaction
from tests.audits.visiting import assigned, auditor
from tests.factory import Store


async def test_an_auditor_sees_an_assignment_of_its_own_and_none_of_another(
    store: Store, sites: dict[str, int]
) -> None:
    one, other = await auditor(store, "A-1"), await auditor(store, "A-2")
    mine = await assigned(store, sites["SH1"], one)
    await assigned(store, sites["SH2"], other)
    async with transaction(one.actor, read_only=True):
        assert [row["id"] for row in await fetch("select id from assignment")] == [mine]
        assert [row["code"] for row in await fetch("select code from assigned_sites()")] == ["SH1"]
