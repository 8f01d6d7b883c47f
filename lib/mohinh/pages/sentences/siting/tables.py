"""Tables: areas proposed, regions. No count of cases, and nothing it could be worked out from."""

from typing import Any

import pandas as pd

from mohinh.pages.sentences.siting.fit import group_names
from mohinh.pages.sentences.siting.words import KINDS, STATES, hundredths
from mohinh.pages.sentences.table import ReportTable, Source
from mohinh.words.terms import REGIONS, Lang, say
from mohinh.words.text import alphabetical, capital

_AREA_USES = ("area_id", "households_count")
_POINT_USES = ("started_on", "ended_on", "status")


def area_table(
    found: Any, fits: Any, kinds: pd.Series, names: pd.Series, *, lang: Lang
) -> ReportTable:
    """The proposed areas, by commune: no order of rank.

    `kinds` is the kind of place of each area, `names` the commune's name by code.
    """
    own = found.need.table.loc[list(found.plan.chosen)].sort_index()
    shares = None if found.robustness is None else found.robustness.share.reindex(own.index)
    frame = own.reset_index().assign(
        commune_name=[names.get(code, code) for code in own["commune_code"]],
        region_name=own[found.region].to_numpy(),
        kind=[say(KINDS[kind], lang) for kind in kinds.reindex(own.index)],
        state_name=[say(STATES[state], lang) for state in own["state"]],
        groups=[group_names(fits, kind, lang) for kind in kinds.reindex(own.index)],
        chosen_share=[] if shares is None else shares.to_numpy(),
    )
    headings = {
        "area_id": say(("Mã địa bàn", "Area code"), lang),
        "area_name": say(("Khu dân cư", "Area"), lang),
        "commune_name": say(("Đơn vị cấp xã", "Commune"), lang),
        "region_name": capital(say(REGIONS[found.region], lang)),
        "households_count": say(("Số hộ", "Households"), lang),
        "kind": say(("Loại địa bàn", "Kind of place"), lang),
        "state_name": say(("Mô hình", "Model"), lang),
        "groups": say(("Nhóm có căn cứ", "Groups with evidence"), lang),
        "chosen_share": say(("Được chọn khi đổi trọng số", "Chosen over other weights"), lang),
    }
    has_groups = frame["groups"].ne("").any()
    sources = [
        (
            Source("areas", _AREA_USES, {"area_id": area}),
            Source("points", _POINT_USES, {"area_id": area, "setting": "area"}),
        )
        for area in frame["area_id"]
    ]
    return ReportTable(
        say(
            (
                "Khu dân cư được đề xuất để thảo luận, theo mã địa bàn (không xếp hạng)",
                "Areas proposed for discussion, by code (not ranked)",
            ),
            lang,
        ),
        frame[list(headings)],
        {name: said for name, said in headings.items() if name != "groups" or has_groups},
        lang,
        {"households_count": "count", "chosen_share": "chance"},
        note=say(
            (
                "Số vụ của từng khu dân cư không công bố.",
                "Cases of single areas are not published.",
            ),
            lang,
        ),
        sources=sources,
        is_of_bodies=True,
        is_whole=True,
    )


def region_table(found: Any, *, lang: Lang) -> ReportTable:
    """New points by region, beside those by the highest count.

    The part of need is rounded to hundredths in the file too.
    """
    frame = found.regions.rename_axis("region").reset_index()
    frame["share"] = frame["share"].map(hundredths)
    frame = frame.sort_values("region", key=lambda names: names.map(alphabetical), kind="stable")
    headings = {
        "region": capital(say(REGIONS[found.region], lang)),
        "open_count": say(("Chưa có mô hình", "Open areas"), lang),
        "chosen_count": say(("Điểm đề xuất", "Proposed"), lang),
        "share": say(("Phần nhu cầu được chọn", "Part of its open need"), lang),
        "by_count_count": say(("Nếu theo số vụ cao nhất", "By the highest count"), lang),
    }
    formats = dict.fromkeys(("open_count", "chosen_count", "by_count_count"), "count")
    return ReportTable(
        say(
            (
                f"Điểm đề xuất theo {say(REGIONS[found.region], 'vi')}",
                f"Proposed points by {say(REGIONS[found.region], 'en')}",
            ),
            lang,
        ),
        frame[list(headings)],
        headings,
        lang,
        formats | {"share": "percent"},  # type: ignore[arg-type]
        is_whole=True,
    )
