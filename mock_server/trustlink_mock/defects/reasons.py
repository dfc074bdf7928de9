"""Home of the reasons that several defects give for what else they violate."""

from collections.abc import Mapping

WRONG_NUMBER: Mapping[str, str] = {
    "VIO-04": "the number of notices in the window is wrong",
    "VIO-12": "a notice too many or too few takes its severity along",
    "EXP-03": "the wrong outcome has the reasons that fit it",
}
"""What else turns red with a notice too many or too few."""
WRONG_NOTICE: Mapping[str, str] = {
    name: reason for name, reason in WRONG_NUMBER.items() if name != "VIO-04"
}
"""The same for defects of VIO-04 itself."""
