"""Unified social credit code (统一社会信用代码), GB 32100-2015: 18 signs, the last one checks the others."""

from __future__ import annotations

SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""The 31 signs of GB 32100-2015: no I, O, S, V, Z."""


def check_sign(first_seventeen: str) -> str:
    """The check sign: sum of value times 3^i mod 31 over the first seventeen signs, taken from 31 (GB 32100-2015)."""
    if len(first_seventeen) != 17 or any(sign not in SIGNS for sign in first_seventeen):
        raise ValueError("seventeen signs of the standard's alphabet")
    total = sum(SIGNS.index(sign) * pow(3, at, 31) for at, sign in enumerate(first_seventeen))
    return SIGNS[-total % 31]


def uscc_is_valid(code: str) -> bool:
    """The code has 18 signs of the alphabet and its check sign fits."""
    return len(code) == 18 and all(sign in SIGNS for sign in code) and check_sign(code[:17]) == code[17]
