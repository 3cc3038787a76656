"""The pool (专利转化资源库): patents proposed by rule, entries that follow events, listings with their cards."""

from zhiqiao.services.pool.browsing import (
    LARGEST_PAGE,
    PoolPage,
    Standing,
    browse,
    entry_of,
    exported,
    standing,
    waiting,
)
from zhiqiao.services.pool.browsing import LISTS as FILTERS
from zhiqiao.services.pool.cards import MOST as TEXT_MOST
from zhiqiao.services.pool.cards import (
    TEXTS,
    Card,
    Promise,
    card_of,
    guests_of,
    problems_with,
    promise_of,
    show_to,
    write_card,
    write_listing,
)
from zhiqiao.services.pool.following import Followed, Timed, expire, follow
from zhiqiao.services.pool.proposing import Trial, propose, trial
from zhiqiao.services.pool.settling import settle

__all__ = [
    "FILTERS",
    "LARGEST_PAGE",
    "TEXTS",
    "TEXT_MOST",
    "Card",
    "Followed",
    "PoolPage",
    "Promise",
    "Standing",
    "Timed",
    "Trial",
    "browse",
    "card_of",
    "entry_of",
    "expire",
    "exported",
    "follow",
    "guests_of",
    "problems_with",
    "promise_of",
    "propose",
    "settle",
    "show_to",
    "standing",
    "trial",
    "waiting",
    "write_card",
    "write_listing",
]
