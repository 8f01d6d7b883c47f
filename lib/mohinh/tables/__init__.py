"""Tables: sheets in, validated tables out; units, boundaries, privacy."""
