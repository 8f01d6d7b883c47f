"""Pages: an answer in, a figure, a table or a sentence out. Never computes a number."""
