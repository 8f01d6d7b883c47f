"""Quality: what arrived, what is missing, what was refused or repaired. A table of findings.

A finding has a severity: `error` keeps the sheet out, `warning` is to be looked at, `note` is said
for completeness. Its words come from `RULES`, in Vietnamese and English, so that the command line,
the JSON and the report say the same.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from types import MappingProxyType
from typing import Literal

import pandas as pd

from mohinh.words.terms import Label, Lang, Period, say

Severity = Literal["error", "warning", "note"]


@dataclass(frozen=True, slots=True)
class Rule:
    """What a code of a finding means and what to do about it; texts are (vi, en)."""

    severity: Severity
    what: Label
    todo: Label


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding: `row` and `column` as the sheet shows them; `expected` is (vi, en).

    `found` never holds anything about a person.
    """

    code: str
    sheet: str = ""
    row: int | None = None
    column: str = ""
    found: str = ""
    expected: Label = ("", "")

    @property
    def severity(self) -> Severity:
        return RULES[self.code].severity

    def say(self, lang: Lang) -> str:
        """Place, what was found, what was expected, what to do; one line."""
        rule = RULES[self.code]
        row, sheet = ("dòng", "trang") if lang == "vi" else ("row", "sheet")
        place = [f"{sheet} “{self.sheet}”" if self.sheet else ""]
        place += [
            f"{row} {self.row}" if self.row else "",
            f"“{self.column}”" if self.column else "",
        ]
        where = ", ".join(part for part in place if part)
        found, wanted = ("thấy", "cần") if lang == "vi" else ("found", "expected")
        facts = [f"{found} “{self.found}”" if self.found else ""]
        facts += [f"{wanted} {expected}" if (expected := say(self.expected, lang)) else ""]
        told = ", ".join(fact for fact in facts if fact)
        text = say(rule.what, lang) + (f"; {told}" if told else "")
        return (f"{where}: " if where else "") + f"{text}. {say(rule.todo, lang)}"


_CORRECT = ("Sửa ô trong tệp rồi nhập lại.", "Correct the cell and import again.")
_ASK = ("Hỏi lại đơn vị báo cáo.", "Ask the unit that reported it.")

RULES: Mapping[str, Rule] = MappingProxyType(
    {
        "no_sheet": Rule(
            "error",
            ("thiếu trang", "sheet is missing"),
            ("Dùng mẫu trong data/templates.", "Use the form in data/templates."),
        ),
        "no_column": Rule(
            "error",
            ("thiếu cột", "column is missing"),
            ("Dùng mẫu trong data/templates.", "Use the form in data/templates."),
        ),
        "strange_column": Rule(
            "error",
            ("cột không có trong mẫu", "column is not in the form"),
            ("Xóa cột này.", "Remove the column."),
        ),
        "repeated_column": Rule(
            "error",
            ("hai cột cùng tên", "two columns bear the same heading"),
            ("Chỉ giữ lại một cột.", "Keep one of them."),
        ),
        "repeated_sheet": Rule(
            "error",
            ("hai trang cùng tên", "two sheets bear the same name"),
            ("Chỉ giữ lại một trang.", "Keep one of them."),
        ),
        "no_rows": Rule(
            "error",
            ("trang không có dòng nào", "sheet holds no rows"),
            ("Ghi mỗi địa bàn một dòng.", "Enter one row for each area."),
        ),
        "totals_row": Rule(
            "error",
            ("dòng cộng tổng", "row of totals"),
            (
                "Xóa dòng này; chương trình tự cộng.",
                "Remove the row; the program adds up by itself.",
            ),
        ),
        "merged_cells": Rule(
            "error",
            ("ô bị gộp giữa các dòng số liệu", "merged cells among the data"),
            ("Bỏ gộp ô, ghi đủ từng dòng.", "Unmerge the cells and fill in every row."),
        ),
        "error_value": Rule(
            "error",
            (
                "ô có lỗi công thức (#DIV/0!, #REF! …)",
                "cell shows a formula error (#DIV/0!, #REF! …)",
            ),
            ("Sửa công thức hoặc gõ số vào ô.", "Mend the formula, or type the number."),
        ),
        "no_result": Rule(
            "error",
            (
                "công thức chưa được tính, tệp không có kết quả",
                "formula was never calculated; the file holds no result",
            ),
            (
                "Mở tệp bằng Excel, lưu lại rồi nhập lại.",
                "Open the file in Excel, save it and import again.",
            ),
        ),
        "strange_sheet": Rule(
            "note",
            ("trang không có trong mẫu, không đọc", "sheet is not in the form; not read"),
            ("Không cần làm gì.", "Nothing to do."),
        ),
        "blank": Rule("error", ("ô bắt buộc bỏ trống", "required cell is blank"), _CORRECT),
        "wrong_cell": Rule("error", ("ô không đọc được", "cell cannot be read"), _CORRECT),
        "damaged": Rule(
            "error",
            ("số có thể bị Excel làm sai", "number perhaps damaged by Excel"),
            (
                "Gõ lại số, đặt cột ở dạng số nguyên rồi nhập lại.",
                "Type the number again in a cell formatted as a whole number.",
            ),
        ),
        "review": Rule(
            "error",
            ("ô cần người xác nhận", "cell that a person must confirm"),
            (
                "Gõ lại đúng giá trị nếu chắc chắn, hoặc để trống.",
                "Type the right value if it is known, or leave the cell blank.",
            ),
        ),
        "mixed_dates": Rule(
            "error",
            (
                "cột có cả ngày dd/mm và mm/dd",
                "the column holds dates dd/mm as well as mm/dd",
            ),
            ("Ghi lại mọi ngày dạng dd/mm/yyyy.", "Write every date as dd/mm/yyyy."),
        ),
        "read_as": Rule(
            "note",
            ("ô được đọc theo quy tắc", "cell was read by a rule"),
            ("Xem giá trị đã đọc có đúng không.", "See whether it was read rightly."),
        ),
        "decoded": Rule(
            "note",
            (
                "chữ gõ bằng phông TCVN3, VNI hoặc sai bảng mã, đã chuyển sang Unicode",
                "text typed in a TCVN3 or VNI font, or wrongly encoded; turned into Unicode",
            ),
            ("Lần sau gõ bằng Unicode.", "Type in Unicode next time."),
        ),
        "duplicate": Rule("error", ("trùng khóa", "key occurs twice"), _CORRECT),
        "unknown_commune": Rule(
            "error",
            ("mã xã không có trong tỉnh", "commune code is not of this province"),
            ("Kiểm tra mã và hệ đơn vị hành chính.", "Check the code and the vintage."),
        ),
        "other_name": Rule(
            "warning",
            ("tên xã không khớp mã xã", "commune name does not fit its code"),
            _ASK,
        ),
        "unknown_reference": Rule(
            "error",
            ("mã không có trong trang tương ứng", "code is missing from the sheet it refers to"),
            _CORRECT,
        ),
        "area_without_id": Rule(
            "error",
            ("điểm ở địa bàn dân cư thiếu mã địa bàn", "point in an area lacks the area's code"),
            _CORRECT,
        ),
        "other_commune": Rule(
            "error",
            ("điểm và địa bàn thuộc hai xã khác nhau", "point and area lie in two communes"),
            _CORRECT,
        ),
        "ends_before_start": Rule(
            "error", ("kết thúc trước khi bắt đầu", "ends before it starts"), _CORRECT
        ),
        "outside_span": Rule(
            "error",
            (
                "tháng nằm ngoài thời gian ghi ở trang Thông tin",
                "month lies outside the span on the information sheet",
            ),
            _CORRECT,
        ),
        "more_than_whole": Rule(
            "error", ("phần lớn hơn tổng", "part is larger than its whole"), _CORRECT
        ),
        "retired_without_end": Rule(
            "warning",
            ("đã thanh loại nhưng thiếu ngày kết thúc", "retired without an end date"),
            _ASK,
        ),
        "personal_data": Rule(
            "error",
            (
                "có dữ liệu cá nhân (nội dung không được ghi lại)",
                "holds personal data (not repeated)",
            ),
            ("Xóa dữ liệu cá nhân khỏi tệp.", "Remove the personal data from the file."),
        ),
        "wrong_info": Rule(
            "error",
            ("trang Thông tin ghi chưa đúng", "the information sheet is not right"),
            ("Sửa trang Thông tin rồi nhập lại.", "Correct that sheet and import again."),
        ),
        "wrong_total": Rule(
            "warning",
            ("tổng không khớp các phần", "total differs from the sum of its parts"),
            ("Kiểm tra tổng và từng dòng.", "Check the total and every row."),
        ),
        "unchecked_total": Rule(
            "warning",
            (
                "không kiểm tra được tổng vì có ô không phải số",
                "total cannot be checked: some cells are no numbers",
            ),
            ("Sửa các ô đó.", "Correct those cells."),
        ),
        "unlabelled_total": Rule(
            "warning",
            (
                "dòng không tên bằng tổng các dòng trên, không nhập",
                "row without a name equals the sum of the rows above; left out",
            ),
            ("Ghi “Tổng cộng” vào dòng này.", "Label the row “Tổng cộng”."),
        ),
        "like_total": Rule(
            "warning",
            (
                "dòng bằng tổng mọi dòng khác, đã nhập như số liệu",
                "row equals the sum of all others, and was taken as data",
            ),
            (
                "Nếu là dòng tổng, ghi nhãn của nó vào bố cục ([totals]).",
                "If it is a total, add its label to the layout ([totals]).",
            ),
        ),
        "left_out": Rule(
            "note",
            (
                "dòng đầu nhóm + dòng tổng không nhập",
                "heads of groups + rows of totals left out",
            ),
            ("Không cần làm gì.", "Nothing to do."),
        ),
        "rows_after_footer": Rule(
            "error",
            ("có số liệu sau phần chữ ký", "numbers below the signature"),
            (
                "Mỗi trang chỉ để một bảng, chữ ký ở cuối.",
                "Keep one table on a sheet, the signature last.",
            ),
        ),
        "repeated_row": Rule(
            "error",
            ("hai dòng cho cùng một đơn vị", "two rows for the same unit"),
            _ASK,
        ),
        "same_sheet": Rule(
            "error",
            (
                "trang giống hệt một trang khác, không nhập",
                "sheet is the same as another; left out",
            ),
            ("Gửi đúng trang của kỳ này.", "Send this period's own sheet."),
        ),
        "overlap": Rule(
            "error",
            ("kỳ trùng với kỳ khác", "period overlaps another"),
            ("Giữ một trong các kỳ.", "Keep one of the periods."),
        ),
        "cumulative_column": Rule(
            "note",
            (
                "cột cộng dồn bên cạnh các kỳ của nó, chỉ để kiểm tra",
                "running total beside its parts; used as a check only",
            ),
            ("Không cần làm gì.", "Nothing to do."),
        ),
        "cumulative_sheet": Rule(
            "warning",
            (
                "trang cộng dồn bên cạnh các kỳ của nó, không nhập",
                "running total beside the sheets of its parts; left out",
            ),
            (
                "Kiểm tra đây có phải số lũy kế không.",
                "Check that it is a running total.",
            ),
        ),
        "cumulative": Rule(
            "warning",
            ("có thể là số lũy kế", "perhaps running totals"),
            (
                "Ghi cumulative = true hoặc false vào bố cục.",
                "Say cumulative = true or false in the layout.",
            ),
        ),
        "part_year": Rule(
            "warning",
            ("số liệu chưa đủ 12 tháng", "numbers do not cover twelve months"),
            ("Không so với năm đủ tháng.", "Do not compare with whole years."),
        ),
        "no_period": Rule(
            "error",
            ("không rõ kỳ báo cáo hoặc năm", "period or year is not known"),
            (
                "Ghi kỳ ở tiêu đề, hoặc ghi year vào bố cục.",
                "State it in the title, or as year in the layout.",
            ),
        ),
        "no_unit": Rule(
            "error",
            ("không rõ đơn vị tính", "unit of measure is not known"),
            (
                "Ghi đơn vị tính ở tiêu đề, hoặc default trong bố cục.",
                "State it in the title, or as default in the layout.",
            ),
        ),
        "dash": Rule(
            "warning",
            ("dấu “-” chưa rõ nghĩa", "the meaning of “-” is not known"),
            (
                'Hỏi nơi gửi, rồi ghi dash = "zero" hoặc "missing" vào bố cục.',
                'Ask the sender, then say dash = "zero" or "missing" in the layout.',
            ),
        ),
        "unlisted_column": Rule(
            "warning",
            ("cột không có trong bố cục, không nhập", "column is not in the layout; not read"),
            (
                "Thêm vào [[column]] hoặc ignore của bố cục.",
                "Add it to [[column]] or ignore of the layout.",
            ),
        ),
        "hidden_sheet": Rule(
            "warning",
            ("trang bị ẩn, không đọc", "sheet is hidden; not read"),
            (
                "Bỏ ẩn nếu là số liệu, nếu không thì xóa.",
                "Unhide it if it holds data, or delete it.",
            ),
        ),
        "hidden_rows": Rule(
            "warning",
            ("có dòng bị ẩn, đã nhập", "hidden rows; they were taken"),
            ("Kiểm tra các dòng đó.", "Check those rows."),
        ),
        "other_files": Rule(
            "warning",
            ("có giá trị lấy từ tệp khác", "some values come from other files"),
            ("Dán giá trị thay cho công thức.", "Paste the values in place of the formulas."),
        ),
        "signature": Rule(
            "note",
            (
                "phần chữ ký có tên người; đã bỏ, không lưu",
                "names below the table; dropped, not kept",
            ),
            ("Lần sau gửi bảng không có chữ ký.", "Next time send the table without it."),
        ),
    }
)


def table(findings: Iterable[Finding], lang: Lang = "en") -> pd.DataFrame:
    """Findings as a table: severity, code, sheet, row, column, found, expected, and in words."""
    columns = ["severity", "code", "sheet", "row", "column", "found", "expected", "text"]
    rows = [
        asdict(finding)
        | {
            "severity": finding.severity,
            "expected": say(finding.expected, lang),
            "text": finding.say(lang),
        }
        for finding in findings
    ]
    frame = pd.DataFrame(rows, columns=columns)
    return frame.astype({"row": "Int64"} | {name: "str" for name in columns if name != "row"})


def received(
    areas: pd.DataFrame, activity: pd.DataFrame, *, period: Period, by: str = "commune_code"
) -> pd.DataFrame:
    """Monthly reports expected and received, by a column of `areas` and month of the period.

    One report is expected of every area in every month. Index `by, month`; columns
    `expected_count`, `received_count`, `share` (0–1). A row counts as received when it holds at
    least one number.
    """
    months = pd.date_range(period.start, period.end, freq="MS", unit="us", name="month")
    reports = _reports(activity, period).merge(
        areas[[*{"area_id": None, by: None}]], on="area_id", how="inner", validate="m:1"
    )
    expected = areas.groupby(by).size()
    index = pd.MultiIndex.from_product([expected.index, months])
    counts = reports.groupby([by, "month"]).size().reindex(index, fill_value=0)
    result = pd.DataFrame(
        {
            "expected_count": expected.reindex(index.get_level_values(0)).to_numpy(),
            "received_count": counts.to_numpy(),
        },
        index=index,
    )
    return result.assign(share=result["received_count"] / result["expected_count"])


def silent_areas(areas: pd.DataFrame, activity: pd.DataFrame, *, period: Period) -> pd.DataFrame:
    """Areas that sent no report in the whole period: their rows of `areas`.

    A row without any number is no report, as in `received`.
    """
    heard = _reports(activity, period)["area_id"]
    return areas[~areas["area_id"].isin(heard)].reset_index(drop=True)


def _reports(activity: pd.DataFrame, period: Period) -> pd.DataFrame:
    """Area and month of each row of the period that holds at least one number."""
    numbers = [name for name in activity.columns if name.endswith("_count")]
    inside = activity["month"].between(pd.Timestamp(period.start), pd.Timestamp(period.end))
    filled = activity[numbers].notna().any(axis=1)
    return activity.loc[inside & filled, ["area_id", "month"]]


def blanks(frames: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """How many cells of each column are blank, for the columns that have any.

    Columns `table, column, blank_count, rows_count, share`.
    """
    rows = [
        (name, column, int(frame[column].isna().sum()), len(frame))
        for name, frame in frames.items()
        for column in frame.columns
    ]
    result = pd.DataFrame(rows, columns=["table", "column", "blank_count", "rows_count"])
    result = result[result["blank_count"].gt(0)].reset_index(drop=True)
    return result.assign(share=result["blank_count"] / result["rows_count"])
