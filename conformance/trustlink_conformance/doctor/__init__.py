"""The doctor: whether a target is ready to be verified, and whose fault it is if it is not."""
