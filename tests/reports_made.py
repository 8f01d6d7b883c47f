"""Made-up reports of many provinces, as small folders: what `tables.reports` reads."""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from mohinh.tables import files, units
from mohinh.words.terms import PLACE_FLAGS, Vintage

GROUPS = ("all", "tu_quan", "camera", "lien_gia")
COVERAGE = [
    "province_code", "level", "unit_code", "counted", "area_kind", "model_group", "on",
    "covered_count", "open_count", "total_count", "share", "low", "high",
]  # fmt: skip
EFFECTS = [
    "province_code", "model_group", "outcome", "estimator", "donut_months", "log_ratio", "se",
    "ratio", "low", "high", "level", "df", "communes_count", "areas_count", "grade", "verdict",
    "why_none",
]  # fmt: skip


def coverage_row(code: str, covered: int, open_: int, total: int, **others) -> dict:
    row = {
        "province_code": code,
        "level": "province",
        "unit_code": code,
        "counted": "areas",
        "area_kind": "all",
        "model_group": "all",
        "on": "2022-12-31",
        "covered_count": covered,
        "open_count": open_,
        "total_count": total,
    }
    if total:
        share = covered / total
        row |= {"share": share, "low": share, "high": (covered + open_) / total}
    return row | others


def effect_row(code: str, log_ratio: float, se: float, group: str = "all", **others) -> dict:
    return {
        "province_code": code,
        "model_group": group,
        "outcome": "incidents",
        "estimator": "poisson_imputation",
        "donut_months": 12,
        "log_ratio": log_ratio,
        "se": se,
        "ratio": np.exp(log_ratio),
        "low": np.exp(log_ratio - 2 * se),
        "high": np.exp(log_ratio + 2 * se),
        "level": 0.95,
        "df": 29,
        "communes_count": 30,
        "areas_count": 100,
        "grade": 2,
        "verdict": "promising",
    } | others


def write_report(
    folder: Path,
    code: str,
    *,
    coverage: Sequence[dict],
    effects: Sequence[dict],
    vintage: Vintage = "2025-06",
    period: str = "2022",
    lang: str = "vi",
    is_made_up: bool = True,
    failed: Sequence[str] = (),
    name: str | None = None,
) -> Path:
    """One report's folder: the manifest and the tidy tables."""
    place = units.find_province(code, vintage)
    own = folder / f"{place.slug}-{vintage}" / (period if lang == "vi" else f"{period}-{lang}")
    tables = {"coverage": (coverage, COVERAGE), "effects": (effects, EFFECTS)}
    for table, (rows, columns) in tables.items():
        frame = pd.DataFrame(list(rows), columns=columns)
        files.write_csv(frame, own / "data" / f"{table}.csv")
    steps = ["20_coverage", "40_effects", "90_province_report"]
    manifest = {
        "province": name or place.name,
        "province_code": code,
        "period": period,
        "vintage": vintage,
        "lang": lang,
        "is_made_up": is_made_up,
        "notebooks": [
            {"name": step, "status": "failed" if step in failed else "done"} for step in steps
        ],
        "files": {
            path.relative_to(own).as_posix(): files.sha256(path)
            for path in sorted((own / "data").iterdir())
        },
    }
    text = json.dumps(manifest, ensure_ascii=False)
    (own / "manifest.json").write_text(text, encoding="utf-8")
    return own


def make_nation(
    folder: Path, codes: Sequence[str], *, vintage: Vintage = "2025-06", seed: int = 1
) -> None:
    """Reports of these provinces: log ratios round −0.1 with τ = 0.08, shares by commune."""
    rng = np.random.default_rng(seed)
    for code in codes:
        communes = units.communes(units.find_province(code, vintage))["commune_code"]
        total = rng.integers(4, 12, len(communes))
        covered = rng.binomial(total, rng.uniform(0.5, 0.95))
        open_ = rng.binomial(total - covered, 0.1)
        coverage = [
            coverage_row(code, *counts, level="commune", unit_code=commune)
            for commune, *counts in zip(communes, covered, open_, total, strict=True)
        ]
        sums = int(covered.sum()), int(open_.sum()), int(total.sum())
        coverage.append(coverage_row(code, *sums))
        coverage.append(coverage_row(code, *(300 * n for n in sums), counted="households"))
        coverage.append(coverage_row(code, len(communes) - 1, 0, len(communes), counted="communes"))
        for flag in PLACE_FLAGS:
            part = int(sums[2] * rng.uniform(0, 0.6))
            coverage.append(coverage_row(code, part // 2, 0, part, area_kind=flag))
        effects = []
        for group in GROUPS:
            se = rng.uniform(0.04, 0.12) if group == "all" else rng.uniform(0.1, 0.25)
            log_ratio = rng.normal(-0.1, np.hypot(0.08, se))
            effects.append(effect_row(code, log_ratio, se, group))
        write_report(folder, code, coverage=coverage, effects=effects, vintage=vintage)
