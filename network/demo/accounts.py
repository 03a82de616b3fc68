"""The people who try the demo: one for each role, with the scope that shows what the role is for."""

from collections.abc import Sequence

from network.demo.model import Account, Site
from network.demo.stories import PLOTS
from network.foundation.access import Role

_MANAGED_REGION = "East China"


def accounts(sites: Sequence[Site]) -> list[Account]:
    """Ten people; the two site operators work for different companies, the first for one with several sites.

    Auditors have no scope: sites come with each assignment. The applicant has its own applications.
    """
    by_operator: dict[str, list[str]] = {}
    for site in sites:
        if site.kind == "franchised" and site.closed_on is None:
            by_operator.setdefault(site.operator, []).append(site.code)
    chain = next(owned for owned in by_operator.values() if len(owned) >= 3 and any(code in PLOTS for code in owned))
    single = next(owned for owned in by_operator.values() if len(owned) == 1)
    return [
        _account(Role.HQ_ADMINISTRATOR, "admin", "Lin Zhiyuan", "林志远", network_wide=True),
        _account(Role.HQ_MANAGER, "manager", "Zhou Min", "周敏", network_wide=True),
        _account(Role.HQ_MANAGER, "east", "Wu Jianping", "吴建平", regions=(_MANAGED_REGION,)),
        _account(Role.SITE_OPERATOR, "chain", "Gao Lihua", "高丽华", sites=tuple(chain)),
        _account(Role.SITE_OPERATOR, "single", "Ma Jun", "马军", sites=tuple(single)),
        _account(Role.SITE_STAFF, "technician", "Tang Wei", "唐伟", sites=(chain[0],)),
        _account(Role.AUDITOR, "auditor", "Song Yuting", "宋雨婷"),
        _account(Role.AUDITOR, "auditor2", "Feng Lei", "冯磊"),
        _account(Role.APPLICANT, "applicant", "Chen Yufei", "陈雨菲"),
        _account(Role.EXECUTIVE, "executive", "Xu Guoqiang", "徐国强", network_wide=True),
    ]


def _account(
    role: Role,
    mailbox: str,
    name: str,
    name_zh: str,
    network_wide: bool = False,
    regions: tuple[str, ...] = (),
    sites: tuple[str, ...] = (),
) -> Account:
    return Account(role, f"{mailbox}@example.com", name, name_zh, network_wide, regions, sites)
