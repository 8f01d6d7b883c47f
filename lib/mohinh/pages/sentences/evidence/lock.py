"""The lock on words that say a model did something, or that it does not work."""

import re
import unicodedata
from collections.abc import Mapping
from types import MappingProxyType

from mohinh.tables.rulings import CAUSAL_GRADE
from mohinh.words.errors import InvalidTable
from mohinh.words.terms import Lang

# Locked below the causal grade, as whole words. What is said of single cases is not meant.
CAUSAL_WORDS: Mapping[Lang, tuple[str, ...]] = MappingProxyType(
    {
        "vi": (
            "làm giảm", "làm tăng", "kéo giảm", "giúp giảm", "giúp làm", "góp phần", "nhờ",
            "tác động", "tác dụng", "ảnh hưởng", "hiệu quả", "gây ra", "gây nên", "dẫn đến",
            "dẫn tới", "khiến", "đẩy lùi", "tránh được", "do mô hình", "vì mô hình",
        ),
        "en": (
            "reduced", "reduces", "lowered", "lowers", "increased", "increases", "cut", "cuts",
            "prevented", "prevents", "caused", "causes", "causing", "causal", "effect of",
            "effects of", "effect on", "impact", "due to", "thanks to", "because of", "led to",
            "leads to", "effective", "effectiveness", "works", "worked", "helped", "brought down",
            "attributable", "avoided", "averted",
        ),
    }
)  # fmt: skip


# Never said, at any grade: a difference that was not found may still be there.
NEVER_WORDS: Mapping[Lang, tuple[str, ...]] = MappingProxyType(
    {
        "vi": (
            "không hiệu quả", "kém hiệu quả", "không có hiệu quả", "vô hiệu", "vô ích", "vô dụng",
            "không có tác dụng", "không tác dụng", "không tác động", "không có tác động",
        ),
        "en": (
            "ineffective", "not effective", "no effect", "no impact", "useless", "does not work",
            "did not work", "do not work", "failed to",
        ),
    }
)  # fmt: skip


def _patterns(words: Mapping[Lang, tuple[str, ...]]) -> Mapping[Lang, re.Pattern[str]]:
    """Any of the words, whole."""
    return MappingProxyType(
        {
            lang: re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, listed))})(?!\w)")
            for lang, listed in words.items()
        }
    )


_CAUSAL, _NEVER = _patterns(CAUSAL_WORDS), _patterns(NEVER_WORDS)


def locked(text: str, *, grade: int, lang: Lang) -> str:
    """The text, if its words are allowed at this grade.

    Raises `InvalidTable` for a word that says a model did something below the causal grade, and at
    every grade for one that says it does not work.

    >>> locked("fewer cases than expected", grade=2, lang="en")
    'fewer cases than expected'
    """
    plain = unicodedata.normalize("NFC", text).casefold()
    found, least = _NEVER[lang].search(plain), "no grade"
    if found is None and grade < CAUSAL_GRADE:
        found, least = _CAUSAL[lang].search(plain), f"grade {CAUSAL_GRADE}"
    if found is not None:
        raise InvalidTable(
            f"the words {found[0]!r} in {text!r}: found grade {grade}, expected {least} for them. "
            "Say what was seen, not what did it"
        )
    return text
