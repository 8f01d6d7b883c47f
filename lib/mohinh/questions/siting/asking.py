"""What a notebook's parameters say: limits, reach and weights as short texts."""

import re
from collections.abc import Mapping
from typing import Any

from mohinh.questions.siting.need import COMPONENTS, Weights
from mohinh.words.errors import UnknownName

_LIMIT = re.compile(r"(?P<first>\d+)(?: at (?P<cost>\d+))?")
_REACH = re.compile(r"(?P<kind>area|nearest)|(?P<km>\d+(?:\.\d+)?) km")
_WEIGHT = re.compile(r"(?P<name>[a-z]+) (?P<value>\d+(?:\.\d+)?)")


def read_limit(text: str) -> Mapping[str, Any]:
    """`20` new points, or money `2000000000 at 80000000` VND a point, as options of `propose`.

    Raises `UnknownName` for any other text.
    """
    found = _LIMIT.fullmatch(str(text).strip())
    if not found:
        raise UnknownName(
            f"limit {text!r}: expected a number of points (20), or money at the cost of one, in "
            "VND (2000000000 at 80000000)"
        )
    if found["cost"] is None:
        return {"points": int(found["first"])}
    return {"budget_vnd": int(found["first"]), "cost_vnd": int(found["cost"])}


def read_reach(text: str) -> Mapping[str, Any]:
    """`area`, `5 km` or `nearest`, as options of `propose`. Raises `UnknownName`."""
    found = _REACH.fullmatch(str(text).strip())
    if not found:
        raise UnknownName(f"reach {text!r}: expected area, nearest, or kilometres such as 5 km")
    if found["km"] is None:
        return {"reach": found["kind"]}
    return {"reach": "within", "reach_km": float(found["km"])}


def read_weights(text: str) -> Weights:
    """`cases 0.4, people 0.2`: weights by name, 0 for those not named. Raises `UnknownName`."""
    values = {}
    for part in str(text).split(","):
        found = _WEIGHT.fullmatch(part.strip())
        if not found or found["name"] not in COMPONENTS or found["name"] in values:
            raise UnknownName(
                f"weights {text!r}: {part.strip()!r} is none; expected each of "
                f"{', '.join(COMPONENTS)} at most once, such as cases 0.4, people 0.6"
            )
        values[found["name"]] = float(found["value"])
    return Weights(**(dict.fromkeys(COMPONENTS, 0.0) | values))
