"""Demand (需求侧): needs and the enterprises behind them. Not responsible for matching."""

from zhiqiao.services.demands.enterprises import (
    enterprise_patents,
    get_enterprise,
    link_parties,
    list_enterprises,
    own_enterprise,
    tell_enterprise,
    upsert_enterprise,
)
from zhiqiao.services.demands.needs import (
    NEED_FILTERS,
    NEED_SORTS,
    Told,
    close_need,
    get_need,
    list_needs,
    may_change_need,
    problems_with,
    tell_need,
    write_need,
)
from zhiqiao.services.demands.pages import DemandPage

__all__ = [
    "NEED_FILTERS",
    "NEED_SORTS",
    "DemandPage",
    "Told",
    "close_need",
    "enterprise_patents",
    "get_enterprise",
    "get_need",
    "link_parties",
    "list_enterprises",
    "list_needs",
    "may_change_need",
    "own_enterprise",
    "problems_with",
    "tell_enterprise",
    "tell_need",
    "upsert_enterprise",
    "write_need",
]
