"""The selftest: what the suite catches of deliberate defects, and that it raises no false alarm."""
