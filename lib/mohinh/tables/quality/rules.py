"""Rules: what each code of a finding means, how severe it is, and what to do about it."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from mohinh.words.terms import Label

Severity = Literal["error", "warning", "note"]


@dataclass(frozen=True, slots=True)
class Rule:
    """What a code of a finding means and what to do about it; texts are (vi, en)."""

    severity: Severity
    what: Label
    todo: Label


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
            (
                "Dùng mẫu trong data/templates, hoặc thêm cột vào bố cục.",
                "Use the form in data/templates, or add the column to the layout.",
            ),
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
            "note",
            ("dòng cộng tổng, không nhập", "row of totals, left out"),
            ("Không cần làm gì.", "Nothing to do."),
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
        "more_alike": Rule(
            "error",
            (
                "và còn nhiều chỗ như vậy trong cột này",
                "and many more like these in this column",
            ),
            ("Sửa cả cột; mọi dòng bị từ chối có trong rejected.csv.", "Correct the whole column."),
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
        "duplicate": Rule(
            "error",
            (
                "khóa có ở nhiều dòng khác nhau, không nhận dòng nào",
                "key occurs in rows that differ; none of them was taken",
            ),
            ("Giữ lại dòng đúng.", "Keep the right one."),
        ),
        "same_row": Rule(
            "error",
            ("dòng giống hệt một dòng trước, chỉ nhận dòng đầu", "same as a row before; one taken"),
            ("Xóa dòng thừa.", "Remove it."),
        ),
        "same_file": Rule(
            "warning",
            ("tệp giống hệt một tệp khác, không đọc lại", "file is the same as another; not read"),
            ("Gửi đúng tệp còn thiếu.", "Send the file that is missing."),
        ),
        "unknown_commune": Rule(
            "error",
            ("mã xã không có trong tỉnh", "commune code is not of this province"),
            ("Kiểm tra mã và hệ đơn vị hành chính.", "Check the code and the vintage."),
        ),
        "near_name": Rule(
            "error",
            (
                "tên gần giống tên một đơn vị, chưa được nhận",
                "name is near that of a unit, which is not enough",
            ),
            (
                "Sửa tên, hoặc chấp nhận trong data/accepted_names.csv.",
                "Correct it, or accept it in data/accepted_names.csv.",
            ),
        ),
        "ambiguous_name": Rule(
            "error",
            ("nhiều đơn vị cùng tên", "several units have the name"),
            ("Ghi thêm huyện hoặc mã xã.", "Give the district, or the commune's code."),
        ),
        "abolished_name": Rule(
            "error",
            ("đơn vị đã giải thể hoặc sáp nhập", "unit was abolished or merged"),
            (
                "Ghi đơn vị hiện nay, hoặc chọn đúng --vintage.",
                "Give the unit of today, or choose the right --vintage.",
            ),
        ),
        "unknown_name": Rule(
            "error",
            ("không tìm thấy tên trong tỉnh", "name is not known in the province"),
            ("Sửa tên hoặc ghi mã.", "Correct the name, or give the code."),
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
        "refused_reference": Rule(
            "error",
            (
                "dòng mà mã này chỉ đến không được nhận",
                "the row that the code refers to was not taken",
            ),
            ("Sửa dòng kia; dòng này sẽ được nhận.", "Correct that row; this one will be taken."),
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
        "starts_later": Rule(
            "warning",
            ("bắt đầu sau kỳ báo cáo", "started after the period of the report"),
            ("Kiểm tra ngày bắt đầu và kỳ báo cáo.", "Check the date, and the period."),
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
        "no_place": Rule(
            "error",
            ("không rõ tỉnh", "the province is not known"),
            ("Thêm --province.", "Add --province."),
        ),
        "no_layout": Rule(
            "error",
            (
                "không phải mẫu chung, và không có bố cục nào khớp",
                "neither the national form nor one that a layout describes",
            ),
            (
                "Chạy mohinh layout với tệp này, rồi đặt bố cục vào data/layouts.",
                "Run mohinh layout on the file and put the layout into data/layouts.",
            ),
        ),
        "layout": Rule(
            "note",
            ("đọc theo bố cục", "read by a layout"),
            ("Không cần làm gì.", "Nothing to do."),
        ),
        "no_table": Rule(
            "error",
            ("chưa có bảng", "table is missing"),
            (
                "Nhập mọi tệp của tỉnh cùng một lần: mohinh import TỆP1 TỆP2.",
                "Import all files of the province at once: mohinh import FILE1 FILE2.",
            ),
        ),
        "empty_table": Rule(
            "warning",
            ("không tệp nào có bảng này, coi như chưa báo cáo", "no file has this table"),
            ("Nhập cùng tệp có bảng đó.", "Import the file that has it as well."),
        ),
        "nothing_left": Rule(
            "error",
            ("không còn dòng nào được nhận", "no row could be taken"),
            ("Sửa các lỗi ở trên.", "Correct what is named above."),
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
        "other_months": Rule(
            "warning",
            (
                "kỳ ghi ở tiêu đề không khớp các cột kỳ",
                "the period of the title is not that of the columns",
            ),
            (
                "Xem có thiếu hay thừa cột không, hoặc sửa tiêu đề.",
                "See whether columns are missing or too many, or correct the title.",
            ),
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
        "other_period": Rule(
            "error",
            (
                "tháng không thuộc quý hoặc kỳ ghi ở trên nó",
                "the month is none of the quarter or period that stands above it",
            ),
            ("Sửa các dòng tiêu đề.", "Correct the lines of the header."),
        ),
        "same_heading": Rule(
            "error",
            (
                "hai cột cho cùng một số liệu; không rõ cột nào đúng",
                "two columns for the same thing; nobody knows which one holds",
            ),
            (
                "Giữ một cột, hoặc ghi tiêu đề khác nhau và sửa bố cục.",
                "Keep one of them, or tell their headings apart and complete the layout.",
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
        "struck_rows": Rule(
            "warning",
            ("có dòng bị gạch ngang, đã nhập", "rows struck through; they were taken"),
            (
                "Xóa các dòng đó nếu không còn giá trị.",
                "Delete those rows where they no longer hold.",
            ),
        ),
        "other_files": Rule(
            "warning",
            ("có giá trị lấy từ tệp khác", "some values come from other files"),
            ("Dán giá trị thay cho công thức.", "Paste the values in place of the formulas."),
        ),
        "author": Rule(
            "note",
            (
                "tên người soạn, người ký ở ngoài bảng; đã bỏ, không lưu",
                "a name outside the table, of who made or signed it; dropped, not kept",
            ),
            (
                "Lần sau dùng Kiểm tra tài liệu (Inspect Document) trước khi gửi.",
                "Next time use Inspect Document before sending.",
            ),
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
