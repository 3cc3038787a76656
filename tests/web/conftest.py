"""The fixtures of `web_place`, for every page test."""

from web_place import en, place, zh

__all__ = ["en", "place", "zh"]
