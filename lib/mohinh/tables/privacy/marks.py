"""Marks of secrecy: Mật, Tối mật, Tuyệt mật, lưu hành nội bộ; not bí mật, mật độ, Mật Sơn."""

import re

# `Độ mật: không` says that there is none.
_LEVEL = re.compile(
    r"^(?:mức )?độ mật\b(?!\W*(?:không|thường|0)\b)|^do mat\b(?!\W*(?:khong|thuong))"
)
_ALONE = re.compile(r"(?:^|[:;,.()\[\]/–-]\s*|\b(?:dấu|tài liệu|mức) )mật(?:\s*[:;,.()\[\]/–-]|$)")
_HIGHER = re.compile(r"\b(?:tối|tuyệt) mật\b|\blưu hành nội bộ\b|\bluu hanh noi bo\b")
_PLAIN = re.compile(r"^\W*(?:toi|tuyet) mat\W*$")


def is_marked_secret(text: str) -> bool:
    """Whether a tidied text bears a mark of secrecy of its own.

    >>> is_marked_secret("TỐI MẬT"), is_marked_secret("Mật độ dân số")
    (True, False)
    """
    small = text.casefold()
    if "ật" in small:
        return any(rule.search(small) for rule in (_LEVEL, _ALONE, _HIGHER))
    return any(rule.search(small) for rule in (_LEVEL, _HIGHER, _PLAIN))
