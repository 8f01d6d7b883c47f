"""Choices: one of a list, ratings on a scale of the province's own, yes, no and not yet."""

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from mohinh.tables.cells.numbers import TIMES
from mohinh.tables.cells.results import (
    BLANK,
    Cell,
    Dash,
    accepted,
    clean,
    dashed_word,
    is_blank,
    refused,
    review,
)
from mohinh.words.terms import CLASSIFICATIONS, Label
from mohinh.words.text import fold, tidy

_YES_NO: Label = ("Có hoặc Không", "Có (yes) or Không (no)")
_YES, _NO = ("Có", "Có (yes)"), ("Không", "Không (no)")
_PLAIN_FLAGS = {"có": True, "x": True, "yes": True, "không": False, "no": False}
_FLAGS = {
    "đạt": True, "đã có": True, "có đạt": True, "đúng": True, "v": True, "1": True, "true": True,
    "✓": True, "✔": True, "√": True, "☑": True, "đã đạt": True, "đã": True,
    "không đạt": False, "không có": False, "ko": False, "0": False, "false": False,
}  # fmt: skip
_PENDING = (
    *("chưa", "chưa đạt", "chưa có", "chưa xong", "chưa hoàn thành", "chưa thực hiện"),
    *("chưa công nhận", "chưa được công nhận", "chưa đăng ký"),
)
_FLAG_KEYS = {fold(word) or word: word for word in (*_PLAIN_FLAGS, *_FLAGS, *_PENDING)}
_UNSURE_FLAG = re.compile(
    r"[?/\\.…✗✘☒]+|.*\?|[kcdyn]|roi|dang .+|n a|khong (ro|ap dung|xac dinh|co so lieu|bao cao)|"
    r"(co|khong|dat|chua) .+"
)
# Other letters that are typed for đ.
_D = str.maketrans("Ððɖ", "đđđ")
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
_RATED = re.compile(r"^(?:(?:xep|dat|phan)? ?loai|xep|dat|muc) ")


def choice_keys(choices: Mapping[str, Label]) -> dict[str, str]:
    """Folded code and labels → code."""
    keys = {}
    for code, label in choices.items():
        keys |= {fold(code): code, fold(label[1]): code, fold(label[0]): code}
    return keys


def listed(choices: Mapping[str, Label]) -> Label:
    """What should stand there: one of these."""
    labels = list(choices.values())
    return (
        "một trong: " + "; ".join(vi for vi, _ in labels),
        "one of: " + "; ".join(f"{vi} ({en})" for vi, en in labels),
    )


def choice(
    raw: Any, choices: Mapping[str, Label], *, keys: Mapping[str, str] | None = None
) -> Cell:
    """The code of a listed label, in any case and with or without diacritics."""
    if is_blank(raw):
        return BLANK
    code = (keys or choice_keys(choices)).get(fold(str(raw)))
    if code is None:
        return refused(listed(choices))
    if differs(str(raw), choices[code][0]):
        return review(code, listed(choices), _OTHER_TONES, "tones", proposals=[choices[code][0]])
    return Cell(code)


_OTHER_TONES: Label = ("khác dấu với từ gần nhất", "other diacritics than the nearest word")


def differs(text: str, written: str) -> bool:
    """Whether a word typed with diacritics bears others than the same word as it is `written`.

    >>> differs("Khả", "Khá"), differs("kha", "Khá"), differs("hoà giải", "Hòa giải")
    (True, False, False)
    """
    if text.isascii():
        return False
    meant: dict[str, set[str]] = {}
    for word in _words(written):
        meant.setdefault(fold(word), set()).add(_spelled(word))
    marked = [word for word in _words(text) if not word.isascii()]
    return any(_spelled(word) not in meant.get(fold(word), {_spelled(word)}) for word in marked)


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]+", tidy(text).casefold())


def _spelled(word: str) -> str:
    """A word with its tone behind its letters: hoà and hòa are one."""
    signs = unicodedata.normalize("NFD", word.translate(_D))
    return "".join(sorted(signs, key=_TONES.__contains__))


def rating(
    raw: Any,
    scale: Mapping[str, Label] = CLASSIFICATIONS,
    *,
    aliases: Mapping[str, str] | None = None,
    dash: Dash = "review",
) -> Cell:
    """The code of a class on the `scale` (code → label), which differs by province.

    Abbreviations by first letters are known: XS, X.sắc, TB, T.bình. `aliases` (written → code) are
    the province's own. A class that is not on the scale, or a single letter, is for review.

    >>> rating("X.sắc").value, rating("Giỏi").state
    ('xuat_sac', 'review')
    """
    if is_blank(raw):
        return BLANK
    expected = listed(scale)
    if not isinstance(raw, str):
        return refused(expected)
    text = clean(raw)[0]
    if found := dashed_word(text, dash, expected):
        return found
    key = fold(text)
    keys = choice_keys(scale)
    if key in keys and not differs(text, scale[keys[key]][0]):
        return Cell(keys[key])
    short = {fold(written): code for written, code in (aliases or {}).items()}
    key = _RATED.sub("", key)
    code = keys.get(key) or short.get(key) or _abbreviated(key, scale)
    if code and differs(text, scale[code][0]):
        return review(code, expected, _OTHER_TONES, "tones", proposals=[scale[code][0]])
    if code:
        return accepted(code, scale[code], ("viết tắt", "an abbreviation"), "abbreviation")
    is_letter = len(key) == 1 and key != "x"
    likely = [label[0] for label in scale.values() if is_letter and fold(label[0])[0] == key]
    note = ("không có trong thang xếp loại", "not on the scale")
    return review(None, expected, note, "not_on_scale", proposals=likely)


def _abbreviated(key: str, scale: Mapping[str, Label]) -> str | None:
    """The one class that the key abbreviates; None where there is none, or several."""
    found = [code for code, label in scale.items() if key in _abbreviations(fold(label[0]))]
    return found[0] if len(found) == 1 else None


def _abbreviations(label: str) -> set[str]:
    """xuat sac → xs, x s, x sac, xsac."""
    words = label.split()
    if len(words) < 2:
        return set()
    firsts = [word[0] for word in words]
    return {
        "".join(firsts),
        " ".join(firsts),
        " ".join([firsts[0], *words[1:]]),
        "".join([firsts[0], *words[1:]]),
    }


def flag(raw: Any, *, dash: Dash = "review") -> Cell:
    """Yes or no; `chưa` (not yet) is no, with the mark `pending`.

    >>> flag("chưa đạt").value, flag("chưa đạt").marks
    (False, ('pending',))
    """
    if is_blank(raw):
        return BLANK
    if isinstance(raw, bool):
        return Cell(raw)
    if isinstance(raw, TIMES):
        return refused(_YES_NO)
    if isinstance(raw, int | float):
        return _flag(bool(raw), "number") if raw in (0, 1) else refused(_YES_NO)
    text = clean(raw)[0]
    if found := dashed_word(text, dash, _YES_NO):
        return found
    return _flag_of_text(text)


def _flag_of_text(text: str) -> Cell:
    word = _FLAG_KEYS.get(fold(text) or text, "")
    if not word or differs(text, word) or "?" in text:
        is_unsure = word or _UNSURE_FLAG.fullmatch(fold(text) or text)
        note = ("không rõ là có hay không", "neither clearly yes nor clearly no")
        return review(None, _YES_NO, note, "unsure") if is_unsure else refused(_YES_NO)
    if word in _PENDING:
        return accepted(False, ("Không (chưa)", "Không (not yet)"), _NOT_YET, "pending")
    if word in _PLAIN_FLAGS:
        return Cell(_PLAIN_FLAGS[word])
    return _flag(_FLAGS[word], "word")


_NOT_YET: Label = ("“chưa” là không, đang chờ", "“chưa” is no, pending")


def _flag(value: bool, mark: str) -> Cell:
    return accepted(value, _YES if value else _NO, ("đọc theo quy tắc", "read by a rule"), mark)
