"""Tables: sheets in, validated tables out; units, boundaries, privacy."""

import pandas as pd

# Text as Python's own: a column of a province is short, and each of the many small steps that a
# question takes with one costs more in Arrow. A tenth of what a report takes to compute.
pd.set_option("mode.string_storage", "python")
