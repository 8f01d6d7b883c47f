"""What can go wrong, in words that the person who reads them can act on.

An *error* stops the work; a *finding* is a row of `tables.quality` and a line of the report.
Each class has the exit code that the command line ends with.
"""


class MohinhError(Exception):
    """Base of every error that this project raises on purpose."""

    exit_code = 1


class UnknownName(MohinhError):
    """A name (province, commune, model group, parameter …) that is in no list; says the nearest."""

    exit_code = 2


class UnreadableFile(MohinhError):
    """A file that cannot be opened, or is not what its name says."""

    exit_code = 2


class NotFetched(MohinhError):
    """A file that was asked for from the network and is not there, or is not what was expected."""

    exit_code = 2


class InvalidTable(MohinhError):
    """A table that breaks its schema: says table, column, row, found, expected, what to do."""


class NothingToCompare(InvalidTable):
    """A sound table that carries no comparison: an answer about the data, no slip of the caller's.

    `reason` is "no_cases", "nobody_adopts" (within the span), "no_before" (no adopting unit was
    seen before and after) or "no_comparison" (all at once, one cluster only).
    """

    def __init__(self, message: str, *, reason: str):
        super().__init__(message)
        self.reason = reason


class CannotPlace(InvalidTable):
    """New points that cannot be placed as asked: an answer about the plan, no slip of the caller's.

    `reason` is "no_candidates", "all_reached" (nobody is left to be reached), "too_few_candidates"
    (for a floor), "too_few_points" (for the floors together) or "too_little_money".
    """

    def __init__(self, message: str, *, reason: str):
        super().__init__(message)
        self.reason = reason


class NoData(MohinhError):
    """Nothing has been imported for what was asked."""

    exit_code = 2


class VintageMismatch(MohinhError):
    """Units, denominators or boundaries of two vintages were about to be joined."""


class PersonalData(MohinhError):
    """A sheet holds data about persons. The message never repeats the value."""


class FailedRun(MohinhError):
    """A notebook did not finish; names notebook and cell."""
