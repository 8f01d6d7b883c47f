"""Headings: which columns ask for something about a person, and which only count people.

Headings are compared folded (no diacritics, small letters), so that all ways of typing are one;
where two words then fall together (tiền án, tiền ăn) the diacritics decide if there are any.
"""

import re

from mohinh.tables import encodings
from mohinh.words.text import fold, tidy

_PERSONAL = re.compile(
    r"\b(?:"
    # names
    r"ho (?:va |ten |dem )?(?:dem )?ten|hoten|ho dem|ten dem|bi danh|mat danh|"
    r"ten (?:chu ho|nguoi|doi tuong|nan nhan|bi hai|bi can|can bo|ca nhan|hoc sinh|thanh vien|"
    r"hoi vien|nhan khau|cong dan|vo|chong|to truong|"
    r"chu (?:the|so huu|co so|doanh nghiep|phuong tien|xe|tai khoan))|"
    r"(?<!co )(?:nguoi|can bo|dong chi|d c|lanh dao|cong an vien) (?:lap|ky|dai dien|lien he|"
    r"dung dau|phu trach|theo doi|nhap|bao tin|bao cao|to giac|to cao|cung cap|khai|nop|bao lanh|"
    r"giam ho|nghien)|chu ho(?! kinh doanh ca the)|nguoi than|than nhan|"
    r"(?:ten|thong tin) lien (?:he|lac)|"
    # birth and sex
    r"ngay(?: thang)?(?: nam)? sinh(?! (?:hoat|vien))|(?:nam|noi) sinh(?! (?:hoat|vien))|ntns|"
    r"d o b|dob|birth\w*|gioi tinh|quoc tich|"
    # papers
    r"cccd|cmnd|cmtnd|cmt|gcmnd|can cuoc|chung minh (?:nhan dan|thu|nd)|(?:so|giay) chung minh|"
    r"ho chieu|passport|dinh danh|ddcn|mst ca nhan|ma so thue ca nhan|gplx|giay phep lai xe|"
    r"bang lai|bhyt|bhxh|bao hiem (?:y te|xa hoi)|so hieu (?:cand|cong an|si quan|can bo)|"
    # contact, account, vehicle
    r"dien thoai|sdt|so dt|dtdd|dt (?:di dong|lien he|lh)|telephone|tel|(?:mobile|cell)?phone|"
    r"mobile|e ?mail|gmail|thu dien tu|so tai khoan(?! (?:dinh danh|vneid))|stk|so tk|"
    r"tai khoan ngan hang|bien so(?! nha)|bien kiem soat|bks|"
    # address
    r"dia chi(?! (?:tin cay|do\b|ip\b))|noi (?:o|cu tru|dang ky)|cho o|thuong tru|tam tru|"
    r"tam vang|(?:que|nguyen|sinh) quan|ho khau|hktt|home ?town|address|"
    # what is known of a person
    r"hoc van|trinh do (?:van hoa|chuyen mon)|chuc vu|cap bac|quan ham|nhom mau|hon nhan|"
    r"chan dung|van tay|co so bi mat|ly lich|tien su|an tich|benh (?:ly|tat|an|nhan|nen)|"
    r"loai benh|mac benh|chan doan|suc khoe|hiv|aids|tam than|khuyet tat|"
    r"tinh trang (?:nghien|benh)|nghien (?:ma tuy|hut)"
    r")\b"
    # only as the whole heading
    r"|^(?:(?:so |nick |ten |tai khoan |link )*(?:zalo|facebook|fb)(?: ca nhan)?|(?:so )?di dong|"
    r"(?:do )?tuoi|sinh (?:ngay|nam)|so nha(?: (?:duong|ngo|hem|pho|to|thon|ap))*|"
    r"nghe nghiep(?: ca nhan)?|(?:ghi )?lien he|nam(?: va)? nu|benh|"
    r"surname|(?:full|first|last|middle|family) name|"
    r"(?:to|doi|nhom) (?:truong|pho)|truong (?:thon|ban|ap|khu pho|khom|buon)|"
    r"(?:(?:phan|nhom|danh sach|loai) )?doi tuong"
    r"(?: (?:quan ly|nghi van|truy na|hinh su|ma tuy|co tien an|cam hoa|giao duc))*)$"
)
# About a group of people as such: refused even as a count.
_SENSITIVE = re.compile(
    r"\b(?:dan toc|dtts|dtit|ton giao|tin nguong|theo dao(?! duc)|"
    r"ethnic\w*|ethnicity|religio\w+|belief|faith)\b"
)
# Different words once folded: with diacritics they are told apart, without they are refused.
_SENSITIVE_TONED = re.compile(r"\b(?:tín đồ|giáo dân|phật tử)\b")
_TONED = re.compile(r"\btiền án\b|^(?:số )?đt$")
_UNTONED = re.compile(r"\btien an\b(?! (?:trua|toi|sang|ca|uong))|^(?:tin do|giao dan|phat tu)$")
# Programmes, places and offices whose names hold such words.
_HARMLESS = re.compile(
    r"\b(?:doan ket (?:toan )?dan toc|(?:ban|phong|uy ban) dan toc|dan toc noi tru|"
    r"ban sac(?: van hoa)? dan toc|(?:co so|dia diem) (?:ton giao|tin nguong)(?: tin nguong)?|"
    r"(?:vung|dia ban|dia ban vung|an ninh|cong tac|chinh sach|van hoa)"
    r"(?: (?:dong bao|dan toc|ton giao|thieu so))+|ban chi dao|"
    r"(?:phong|phong chong|chong|kham chua|kham|chua) (?:benh|hiv aids|hiv|tac hai)\w*|"
    r"(?:nhan khau|ho|dan|dan so|dang ky|quan ly|khai bao|thong bao|luu tru|nguoi)"
    r"(?: (?:dang ky|thuong tru|tam tru|tam vang))+|"
    r"(?:qua|trom|trom cap|cuop|cuop giat|mat|trung tam|benh vien|tram) "
    r"(?:dien thoai|tam than|y te)|"
    r"(?:chia|phan|theo|phan theo|chia theo) gioi tinh|tham gia (?:bhyt|bhxh|bao hiem)\w*|"
    r"ma dinh danh (?:don vi|co quan|to chuc)|(?:dinh danh dien tu|vneid) muc \d|"
    r"(?:cham soc|tram|trung tam) suc khoe)\b"
)
# What follows “Số” where a paper or number is meant and not a count.
_PAPER = (
    r"(?:(?:the|so|giay|ma|chung|may|hieu) )*(?:cccd|cc|cmnd|cmtnd|cmt|gcmnd|can cuoc|chung minh|"
    r"dinh danh|ddcn|ho chieu|ho khau|dien thoai|dtdd|dt|di dong|tai khoan|tk|bhyt|bhxh|"
    r"bao hiem|gplx|giay phep lai xe|zalo|nha|hieu|bien|passport)\b"
)
_COUNT = re.compile(
    r"^(?:(?:\d+|[ivx]+|[a-d]|trong do|rieng) )*"
    rf"(?:(?:tong(?! hop)|so luong|so luot|luot|sl|ty le|ti le|tl|number of)\b|so (?!{_PAPER}))"
)
_ISSUED = re.compile(
    r"\b(?:(?:da|duoc) (?:duoc )?(?:cap|lam|thu|tra|kich|doi|tich|phat|dang|cai)|"
    r"cap (?:moi|doi|lai|trong|cho)|kich hoat|tich hop|lam moi|thu nhan|"
    r"(?:ho so|cap|doi|thu nhan|lam) (?:the )?(?:cccd|can cuoc|dinh danh|ho chieu))\b"
)
_ISSUED_WHEN = re.compile(r"\b(?:ngay|noi|co quan) cap\b|\bcap ngay\b")
_UNIT = re.compile(r"\(([^()]{1,20})\)\s*$")
_UNITS = frozenset(
    ("nguoi", "ng", "ho", "luot", "vu", "the", "doi tuong", "tai khoan", "truong hop", "chiec")
)
# Whoever has a name or a birthday is no count.
_ONE_PERSON = re.compile(
    r"\bho (?:va )?ten\b|\bten (?:chu ho|nguoi)\b|\b(?:ngay|nam) sinh\b(?! (?:hoat|vien))"
)
_MARKED = re.compile(r"[^\x00-\x7f]")
# Signs within words, or capitals after small letters: no Vietnamese as it stands.
_STRANGE = re.compile(r"[¡-¯±´-¿×÷]|[a-zà-ÿ][À-Þ]")
_ONLY_UNICODE = re.compile(r"[ăĂđĐĩĨũŨơƠưƯ\u1ea0-\u1ef9\u0300-\u0323]")


def forbidden_header(header: str) -> bool:
    """Whether a column heading asks for something about a person.

    Headings of several lines are joined with ` / `. A count of people or papers is no personal
    data, except by ethnicity, religion or belief.

    >>> forbidden_header("Chủ hộ / Họ tên"), forbidden_header("Số CCCD đã cấp")
    (True, False)
    """
    return any(map(_asks, _spellings(header)))


def _asks(header: str) -> bool:
    lines = header.split(" / ")
    if _SENSITIVE.search(_without_harmless(header)):
        return True
    if _SENSITIVE_TONED.search(tidy(header).casefold()):
        return True
    if _counts(lines[-1]) or (_counts(header) and not _is_personal(lines[-1])):
        return False
    return any(_is_personal(text) and not _counts(text) for text in (header, *lines))


def _without_harmless(text: str) -> str:
    return _HARMLESS.sub("|", fold(text))


def _is_personal(text: str) -> bool:
    spelled = tidy(text).casefold()
    alike = _UNTONED.search(spelled) if spelled.isascii() else _TONED.search(spelled)
    return bool(alike or _PERSONAL.search(_without_harmless(text)))


def _counts(text: str) -> bool:
    """Whether a heading counts: by its first words, by papers issued, or by its unit."""
    folded = fold(text)
    if _ONE_PERSON.search(folded):
        return False
    if _COUNT.search(folded) or (_ISSUED.search(folded) and not _ISSUED_WHEN.search(folded)):
        return True
    unit = _UNIT.search(text)
    return bool(unit and fold(unit[1]) in _UNITS)


def _spellings(header: str) -> list[str]:
    """The heading; where it is no Vietnamese, what it says in TCVN3, VNI or broken UTF-8."""
    if not _MARKED.search(header) or _ONLY_UNICODE.search(header):
        return [header]
    found = [header, *(encodings.decode(header, old) for old in ("tcvn3", "vni", "mojibake"))]
    return [text for text in found if text and _is_vietnamese(text)] or [header]


def _is_vietnamese(text: str) -> bool:
    if _STRANGE.search(text):
        return False
    words = [word for word in re.split(r"[\W\d_]+", text) if _MARKED.search(word)]
    return all(encodings.is_syllable(word) or (word.isupper() and len(word) < 5) for word in words)
