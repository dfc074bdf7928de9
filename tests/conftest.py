"""What all tests share: how Hypothesis behaves."""

from hypothesis import settings

# The machine is shared and slow at times, and a red test must be red again when it is repeated.
settings.register_profile("kit", deadline=None, derandomize=True, database=None)
settings.load_profile("kit")
