"""Home of the comparison of two API descriptions: what differs, by which rule, and where."""
