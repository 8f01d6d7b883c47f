"""Words of the life of a model: states, findings, signs, reasons."""

from collections.abc import Mapping
from types import MappingProxyType

from mohinh.words.terms import Label


def _labels(**pairs: Label) -> Mapping[str, Label]:
    return MappingProxyType(pairs)


STATES = _labels(
    active=("đang hoạt động", "active"),
    pilot=("thí điểm", "on trial"),
    unknown=("chưa rõ", "unknown"),
    suspended=("tạm ngừng", "suspended"),
    retired=("thanh loại", "retired"),
    proposed=("đề xuất", "proposed"),
    none=("chưa có điểm", "no point yet"),
)
EVENTS = _labels(
    launched=("ra mắt", "launch"),
    piloted=("bắt đầu thí điểm", "start on trial"),
    started=("bắt đầu hoạt động", "start"),
    reviewed=("sơ kết, tổng kết", "review"),
    recognised=("công nhận", "recognition"),
    suspended=("tạm ngừng", "suspension"),
    retired=("kết thúc", "end"),
    seen_active=("trạng thái đang hoạt động", "status in force"),
)
HISTORIES = _labels(
    undated=("sự kiện không có ngày", "event without a date"),
    before_launch=("trước ngày ra mắt của loại mô hình", "before the launch of its type"),
    before_start=("trước khi điểm bắt đầu", "before the point began"),
    after_retirement=("sau khi điểm đã kết thúc", "after the point had ended"),
    in_future=("sau tháng cuối của tệp", "after the last month of the workbook"),
    replicated_before_review=(
        "nhân rộng khi điểm thí điểm chưa có sơ kết",
        "replicated before the trial point was reviewed",
    ),
)
LACKING = _labels(
    earlier_reviews=(
        "các lần sơ kết trước lần gần nhất, và việc làm sau sơ kết",
        "reviews before the last one, and what followed from them",
    ),
    pilot_dates=(
        "ngày chuyển từ thí điểm sang hoạt động chính thức",
        "the day on which a trial became regular work",
    ),
    contributors=("số tổ chức, cá nhân, hộ đóng góp", "the number of contributors"),
    point_reports=(
        "hoạt động của riêng từng điểm (báo cáo lập theo khu dân cư)",
        "activity of a point by itself (reports are of areas)",
    ),
    organisations=(
        "hoạt động của điểm ở cơ quan, doanh nghiệp, nhà trường",
        "activity of points in agencies, enterprises and schools",
    ),
    reviews=("ngày sơ kết", "dates of reviews"),
    budget=("kinh phí ngân sách", "budget money"),
    contributions=("kinh phí xã hội hóa", "contributed money"),
    leads=("đơn vị chủ trì", "lead organisations"),
    ratings=("xếp loại khu dân cư", "classes of residential areas"),
    launches=("ngày ra mắt của loại mô hình", "launch dates of types"),
    activity=("số buổi sinh hoạt", "numbers of sessions"),
)
SIGNS = _labels(
    silent=("Không ghi nhận hoạt động, 12 tháng", "No recorded activity, 12 months"),
    copied=(
        "Báo cáo giống hệt tháng trước, 12 tháng",
        "Report equal to the month before, 12 months",
    ),
    members_count=("Số tròn: thành viên nòng cốt", "Round numbers: core members"),
    households_count=("Số tròn: số hộ", "Round numbers: households"),
    population_persons=("Số tròn: số dân", "Round numbers: residents"),
    sessions_count=("Số tròn: buổi sinh hoạt", "Round numbers: sessions"),
    acclaim=(
        "Xếp loại {}, không ghi nhận hoạt động (so với loại khác)",
        "Class {}, no recorded activity (beside the other classes)",
    ),
)
REASONS = _labels(
    no_point=("không có điểm nào được biết là đang hoạt động", "no point is known to be in force"),
    silent_points=(
        "{zero_count}/{known_count} điểm không ghi nhận hoạt động",
        "{zero_count} of {known_count} points without recorded activity",
    ),
    copied_reports=(
        "{copied_count} điểm có báo cáo lặp lại, cần xem xét",
        "{copied_count} points with repeated reports, to look into",
    ),
    overdue=(
        "{overdue_24_count}/{reviewable_count} điểm quá 24 tháng chưa rà soát",
        "{overdue_24_count} of {reviewable_count} points unreviewed for over 24 months",
    ),
    histories=(
        "{histories_count} điều chưa khớp trong lịch sử",
        "findings in its history: {histories_count}",
    ),
    too_new=(
        "mọi điểm mới bắt đầu trong 12 tháng, chưa đủ thời gian để đánh giá",
        "all its points began within 12 months, too soon to tell",
    ),
    evidence=(
        "căn cứ về nhóm cho đề xuất: {evidence_said}",
        "evidence on its group proposes: {evidence_said}",
    ),
    not_rated=(
        "nhóm chưa được đánh giá vì không có số liệu để so sánh",
        "its group is not rated for want of data to compare",
    ),
)
PROPOSED = _labels(
    clarify=("làm rõ tình trạng", "clarify its state"),
    review=("rà soát, sơ kết trước khi quyết định", "review before anything is decided"),
    retire=("xem xét thanh loại", "consider retiring"),
    insufficient=("thu thập thêm căn cứ", "gather more evidence"),
)
NOT_ACCUSED: Label = (
    "Đây là dấu hiệu cần xem xét tại chỗ, không phải kết luận về đơn vị nào: cũng có thể do báo "
    "cáo thiếu, do biểu mẫu hay cách ghi.",
    "These are signs to look into on the spot, no finding about anybody: missing reports, the form "
    "or the way of noting may be behind them.",
)
NOT_IN_DATA: Label = ("không có trong số liệu", "not in the data")
