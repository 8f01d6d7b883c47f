"""Names that mean harm to some format, put wherever a workbook lets a user type freely."""

import csv
import json
import re
import zipfile
from pathlib import Path

import pandas as pd

HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "</script><script>alert(2)</script>",
    "=cmd|' /C calc'!A0",
    "+1+1",
    "@SUM(1)",
    "../../x",
    "abc\u202egnp.exe",
    "M" * 500,
    "{{7*7}}{% raw %}",
    "$x^2$ ${x}",
    "#let x = 1 #panic()",
    "[x](javascript:alert(3)) **đậm** `mã`",
    "[y](http://example.invalid) **đậm** _ng_ &lt;b&gt;",
    "Tên dài " * 20,
    "![x](http://example.invalid/x.png)",
    "\\input{x} & % _ ^ ~",
    "'\"><b>đậm</b>",
)


def spoil(tables: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """The tables of a workbook with hostile names of types and areas, each name at least once."""
    spoilt = {name: table.copy() for name, table in tables.items()}
    for name, column in (("model_types", "type_name"), ("areas", "area_name")):
        table = spoilt[name]
        kept = table[column].astype("object")
        for place in range(len(table)):
            kept.iloc[place] = f"{HOSTILE[place % len(HOSTILE)]} {place}"
        spoilt[name] = table.assign(**{column: kept.astype("str")})
    return spoilt


_ACTS = re.compile(
    r"<script[ >]|<img[^>]+onerror|<iframe|<object|<embed|[\"' ]javascript:|\bon(?:load|click)=",
    re.I,
)


def harm(folder: Path) -> list[str]:
    """What in a report could act when it is opened: `file: what` each; empty where nothing."""
    found = []
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        told = _LOOKS.get(path.suffix, _none)(path)
        found += [f"{path.relative_to(folder)}: {each}" for each in told]
    return found


def _none(path: Path) -> list[str]:
    return []


def _page(path: Path) -> list[str]:
    """Elements and attributes of the page that come of a name."""
    text = path.read_text(encoding="utf-8")
    found = [name for name in ("alert(1)</script>", "alert(2)</script>") if name in text]
    tags = re.findall(r"<[a-zA-Z][^>]*>", text)
    return found + [
        tag for tag in tags if re.search(r"\son\w+=|javascript:|src=[\"']?(?:x|http)", tag)
    ]


def _picture(path: Path) -> list[str]:
    text = path.read_text(encoding="utf-8")
    return re.findall(
        r"<(?:script|foreignObject|a|image)\b[^>]*http[^>]*>|<script|alert\(1\)<", text
    )


def _table(path: Path) -> list[str]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        cells = [cell for row in csv.reader(stream) for cell in row]
    return [cell for cell in cells if re.match(r"[=@\t\r]|[+-](?![\d.,]+$)", cell)]


def _archive(path: Path) -> list[str]:
    with zipfile.ZipFile(path) as archive:
        parts = {n: archive.read(n).decode("utf-8", "replace") for n in archive.namelist()
                 if n.endswith((".xml", ".rels"))}  # fmt: skip
    found = [name for name in parts if ".." in name or name.startswith("/")]
    for name, text in parts.items():
        found += [f"{name}: {tag}" for tag in re.findall(r"<f>|<w:instrText|<hyperlink ", text)]
        found += [f"{name}: {link}" for link in re.findall(r'TargetMode="External"', text)]
    return found


def _paper(path: Path) -> list[str]:
    import pypdf

    book = pypdf.PdfReader(path)
    text = "".join(page.extract_text() for page in book.pages)
    links = [note.get_object().get("/A", {}).get("/URI") for page in book.pages
             for note in page.get("/Annots", [])]  # fmt: skip
    found = [str(link) for link in links if link and "invalid" in str(link)]
    return found + ([] if len(text) > 100 else ["no text"])


def _notebook(path: Path) -> list[str]:
    book = json.loads(path.read_text(encoding="utf-8"))
    outputs = [o.get("data", {}) for c in book["cells"] for o in c.get("outputs", [])]
    found = [kind for data in outputs for kind in data if "javascript" in kind]
    for data in outputs:
        shown = {kind: "".join(data.get(f"text/{kind}", "")) for kind in ("html", "markdown")}
        found += _ACTS.findall("".join(shown.values()))
        found += re.findall(r"(?<!\\)\]\((?:http|javascript)[^)]*\)", shown["markdown"])
    return found


_LOOKS = {
    ".html": _page, ".svg": _picture, ".csv": _table, ".xlsx": _archive, ".docx": _archive,
    ".pdf": _paper, ".ipynb": _notebook,
}  # fmt: skip
