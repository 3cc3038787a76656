"""Money (金额): whole fen (分, 1/100 yuan), never floats. Not responsible for how amounts are written to people."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

FEN_PER_YUAN = 100
YUAN_PER_WAN = 10_000


def fen_of_yuan(yuan: Decimal | int | str) -> int:
    """An amount in yuan (元) as whole fen, half a fen rounded up."""
    return int((Decimal(yuan) * FEN_PER_YUAN).quantize(Decimal(1), ROUND_HALF_UP))


def fen_of_wan(wan: Decimal | int | str) -> int:
    """An amount in ten thousand yuan (万元) as whole fen."""
    return fen_of_yuan(Decimal(wan) * YUAN_PER_WAN)


def yuan(fen: int) -> Decimal:
    """An amount in fen as yuan with two decimals."""
    return (Decimal(fen) / FEN_PER_YUAN).quantize(Decimal("0.01"))


def percent_of(fen: int, percent: Decimal | int) -> int:
    """So many percent of an amount, in whole fen, half a fen rounded up."""
    return int((Decimal(fen) * Decimal(percent) / 100).quantize(Decimal(1), ROUND_HALF_UP))
