"""Guessing which legacy encoding a text that is not UTF-8 is in. For advice only: nothing is ever decoded by guess."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass

_SAMPLE = 20_000
_COMMON_RUSSIAN = frozenset("оеаинтсрвл")  # two thirds of running Russian text
_CYRILLIC = (
    ("cp1251", "Windows-1251"),
    ("koi8-r", "KOI8-R"),
    ("cp866", "DOS code page 866"),
    ("iso-8859-5", "ISO 8859-5"),
)
# Latin, Cyrillic, ideographs, and the punctuation that goes with them
_LIKELY = re.compile(r"[\t\r\n -~\u00a0-\u017f\u0400-\u052f\u2010-\u203a\u3000-\u301f\u4e00-\u9fa5\uff01-\uff5e]")


@dataclass(frozen=True, slots=True)
class Suspicion:
    """An encoding a text seems to be in: iconv's name for it, and one for people."""

    codec: str
    label: str

    def advice(self, name: str) -> str:
        """The command that converts the file."""
        source = "FILE" if name.startswith("<") else shlex.quote(name)
        return f"convert it: iconv -f {self.codec} -t utf-8 {source}"


_UTF16 = (Suspicion("utf-16le", "UTF-16LE"), Suspicion("utf-16be", "UTF-16BE"))


def suspect(data: bytes) -> Suspicion | None:
    """The encoding some bytes that are not UTF-8 look like; None where nothing fits well."""
    sample = data[:_SAMPLE]
    if b"\0" in sample:
        return _utf16(sample)
    scores = [(_russian(sample, codec), Suspicion(codec, label)) for codec, label in _CYRILLIC]
    best, cyrillic = max(scores, key=lambda pair: pair[0])
    if best > 0.5:
        return cyrillic
    if _chinese(sample) > 0.8:
        return Suspicion("gb18030", "GB 18030 (GBK)")
    if _western(sample) > 0.8:
        return Suspicion("cp1252", "Windows-1252")
    return None


def _utf16(sample: bytes) -> Suspicion | None:
    """Read with the bytes the wrong way round, text falls all over Unicode; read rightly, it stays in a few blocks."""
    whole = sample[: len(sample) // 2 * 2]
    texts = [(whole.decode(guess.codec, "replace"), guess) for guess in _UTF16]
    text, guess = max(texts, key=lambda pair: len(_LIKELY.findall(pair[0])))
    return guess if len(text) > 3 and len(_LIKELY.findall(text)) > 0.9 * len(text) else None


def _high(sample: bytes) -> int:
    return sum(byte >= 0x80 for byte in sample) or 1


def _russian(sample: bytes, codec: str) -> float:
    """Share of the non-ASCII bytes that come out as the commonest small Russian letters."""
    return sum(c in _COMMON_RUSSIAN for c in sample.decode(codec, "replace")) / _high(sample)


def _chinese(sample: bytes) -> float:
    """Share of the non-ASCII bytes that come out as common ideographs or Chinese punctuation in GB 18030."""
    text = sample.decode("gb18030", "ignore")
    common = "".join(c for c in text if "\u4e00" <= c <= "\u9fa5" or c in "，。、；：？！“”‘’（）《》—…·")
    # those with an ASCII letter for a second byte are rare, and what an accented letter and its neighbour look like
    return sum(min(pair) >= 0x80 for c in common if (pair := c.encode("gb18030"))) * 2 / _high(sample)


def _western(sample: bytes) -> float:
    """Share of the non-ASCII bytes that come out as accented letters or typographic punctuation in Windows-1252."""
    text = sample.decode("cp1252", "replace")
    good = sum("\xc0" <= c <= "\xff" or c in "–—‘’“”…«»°©®€£§·\xa0" for c in text)
    return good / _high(sample)
