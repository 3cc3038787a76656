"""Cuts texts into word pieces (词片) with sentencepiece, the only file that imports it.

Responsible for reading a model's bytes, for writing such bytes from a bare vocabulary, and for letting no text fail.
Not responsible for which pieces a network wants around a text.
"""

from __future__ import annotations

import struct
from collections.abc import Collection, Sequence

import sentencepiece

NORMAL, UNKNOWN, CONTROL = 1, 2, 3


class Cutter:
    """A vocabulary at work."""

    def __init__(self, model: bytes):
        self.processor = sentencepiece.SentencePieceProcessor(model_proto=model)

    def cut(self, text: str, *, ends: bool = False) -> list[int]:
        """The numbers of the text's pieces; with `ends` also those that mark its beginning and end."""
        try:
            text.encode()
        except UnicodeEncodeError:  # half a character (a lone surrogate) out of a broken file
            text = text.encode("utf-8", "replace").decode()
        pieces: list[int] = self.processor.encode(text, add_bos=ends, add_eos=ends)
        return pieces


def model_of(pieces: Sequence[str], scores: Sequence[float], *, unknown: int, control: Collection[int]) -> bytes:
    """A vocabulary as sentencepiece wants it: its model file, with a unigram model and no table of characters.

    The file is a protocol buffer; written out, so that nothing is needed that reads or writes such files.
    """
    told = bytearray()
    for number, (piece, score) in enumerate(zip(pieces, scores, strict=True)):
        kind = UNKNOWN if number == unknown else CONTROL if number in control else NORMAL
        text = piece.encode()
        told += part(1, part(1, text) + b"\x15" + struct.pack("<f", score) + whole(3, kind))
    trainer = whole(3, 1) + whole(40, unknown)  # 1: unigram
    normaliser = part(1, b"identity") + whole(3, 1) + whole(4, 1) + whole(5, 1)  # space before, runs of space as one
    return bytes(told) + part(2, trainer) + part(3, normaliser)


def part(field: int, content: bytes) -> bytes:
    """A field that holds bytes."""
    return number_of(field << 3 | 2) + number_of(len(content)) + content


def whole(field: int, value: int) -> bytes:
    """A field that holds a whole number."""
    return number_of(field << 3) + number_of(value)


def number_of(value: int) -> bytes:
    """A whole number, seven bits a byte."""
    told = bytearray()
    while value > 127:
        told.append(value & 127 | 128)
        value >>= 7
    told.append(value)
    return bytes(told)
