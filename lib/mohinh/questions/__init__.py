"""Questions: tables in, an answer out. Never reads a file, never draws."""
