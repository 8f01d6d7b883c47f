"""Shown: numbers that their sheet shows otherwise than they are.

A number format decides what whoever filled in the sheet saw: 10 in a cell of the format `0.000` is
shown as 10.000, which in Vietnamese is ten thousand; 0.35 with `0%` as 35 %; 15600 with `#,##0,`
as 16. Such a number is a float of a class of its own, so that it is never read as a plain one.
"""

from typing import ClassVar

from mohinh.words.terms import Label


class Shown(float):
    """A number that the sheet shows otherwise; `note` says how, (vi, en)."""

    __slots__ = ()
    note: ClassVar[Label]

    @property
    def shown(self) -> str:
        """What the sheet shows."""
        raise NotImplementedError

    def likely(self) -> list[int]:
        """The whole numbers that may be meant."""
        return []


class Percent(Shown):
    """0.35, shown as 35%."""

    __slots__ = ()

    note = ("ô định dạng phần trăm", "the cell is formatted as a percentage")

    @property
    def shown(self) -> str:
        return f"{round(self * 100, 10):.15g}%"


class Thousandths(Shown):
    """10, shown as 10.000."""

    __slots__ = ()

    note = (
        "ô hiện ba số lẻ: phần thập phân hay phân cách nghìn?",
        "the cell shows three decimals: decimals, or grouped thousands?",
    )

    @property
    def shown(self) -> str:
        return f"{float(self):.3f}"

    def likely(self) -> list[int]:
        return [int(self), round(self * 1000)] if self.is_integer() else []


class Scaled(Shown):
    """15600, shown in thousands as 16."""

    __slots__ = ()

    note = (
        "ô hiện theo nghìn hoặc triệu, khác số chứa trong ô",
        "the cell shows thousands or millions, not the number that it holds",
    )

    @property
    def shown(self) -> str:
        return f"{float(self):.15g}"

    def likely(self) -> list[int]:
        return [int(self)] if self.is_integer() else []


HOW = {"percent": Percent, "thousandths": Thousandths, "scaled": Scaled}
