"""Compare two API descriptions: what differs, by which rule, and where."""
