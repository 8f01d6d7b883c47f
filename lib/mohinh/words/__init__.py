"""Words everything else is said in: errors, terms, text, places. Imports nothing of the library."""
