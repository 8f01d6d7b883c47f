"""Runs: execute notebooks for a province. Knows a notebook by its path only."""
