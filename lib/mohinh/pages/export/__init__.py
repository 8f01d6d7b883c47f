"""Export: what a notebook shows becomes files; the files of a run become the report.

A notebook opens one `Section`, says sentences, draws figures and prints tables through it, and
closes it as its last act. Where `out` is empty (a notebook opened by hand) nothing is written.
Otherwise the run's folder receives

`figures/<name>.png|svg|webp`, `tables/<name>.csv`, `data/<name>.csv` (tidy, in codes, the same in
every language) and `sections/<notebook>.json`, written by `close`: the sign that the notebook came
to its end, with the fingerprint of every file it made, and the finding that the front page repeats
(`finding_of`).

`assemble` makes `index.html`, `report.pdf`, `report.docx` and `tables.xlsx` from the sections that
are there, and describes the tidy tables in `data/datapackage.json`. All text is escaped or handed
on as data; text in a workbook is never a formula, and in a CSV never looks like one. Tables of
made-up data say so in a column of their own.

| module | what it does |
|---|---|
| `section` | what one notebook adds |
| `pictures` | the light form of a figure that the page carries in itself |
| `assembly` | the sections of a run → every form of the report |
| `content` | what a report says, before it takes a form |
| `communes` | what sections left of communes → `data/communes.parquet` and the page's map |
| `page` | content → `index.html` |
| `paper` | what of the content stands on paper, and how wide columns are |
| `pdf` | content → `report.pdf` |
| `document` | content → `report.docx` |
| `workbook` | tables → `tables.xlsx` |
"""

from mohinh.pages.atlas import Ground
from mohinh.pages.export.assembly import FRONT, assemble
from mohinh.pages.export.section import Section, finding_of, offers

__all__ = ["FRONT", "Ground", "Section", "assemble", "finding_of", "offers"]
