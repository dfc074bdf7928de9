"""Home of what a defect of requests is given."""

from trustlink_mock.substitutions.layer import Asked

__all__ = ["Asked"]
