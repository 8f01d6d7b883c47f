"""Sheets: the name of each table's sheet in `tables.xlsx`, the same for every province.

A name is of a table by its code, which is also the name of its CSV file; districts are called
regions, because since July 2025 the kinds of commune stand in their place.
"""

from collections.abc import Mapping
from types import MappingProxyType

from mohinh.words.terms import Label, Lang, say

MOST = 31  # characters of a sheet's name

NAMES: Mapping[str, Label] = MappingProxyType(
    {
        "coverage_communes": ("Độ phủ theo xã", "Coverage by commune"),
        "coverage_regions": ("Độ phủ theo địa bàn", "Coverage by region"),
        "coverage_groups": ("Độ phủ theo nhóm mô hình", "Coverage by model group"),
        "coverage_types": ("Độ phủ theo loại mô hình", "Coverage by model type"),
        "coverage_leads": ("Độ phủ theo đơn vị chủ trì", "Coverage by lead"),
        "coverage_settings": ("Mô hình ngoài khu dân cư", "Models in organisations"),
        "coverage_strength": ("Mật độ, thời gian hoạt động", "Density and months in force"),
        "coverage_kinds": ("Độ phủ theo loại khu dân cư", "Coverage by kind of area"),
        "coverage_sizes": ("Độ phủ theo quy mô", "Coverage by size"),
        "coverage_disparities": ("Chênh lệch độ phủ", "Inequality of coverage"),
        "coverage_need": ("Hộ mới có mô hình", "Newly covered households"),
        "coverage_gaps": ("Khu dân cư chưa có mô hình", "Areas without a model"),
        "coverage_gap_communes": ("Hộ chưa có mô hình theo xã", "Uncovered homes by commune"),
        "rates_kinds": ("Tỷ suất theo loại vụ việc", "Rates by kind of case"),
        "rates_regions": ("Tỷ suất theo địa bàn", "Rates by region"),
        "rates_communes": ("Tỷ suất theo xã", "Rates by commune"),
        "rates_funnel": ("Xã ngoài giới hạn", "Communes outside the limits"),
        "rates_months": ("Tỷ suất từng tháng", "Rates by month"),
        "rates_rows": ("Được tính và không được tính", "What counts"),
        "clusters_cases": ("Cụm theo tỷ suất vụ việc", "Clusters of cases"),
        "clusters_models": ("Cụm theo độ phủ", "Clusters of coverage"),
        "effects_adoptions": ("Bắt đầu áp dụng", "Who adopts when"),
        "effects_rows": ("Dòng nào được dùng", "Use of rows"),
        "effects_groups": ("Số vụ và dự kiến theo nhóm", "Cases and expected by group"),
        "effects_months": ("Tỷ số theo tháng áp dụng", "Ratio by months"),
        "effects_neighbours": ("Nơi áp dụng và lân cận", "Adopters and neighbours"),
        "effects_displacement": ("Số vụ trước và sau, lân cận", "Before, after and next door"),
        "effects_specifications": ("Các cách ước lượng", "Ways to estimate"),
        "effects_checks_all": ("Kiểm tra mọi nhóm", "Checks of all groups"),
        "effects_checks": ("Kiểm tra theo nhóm", "Checks by group"),
        "effects_checks_said": ("Từng kiểm tra", "Each check"),
        "effects_outcomes": ("Vụ việc, tin báo, hòa giải", "Cases, tips, mediations"),
        "effects_evidence": ("Căn cứ theo nhóm", "Evidence by group"),
        "effects_proposals": ("Đề xuất theo nhóm", "Proposals by group"),
        "effects_regions": ("Số vụ và dự kiến theo địa bàn", "Cases and expected by region"),
        "lifecycle_board": ("Đề xuất cho từng loại", "Proposals by type"),
        "lifecycle_states": ("Trạng thái điểm", "States of points"),
        "lifecycle_histories": ("Lịch sử cần hỏi lại", "Histories to ask about"),
        "lifecycle_silent": ("Điểm không ghi nhận hoạt động", "Points without activity"),
        "lifecycle_visits": ("Điểm nên đến xem", "Points to look at"),
        "lifecycle_reviews": ("Rà soát theo nhóm", "Reviews by group"),
        "lifecycle_survival": ("Còn hoạt động theo nhóm", "Survival by group"),
        "lifecycle_survival_types": ("Còn hoạt động theo loại", "Survival by type"),
        "lifecycle_funding": ("Kinh phí theo nhóm", "Money by group"),
        "lifecycle_contributors": ("Đóng góp theo nhóm", "Contributors by group"),
        "lifecycle_contributors_types": ("Đóng góp theo loại", "Contributors by type"),
        "lifecycle_leads": ("Mô hình theo đơn vị chủ trì", "Models by lead"),
        "targets_scorecard": ("Chỉ tiêu", "Targets"),
        "targets_lagging": ("Nơi còn thiếu chỉ tiêu", "Who is short"),
        "targets_quarters": ("Chỉ tiêu từng quý", "Targets by quarter"),
        "targets_forecast": ("Dự báo cuối năm", "Forecast for the year-end"),
        "targets_criteria": ("Tiêu chí xã điển hình", "Exemplary communes"),
        "targets_remedies": ("Khắc phục khuyết điểm", "Remedies"),
        "targets_findings": ("Phát hiện về chỉ tiêu", "Findings on targets"),
        "siting_areas": ("Khu dân cư đề xuất", "Proposed areas"),
        "siting_regions": ("Đề xuất theo địa bàn", "Proposals by region"),
        "siting_fit": ("Căn cứ theo loại địa bàn", "Evidence by kind of place"),
        "published_figures": ("Số liệu đã công bố", "Published figures"),
        "published_beside": ("Số công bố đặt cạnh nhau", "Published figures compared"),
        "published_elsewhere": ("Số công bố nơi khác", "Published elsewhere"),
        "published_elsewhere_beside": ("Số nơi khác đặt cạnh nhau", "Elsewhere compared"),
        "published_traps": ("Cách đọc sai", "Wrong readings"),
        "published_sources": ("Nguồn số đã công bố", "Sources of published figures"),
        "reports_received": ("Báo cáo tháng", "Monthly reports"),
        "blank_cells": ("Ô để trống", "Blank cells"),
        "findings": ("Phát hiện khi đọc tệp", "Findings of reading"),
        "national_provinces": ("Các tỉnh đặt cạnh nhau", "Provinces side by side"),
        "national_groups": ("Nhóm mô hình qua các tỉnh", "Groups over the provinces"),
        "national_without_each": ("Bỏ lần lượt từng tỉnh", "Without each province"),
        "national_moderators": ("Các tỉnh khác nhau ở đâu", "What provinces differ in"),
        "national_published": ("Cạnh số đã công bố", "Beside published figures"),
        "national_missing": ("Thiếu gì và vì sao", "What is missing"),
        "national_restated": ("Theo đơn vị mới", "In the new units"),
        "national_changes": ("Xã mới theo loại thay đổi", "New communes by change"),
        "national_bounds": ("Cận của xã mới", "Bounds of new communes"),
    }
)


def sheet_name(table: str, *, lang: Lang) -> str:
    """The name of the sheet of a table; its code where it has no other.

    >>> sheet_name("rates_communes", lang="vi"), sheet_name("rates_communes", lang="en")
    ('Tỷ suất theo xã', 'Rates by commune')
    """
    return say(NAMES[table], lang) if table in NAMES else table[:MOST]
