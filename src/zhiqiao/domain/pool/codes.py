"""Codes of the pool (资源库代码): lanes, who may see a listing, where an entry stands, why it left."""

from __future__ import annotations

from enum import StrEnum


class Lane(StrEnum):
    """Who handles a listing (挂牌通道): the holder, an agency it is entrusted to, or the platform."""

    SELF = "self"  # 自助
    ENTRUSTED = "entrusted"  # 托管
    PLATFORM = "platform"  # 平台代办


class Scope(StrEnum):
    """Who may see a listing (可见范围); the holder always does."""

    PUBLIC = "public"
    FIRMS = "firms"  # signed-in members of a firm's organisation
    NAMED = "named"  # the organisations the holder names
    OWN = "own"


class EntryState(StrEnum):
    """Where an entry stands (在库状态)."""

    PENDING = "pending"  # in review: shown as that only
    LISTED = "listed"
    LEFT = "left"


class Cause(StrEnum):
    """Why an entry left the pool (出库原因)."""

    EXPIRED = "expired"
    LAPSED = "lapsed"
    INVALIDATED = "invalidated"
    ABANDONED = "abandoned"
    REFUSED = "refused"  # the application was withdrawn or refused
    ASSIGNED = "assigned"
    EXCLUSIVE_LICENCE = "exclusive_licence"
    SECRECY = "secrecy"
    UNWILLING = "unwilling"
    WITHDRAWN = "withdrawn"
    LISTING_EXPIRED = "listing_expired"
    GRADE_FELL = "grade_fell"


MAY_COME_BACK = frozenset({Cause.LAPSED, Cause.EXCLUSIVE_LICENCE, Cause.SECRECY, Cause.GRADE_FELL, Cause.ASSIGNED})
"""Causes that can pass, so that the rule may propose the patent again; whom the holder took out, it leaves alone."""


class Stage(StrEnum):
    """How ripe the technique is (所处阶段), as the inventory records it."""

    RESEARCH = "research"
    LAB = "lab"
    PILOT = "pilot"
    SAMPLE = "sample"
    MASS = "mass"
    OTHER = "other"
