"""Facts of the rule table as they were found, in words."""

from collections.abc import Mapping
from types import MappingProxyType

from mohinh.tables.rulings import Fact
from mohinh.words.terms import Label, Lang, say

_Phrases = tuple[Label, Label]


# A fact that holds, and one that does not.
FACTS: Mapping[Fact, _Phrases] = MappingProxyType(
    {
        "counted": (
            ("có số liệu để đếm", "there is something to count"),
            ("không có số liệu dùng được", "there is nothing that could be counted"),
        ),
        "compared": (
            ("có nơi chưa có mô hình để so sánh", "there are areas without a model to compare"),
            ("không có nơi nào để so sánh", "there is nothing to compare with"),
        ),
        "donut_used": (
            (
                "các tháng ngay trước khi áp dụng không được đem so sánh",
                "the months just before adoption are left out of the comparison",
            ),
            (
                "chưa bỏ đủ các tháng ngay trước khi áp dụng",
                "too few months just before adoption are left out",
            ),
        ),
        "trends_agree": (
            (
                "trước khi áp dụng không thấy hai bên biến động khác nhau",
                "no difference of trends was seen before adoption",
            ),
            (
                "trước khi áp dụng hai bên đã biến động khác nhau",
                "trends differed before adoption already",
            ),
        ),
        "placebo_date_quiet": (
            (
                "không thấy chênh lệch ở ngày áp dụng giả định",
                "no difference at a pretended date of adoption",
            ),
            (
                "đã có chênh lệch ở ngày áp dụng giả định",
                "there is a difference at a pretended date of adoption",
            ),
        ),
        "confirmed": (
            (
                "thấy lại ở các tỉnh khác, hoặc thứ tự áp dụng theo bốc thăm",
                "found again in other provinces, or timed by lot",
            ),
            (
                "chưa thấy lại ở các tỉnh khác một cách chắc chắn",
                "not found again in other provinces with any certainty",
            ),
        ),
        "has_interval": (
            ("tính được khoảng tin cậy", "there is an interval"),
            ("không tính được khoảng tin cậy", "the data give no interval"),
        ),
        "enough_communes": (
            ("đủ số đơn vị cấp xã áp dụng", "enough communes adopted"),
            ("quá ít đơn vị cấp xã áp dụng", "too few communes adopted"),
        ),
        "enough_cases": (
            ("đủ số vụ dự kiến", "there are enough expected cases"),
            ("quá ít vụ dự kiến", "there are too few expected cases"),
        ),
        "detectable": (
            ("một mức giảm 30\u00a0% sẽ được phát hiện", "a fall by 30% would be found"),
            ("một mức giảm 30\u00a0% có thể bị bỏ sót", "a fall by 30% can be missed"),
        ),
        "donut_stable": (
            (
                "bỏ ra một số tháng khác ngay trước khi áp dụng thì kết luận vẫn như vậy",
                "another number of months left out gives the same answer",
            ),
            (
                "bỏ ra một số tháng khác ngay trước khi áp dụng thì kết luận thay đổi",
                "another number of months left out gives another answer",
            ),
        ),
        "specifications_agree": (
            (
                "các cách ước lượng khác phù hợp với ước lượng chính",
                "other ways to estimate agree",
            ),
            (
                "các cách ước lượng khác không phù hợp với ước lượng chính",
                "other ways to estimate disagree",
            ),
        ),
        "no_district_decides": (
            (
                "kết luận không dựa vào riêng địa phương nào",
                "the answer does not rest on any one district",
            ),
            ("kết luận dựa vào một địa phương", "the answer rests on one district"),
        ),
        "placebo_outcomes_quiet": (
            (
                "không thấy chênh lệch rõ ở loại vụ việc ngoài mục tiêu",
                "no clear difference in cases that the model does not aim at",
            ),
            (
                "loại vụ việc ngoài mục tiêu cũng có chênh lệch",
                "there is a difference in cases that the model does not aim at too",
            ),
        ),
        "chance_ruled_out": (
            (
                "đổi chỗ ngẫu nhiên giữa các xã không bác bỏ điều khoảng tin cậy cho thấy",
                "changing places at random among communes does not contradict the interval",
            ),
            (
                "đổi chỗ ngẫu nhiên giữa các xã cho thấy có thể chỉ là ngẫu nhiên, dù khoảng tin "
                "cậy không chứa 1",
                "with places changed at random among communes chance alone may give as much, "
                "although the interval leaves out 1",
            ),
        ),
        "neighbours_tested": (
            ("đã kiểm tra các nơi lân cận", "neighbours were looked at"),
            (
                "chưa kiểm tra được các nơi lân cận với dữ liệu đủ chắc",
                "neighbours could not be looked at with any certainty",
            ),
        ),
        "breakdown_large": (
            (
                "chỉ một mức lệch xu hướng lớn hơn mọi mức đã thấy mới làm đổi kết luận",
                "only a break of trend larger than any seen would overturn the answer",
            ),
            (
                "một mức lệch xu hướng như đã thấy trước đó đủ làm đổi kết luận",
                "a break of trend like those seen before would overturn the answer",
            ),
        ),
        "reporting_usable": (
            ("số báo cáo đủ để dùng", "enough was reported to be used"),
            ("quá ít báo cáo", "too little was reported"),
        ),
        "reporting_complete": (
            ("báo cáo gần như đầy đủ", "reports are nearly complete"),
            ("báo cáo còn thiếu nhiều", "many reports are missing"),
        ),
        "definitions_stable": (
            (
                "cách thống kê không đổi trong suốt thời gian",
                "cases were counted in the same way throughout",
            ),
            ("cách thống kê đã thay đổi", "the way of counting changed"),
        ),
        "clear_fall": (
            ("thấp hơn dự kiến một cách rõ ràng", "clearly fewer than expected"),
            ("không thấp hơn dự kiến một cách rõ ràng", "not clearly fewer than expected"),
        ),
        "clear_rise": (
            ("cao hơn dự kiến một cách rõ ràng", "clearly more than expected"),
            ("không cao hơn dự kiến một cách rõ ràng", "not clearly more than expected"),
        ),
        "own_wished": (
            (
                "ước lượng của riêng nhóm nằm về phía mong muốn",
                "the group's own estimate is on the wished side",
            ),
            (
                "ước lượng của riêng nhóm không nằm về phía mong muốn",
                "the group's own estimate is not on the wished side",
            ),
        ),
        "likely_wished": (
            ("nhiều khả năng lệch về phía mong muốn", "probably on the wished side"),
            (
                "xác suất lệch về phía mong muốn chưa đủ cao",
                "not probable enough to be on the wished side",
            ),
        ),
        "very_likely_wished": (
            ("rất nhiều khả năng lệch về phía mong muốn", "very probably on the wished side"),
            (
                "xác suất lệch về phía mong muốn chưa rất cao",
                "not very probably on the wished side",
            ),
        ),
        "interval_holds_one": (
            ("khoảng tin cậy có chứa 1", "the interval holds 1"),
            ("khoảng tin cậy không chứa 1", "the interval does not hold 1"),
        ),
        "fall_ruled_out": (
            (
                "khoảng tin cậy loại trừ một mức giảm đáng kể",
                "the interval leaves out a fall worth the effort",
            ),
            (
                "khoảng tin cậy không loại trừ một mức giảm đáng kể",
                "the interval does not leave out a fall worth the effort",
            ),
        ),
        "net_falls": (
            (
                "tính cả nơi lân cận vẫn thấp hơn dự kiến",
                "with neighbours included, fewer than expected",
            ),
            (
                "tính cả nơi lân cận thì không còn thấp hơn dự kiến một cách rõ ràng",
                "with neighbours included, no longer clearly fewer than expected",
            ),
        ),
        "displaced": (
            (
                "nơi lân cận cao hơn dự kiến, bằng phần lớn số vụ ít hơn ở nơi có mô hình",
                "neighbours saw more than expected, as much as most of what was fewer next door",
            ),
            (
                "nơi lân cận không cao hơn dự kiến đến mức ấy",
                "neighbours did not see so much more than expected",
            ),
        ),
        "fades": (
            ("chênh lệch nhạt dần theo thời gian", "the difference fades with time"),
            ("không thấy chênh lệch nhạt dần", "the difference was not seen to fade"),
        ),
        "mixed_by_place": (
            ("có nơi giảm, có nơi tăng", "fewer cases in some places, more in others"),
            ("không thấy các nơi trái chiều nhau", "places were not seen to go opposite ways"),
        ),
        "mechanism_improved": (
            ("tin báo hoặc hòa giải tăng rõ", "tips or mediations rose clearly"),
            ("không thấy tin báo hoặc hòa giải tăng rõ", "tips or mediations did not rise clearly"),
        ),
        "recording_may_explain": (
            (
                "số vụ tăng cùng với tin báo, có thể chỉ là ghi nhận đầy đủ hơn",
                "cases rose together with tips: it may be fuller recording only",
            ),
            (
                "không thấy việc ghi nhận đầy đủ hơn giải thích được kết quả",
                "fuller recording was not seen to explain the result",
            ),
        ),
    }
)


_UNKNOWN: Label = ("chưa rõ: {}", "not known: {}")


def phrase(fact: Fact, value: bool | None, lang: Lang) -> str:
    """A fact as it was found."""
    holds, fails = FACTS[fact]
    if value is None:
        return say(_UNKNOWN, lang).format(say(holds, lang))
    return say(holds if value else fails, lang)
