"""Words: the labels of outcomes, qualifiers, definitions and reasons, in vi and en."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from mohinh.pages.sentences.table import Source
from mohinh.words.terms import Label

Row = Mapping[str, Any]


def labels(**pairs: Label) -> Mapping[str, Label]:
    """Code → (vi, en), not to be changed."""
    return MappingProxyType(pairs)


OUTCOMES = labels(
    agree=("khớp", "agrees"),
    differ=("khác", "differs"),
    not_comparable=("không so sánh được", "not comparable"),
    not_measured=("chưa đo được", "not measured"),
)
TALLIED = labels(
    agree=("khớp", "agree"),
    differ=("khác", "differ"),
    not_comparable=("không so sánh được", "not comparable"),
    not_measured=("chưa đo được", "not measured"),
)

QUALIFIERS = labels(
    exact=("{}", "{}"),
    nearly=("gần {}", "nearly {}"),
    about=("khoảng {}", "about {}"),
    over=("trên {}", "over {}"),
    more_than=("hơn {}", "more than {}"),
    at_least=("ít nhất {}", "at least {}"),
)
MEANINGS = labels(
    nearly=("số thực thấp hơn {}", "the true number is below {}"),
    about=("số thực ở quanh {}", "the true number is around {}"),
    over=("số thực lớn hơn {}", "the true number is above {}"),
    more_than=("số thực lớn hơn {}", "the true number is above {}"),
    at_least=("từ {} trở lên", "{} or more"),
)
MEANINGS_OF_TARGETS = labels(
    over=("phải lớn hơn {}; bằng {} là chưa đạt", "strictly more than {}; {} itself is not enough"),
    more_than=("phải lớn hơn {}; bằng {} là chưa đạt", "strictly more than {}, not {} itself"),
)
SCOPES = labels(
    areas=("ở địa bàn dân cư", "in residential areas"),
    organisations=(
        "trong cơ quan, doanh nghiệp, nhà trường",
        "in agencies, enterprises and schools",
    ),
)

# Which imported rows the microdata are counted from, by indicator.
_ACTIVE = ("type_id", "setting", "started_on", "ended_on", "status")
_IN_AREAS = Source("points", ("area_id", *_ACTIVE), {"setting": "area"})
_ALL_POINTS = Source("points", ("area_id", *_ACTIVE))
_EFFECTIVE = Source(
    "model_types", ("type_id", "is_judged_effective"), {"is_judged_effective": "True"}
)
_RATED = Source("registrations", ("unit_id", "year", "classification"), {"level": "district"})
COUNTED: Mapping[str, tuple[Source, ...]] = MappingProxyType(
    {
        "models": (_ALL_POINTS,),
        "points": (_ALL_POINTS,),
        "groups_in_areas": (Source("model_types", ("type_id", "model_group")), _IN_AREAS),
        "areas_with_model": (_IN_AREAS,),
        "core_members": (Source("points", ("members_count", *_ACTIVE), {"setting": "area"}),),
        "types_in_organisations": (_ALL_POINTS,),
        "effective_types": (_EFFECTIVE, _ALL_POINTS),
        "areas_replicated_to": (_EFFECTIVE, _ALL_POINTS),
        "v05_types": (Source("points", ("type_id", "recognition_level", "recognised_year")),),
        "districts_doing_well": (_RATED,),
        "districts_rated": (_RATED,),
        "useful_tips": (Source("activity", ("month", "useful_tips_count")),),
    }
)

# How the microdata are counted, by indicator.
DEFINITIONS = labels(
    models=(
        "loại mô hình có điểm đang hoạt động, ở mọi nơi áp dụng",
        "model types with an active point, in any setting",
    ),
    points=(
        "điểm mô hình đang hoạt động, ở mọi nơi áp dụng",
        "active points, in any setting",
    ),
    groups_in_areas=(
        "nhóm mô hình, theo danh mục nhóm dùng chung, có điểm đang hoạt động ở địa bàn dân cư",
        "model groups, of the common list of groups, with an active point in a residential area",
    ),
    areas_with_model=(
        "địa bàn dân cư có ít nhất một điểm mô hình đang hoạt động",
        "residential areas with at least one active point",
    ),
    core_members=(
        "thành viên nòng cốt của các điểm đang hoạt động ở địa bàn dân cư",
        "core members of the active points in residential areas",
    ),
    types_in_organisations=(
        "loại mô hình có điểm đang hoạt động trong cơ quan, doanh nghiệp, nhà trường",
        "model types with an active point in an agency, enterprise or school",
    ),
    effective_types=(
        "loại mô hình được tỉnh đánh giá là hiệu quả và có điểm đang hoạt động",
        "model types that the province judges effective, with an active point",
    ),
    areas_replicated_to=(
        "địa bàn có điểm đang hoạt động của một loại mô hình được đánh giá là hiệu quả, "
        "kể cả điểm trong cơ quan, doanh nghiệp, nhà trường",
        "areas with an active point of a type judged effective, organisations included",
    ),
    v05_types=(
        "loại mô hình được Cục V05 ghi nhận trong năm, mỗi loại tính một lần",
        "model types noted by V05 in the year, each once",
    ),
    districts_doing_well=(
        "địa phương cấp huyện được phân loại từ Khá trở lên trong năm",
        "districts classified Khá (fair) or better in the year",
    ),
    districts_rated=(
        "địa phương cấp huyện có phân loại trong năm",
        "districts with a classification in the year",
    ),
    useful_tips=(
        "tin báo có giá trị trong các báo cáo tháng của địa bàn",
        "useful tips in the areas' monthly reports",
    ),
)

MISSING = labels(
    groups_unknown=("nhóm mô hình chưa rõ trạng thái: {}", "model groups of unknown state: {}"),
    provinces_missing=("tỉnh chưa có báo cáo: {}", "provinces without a report: {}"),
    areas_unknown=("địa bàn chưa rõ trạng thái: {}", "areas of unknown state: {}"),
    points_unknown=(
        "điểm chưa rõ trạng thái hoặc chưa báo số thành viên: {}",
        "points of unknown state or without a count of members: {}",
    ),
    points_stateless=("điểm chưa rõ trạng thái: {}", "points of unknown state: {}"),
    types_unknown=("loại mô hình chưa rõ: {}", "model types not known: {}"),
    recognitions_undated=(
        "loại mô hình được ghi nhận nhưng chưa rõ năm: {}",
        "model types noted in an unknown year: {}",
    ),
    districts_unrated=("địa phương cấp huyện chưa có phân loại: {}", "districts not rated: {}"),
    area_months_missing=(
        "báo cáo tháng của địa bàn còn thiếu: {}",
        "monthly reports of areas that are missing: {}",
    ),
)

REASONS = labels(
    equal=("hai số bằng nhau", "the two numbers are equal"),
    within_qualifier=("phù hợp với cách viết “{published}”", "in keeping with “{published}”"),
    equal_by_convention=(
        "hai số bằng nhau; nguồn không nêu cách đếm, ở đây quy ước đếm {definition}",
        "the two numbers are equal; the source has no rule, counted here: {definition}",
    ),
    other_number=(
        "cùng định nghĩa, cùng thời kỳ nhưng khác số",
        "same definition and period, another number",
    ),
    missing_part=(
        "phần chưa rõ có thể giải thích chênh lệch",
        "what is missing could explain the difference",
    ),
    by_convention=(
        "nguồn không nêu cách đếm; ở đây quy ước đếm {definition}",
        "the source has no rule; counted here: {definition}",
    ),
    other_date=(
        "số công bố tính {period}, dữ liệu chi tiết tính {measured_period}",
        "published {period}, microdata {measured_period}",
    ),
    other_period=(
        "số công bố tính {period}, dữ liệu chi tiết tính {measured_period}",
        "published for {period}, microdata for {measured_period}",
    ),
    part_year=(
        "số công bố chưa tròn năm ({period}), dữ liệu chi tiết tính {measured_period}",
        "the published figure covers part of a year ({period}), microdata {measured_period}",
    ),
    not_recorded=(
        "dữ liệu chi tiết không ghi nhận nội dung này",
        "the microdata do not record this",
    ),
    cases_helped=(
        "vụ phá được nhờ phong trào giúp sức không phải là vụ việc ghi nhận ở địa bàn",
        "cases solved with the movement's help are not the cases recorded in areas",
    ),
    includes_organisations=(
        "số này gộp cả cơ quan, doanh nghiệp, trường học, dữ liệu chi tiết đếm riêng; khác cách "
        "đếm, không phải giảm",
        "organisations are included here, and counted apart in the microdata; another "
        "definition, not a decline",
    ),
    target=("đây là chỉ tiêu, không phải kết quả", "a target, not a result"),
    context=(
        "số này mô tả địa phương, không mô tả mô hình",
        "it describes the place, not the models",
    ),
    part_of_province=(
        "số này chỉ của một huyện, thành phố hoặc xã, không phải của cả tỉnh",
        "it covers one district, town or commune, not the province",
    ),
    national=(
        "số này của cả nước; dữ liệu chi tiết ở đây không đếm như vậy trên cả nước",
        "a figure of the whole country; the microdata here do not count it so for all of it",
    ),
    mixture=(
        "số này gộp nhiều loại, dữ liệu chi tiết đếm riêng từng loại",
        "several kinds are one number here, and counted apart in the microdata",
    ),
    undated=("nguồn không nêu thời điểm của số này", "the source does not say of when it is"),
    not_reported=(
        "dữ liệu chi tiết chưa báo cáo phần này; chưa báo cáo không phải là 0",
        "the microdata do not report it; not reported is not zero",
    ),
    no_microdata=(
        "chưa có dữ liệu chi tiết cho nội dung và thời kỳ này",
        "no microdata for this indicator and period",
    ),
)
