"""The report's own words: its sections, what is made up, what it does not show, how to rerun it."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Literal, get_args

import pandas as pd

from mohinh.pages.style import Notes, number
from mohinh.tables.boundaries import fetched
from mohinh.tables.boundaries.layer import Boundaries
from mohinh.tables.schemas import TABLES
from mohinh.tables.store import Origin, ProvinceData
from mohinh.words.terms import VINTAGES, Label, Lang, Period, Vintage, say

# The sections of a report: name of the notebook → heading.
SECTIONS: dict[str, Label] = {
    "20_coverage": ("Độ phủ của mô hình", "Coverage"),
    "30_rates": ("Tỷ suất vụ việc và độ chắc chắn", "Rates of recorded cases"),
    "35_clusters": ("Cụm các xã giáp ranh", "Clusters of neighbouring communes"),
    "40_effects": (
        "Số vụ sau khi áp dụng mô hình, so với dự kiến",
        "Cases after models came, beside those expected",
    ),
    "50_lifecycle": ("Vòng đời và rà soát mô hình", "Lifecycle and review of models"),
    "60_targets": ("Chỉ tiêu của kế hoạch", "Targets of the plan"),
    "70_siting": ("Có thể đặt mô hình ở đâu tiếp theo", "Where next"),
    "80_published": ("Số liệu đã công bố", "Published figures"),
    "10_data_quality": ("Chất lượng số liệu", "Data quality"),
}

# How pressing a section's finding is: something due is open or two figures of one definition
# differ; something is to be looked at on the spot; all else.
Urgency = Literal["act", "look", "know"]
# The sections that offer a finding of which the front page takes the few that matter, in the order
# that decides between two of one urgency: what was promised by a day, what is kept up, what is
# proposed, what was printed.
OFFERING = ("60_targets", "50_lifecycle", "70_siting", "80_published")
MOST_OFFERED = 3
# The sections of the national page.
NATIONAL_SECTIONS: dict[str, Label] = {
    "95_national": ("Các tỉnh đặt cạnh nhau", "The provinces side by side"),
}

WORDS: dict[str, Label] = {
    "kicker": (
        "Báo cáo bản đồ · mô hình bảo vệ an ninh ở cơ sở",
        "Map report · community-safety models",
    ),
    "findings": ("Những điều chính", "Main findings"),
    "asides": ("Ngoài ra", "Also"),
    "open": ("bấm để mở", "open to read"),
    "limits": ("Phương pháp và giới hạn", "Method and limits"),
    "rerun": ("Nguồn và cách chạy lại", "Sources and how to rerun"),
    "files": ("Tệp kèm theo", "Files"),
    "tables": ("Tất cả các bảng (Excel)", "All tables (Excel)"),
    "manifest": (
        "Bản kê: dữ liệu vào, tham số, phiên bản",
        "Manifest: inputs, parameters, versions",
    ),
    "notebooks": ("Sổ tay Jupyter đã chạy", "Executed notebooks"),
    "csv": ("Bảng CSV", "Table as CSV"),
    "picture": ("Hình", "Picture"),
    "figure": ("Hình", "Figure"),
    "table": ("Bảng", "Table"),
    "pdf": ("Bản in (PDF)", "To print (PDF)"),
    "document": ("Bản để sửa (Word)", "To edit (Word)"),
    "contents": ("Nội dung", "Contents"),
    "failed": (
        "Phần này chưa chạy được. Nguyên nhân có trong bản kê.",
        "This part could not be run. The manifest says why.",
    ),
    "not_asked": (
        "Lần chạy này không yêu cầu phần này; báo cáo đầy đủ của kỳ có phần này.",
        "This run was not asked for this part; the whole report of the period has it.",
    ),
    "none": ("không có", "none"),
    "top": ("Về đầu trang", "Back to top"),
}


@dataclass(frozen=True, slots=True)
class Offer:
    """A sentence that a section offers to the front page, with what else it says in short."""

    notebook: str
    sentence: str
    urgency: Urgency


def that_matter(offers: Sequence[Offer], *, most: int = MOST_OFFERED) -> list[str]:
    """The sentences that the front page repeats: by urgency, then in the order of `OFFERING`."""
    said = [offer for offer in offers if offer.sentence]
    ranks = get_args(Urgency)
    said.sort(key=lambda one: (ranks.index(one.urgency), OFFERING.index(one.notebook)))
    return [offer.sentence for offer in said[:most]]


def title(province: str, period: Period, *, lang: Lang) -> str:
    """The report's title."""
    if lang == "vi":
        return f"Mô hình bảo vệ an ninh, trật tự ở {province}, {period.say(lang)}"
    return f"Community-safety models in {province}, {period.say(lang)}"


def made_up(*, lang: Lang) -> str:
    """The banner of a report on made-up data."""
    return say(
        (
            "DỮ LIỆU GIẢ LẬP. Tên xã là thật; mọi khu dân cư, điểm mô hình, báo cáo và vụ việc "
            "trong báo cáo này đều do máy tạo ra để thử phần mềm. Chỉ các số ở mục “Số liệu đã "
            "công bố” được ghi là đã công bố mới là số thật; mức và giải pháp của kế hoạch lấy từ "
            "văn bản thật, nơi nào đạt, chưa đạt hay quá hạn là giả lập.",
            "MADE-UP DATA. The communes are real; every residential area, point, report and case "
            "in this report was drawn by a computer to try the software. Only the figures marked "
            "as published, in the section “Published figures”, are real; thresholds and remedies "
            "of plans are those of real documents, who meets them or is overdue is made up.",
        ),
        lang,
    )


def made_up_mark(made_up: str) -> str:
    """The banner's first words, for the head of a page and a sheet; empty for real data."""
    return made_up.split(".")[0]


def more_rows(count: int, sheet: str, *, lang: Lang) -> str:
    """Where the rows are that paper leaves out of a table."""
    if lang == "vi":
        return f"Còn {number(count, lang)} dòng, trong tệp tables.xlsx, trang tính “{sheet}”."
    rows = "row" if count == 1 else "rows"
    return f"{number(count, lang)} more {rows} in tables.xlsx, sheet “{sheet}”."


def only_in_workbook(title: str, count: int, sheet: str, *, lang: Lang) -> str:
    """Where a table is that paper leaves out."""
    if lang == "vi":
        return f"{title}: {number(count, lang)} dòng, trong tệp tables.xlsx, trang tính “{sheet}”."
    rows = "row" if count == 1 else "rows"
    return f"{title}: {number(count, lang)} {rows} in tables.xlsx, sheet “{sheet}”."


def limits(*, is_schematic: bool, vintage: Vintage, lang: Lang) -> list[str]:
    """What the report does not show; one sentence each."""
    vi = [
        "Độ phủ cho biết mô hình có ở đâu, không cho biết mô hình có tác dụng hay không.",
        "Khu dân cư được tính là có mô hình khi có ít nhất một điểm đang hoạt động vào ngày cuối "
        "kỳ; điểm ở cơ quan, doanh nghiệp, nhà trường không tính cho khu dân cư.",
        "Khu dân cư chưa rõ tình trạng không tính là có; cận trên của tỷ lệ cho biết kết quả nếu "
        "tất cả đều có.",
        "Các năm trước tính theo danh sách khu dân cư và trạng thái điểm trong tệp hiện nay; điểm "
        "đã ngừng mà thiếu ngày kết thúc không được tính cho năm nào.",
        "Số vụ thấp hơn dự kiến sau khi áp dụng mô hình chưa cho biết nguyên nhân; mức căn cứ nói "
        "rõ có thể kết luận đến đâu.",
        "Chưa báo cáo khác với không có; ô trống không được coi là số 0.",
        f"Đơn vị hành chính {VINTAGES[vintage][0]}{_list_of(vintage)[0]}.",
        "“Hiệu quả” trong số liệu đã công bố là đánh giá của cơ quan công bố.",
    ]
    en = [
        "Coverage says where models are, not whether they work.",
        "An area is covered when at least one point was in force on the last day of the period; "
        "points in agencies, enterprises and schools do not cover an area.",
        "An area of unknown state does not count as covered; the upper end of a share says what "
        "it would be if all of them were.",
        "Earlier years use today's list of areas and today's state of points; a lapsed point "
        "without an end date counts in no year.",
        "Fewer cases than expected after a model came do not tell the cause; the grade says how "
        "far a conclusion may go.",
        "Not reported differs from none; a blank cell is never taken for zero.",
        f"Administrative units {VINTAGES[vintage][1]}{_list_of(vintage)[1]}.",
        "“Effective” in published figures is the judgement of those who published them.",
    ]
    if is_schematic:
        vi.append(
            "Bản đồ là sơ đồ dựng từ tọa độ trung tâm xã, không phải ranh giới thật; không đo diện "
            "tích hay khoảng cách trên đó."
        )
        en.append(
            "The map is schematic, built from the centres of communes, not from true boundaries; "
            "measure no area or distance on it."
        )
    return vi if lang == "vi" else en


def _list_of(vintage: Vintage) -> Label:
    """Of which day the list of units is, where it is not that of the year."""
    if vintage == "2025-07":
        return ("", "")
    return (
        "; danh mục huyện, xã là của thời điểm ngay trước 01/7/2025, không phải của năm báo cáo",
        "; the list of districts and communes is that of just before 1 July 2025, not of the year",
    )


def source(origin: Origin, *, lang: Lang) -> str:
    """The source line of figures: the workbook, and whether it is made up."""
    name = origin.file_name
    if origin.is_made_up:
        return say((f"tệp giả lập {name}", f"made-up workbook {name}"), lang)
    return say((f"tệp {name}", f"workbook {name}"), lang)


def notes(
    data: ProvinceData, period: Period, *, shape: Boundaries | None = None, lang: Lang
) -> Notes:
    """What is printed on every figure of a province and period; on a map, whose lines it shows."""
    is_schematic = shape is not None and shape.kind == "schematic"
    return Notes(
        period=period.say(lang),
        vintage=data.province.vintage,
        source=source(data.origin, lang=lang),
        is_made_up=data.origin.is_made_up,
        is_schematic=is_schematic,
        boundary_source="" if shape is None or is_schematic else shape.source,
        communes_count=len(data.communes),
    )


def commune_names(communes: pd.DataFrame) -> pd.Series:
    """Name of each commune, with its district where another bears the same; index: code."""
    name, district = communes["commune_name"], communes["district_name"]
    twice = name.duplicated(keep=False) & district.notna()
    full = name.where(~twice, name + ", " + district.fillna(""))
    return full.set_axis(communes["commune_code"])


def given(data: ProvinceData, *, lang: Lang) -> str:
    """What a notebook was given: the workbook, rows by sheet, span of months, vintage."""
    origin, vintage = data.origin, VINTAGES[data.province.vintage]
    counts = ", ".join(
        f"{TABLES[name].sheet} {number(count, lang)}" for name, count in data.rows.items()
    )
    start = source(origin, lang=lang)
    if lang == "vi":
        return (
            f"Dữ liệu: {start}; số dòng: {counts}; từ {origin.first_month} đến "
            f"{origin.last_month}; đơn vị hành chính {vintage[0]}."
        )
    return (
        f"Data: {start}; rows: {counts}; from {origin.first_month} to {origin.last_month}; "
        f"administrative units {vintage[1]}."
    )


def sources(origin: Origin, *, boundaries_file: str, lang: Lang) -> list[str]:
    """Where the report's figures and maps come from; one sentence each."""
    workbook, shapes = source(origin, lang=lang), _shapes(boundaries_file, lang)
    if lang == "vi":
        return [
            f"Số liệu: {workbook}, mã băm SHA-256 {origin.sha256[:16]}….",
            f"Bản đồ: {shapes}.",
            "Đơn vị hành chính: gói vietnamadminunits (giấy phép MIT).",
        ]
    return [
        f"Data: {workbook}, SHA-256 {origin.sha256[:16]}….",
        f"Map: {shapes}.",
        "Administrative units: the package vietnamadminunits (MIT licence).",
    ]


def _shapes(boundaries_file: str, lang: Lang) -> str:
    """What the maps are drawn from: a fetched source with its licence, a file, or a sketch."""
    if not boundaries_file:
        return say(
            ("sơ đồ dựng từ tọa độ trung tâm xã", "schematic, from centres of communes"), lang
        )
    public = fetched.named(boundaries_file)
    if public is None:
        name = PurePath(boundaries_file).name
        return say((f"ranh giới từ tệp {name}", f"boundaries from the file {name}"), lang)
    units, licence = say(VINTAGES[public.vintage], lang), say(public.licence, lang)
    whose = say(public.origin, lang)
    return say(
        (
            f"ranh giới từ nguồn công khai {public.title}, đơn vị hành chính {units}; {whose}; "
            f"giấy phép: {licence}",
            f"boundaries from the public source {public.title}, administrative units {units}; "
            f"{whose}; licence: {licence}",
        ),
        lang,
    )


def rerun(data: ProvinceData, period: Period, *, boundaries_file: str, lang: Lang) -> str:
    """The command that makes this report again."""
    place, name = data.province, PurePath(boundaries_file).name
    command = (
        f"mohinh run --province {place.slug} --period {period.code} --vintage {place.vintage} "
        f"--lang {lang}"
    )
    return f"{command} --boundaries {name}" if name else command


@dataclass(frozen=True, slots=True)
class Front:
    """What stands around the sections of a report; `made_up` is empty for real data."""

    title: str
    made_up: str
    limits: tuple[str, ...]
    sources: tuple[str, ...]
    rerun: str


def front(data: ProvinceData, period: Period, *, boundaries_file: str, lang: Lang) -> Front:
    """The words around the sections of a province's report."""
    origin, place = data.origin, data.province
    return Front(
        title=title(place.name, period, lang=lang),
        made_up=made_up(lang=lang) if origin.is_made_up else "",
        limits=tuple(limits(is_schematic=not boundaries_file, vintage=place.vintage, lang=lang)),
        sources=tuple(sources(origin, boundaries_file=boundaries_file, lang=lang)),
        rerun=rerun(data, period, boundaries_file=boundaries_file, lang=lang),
    )
