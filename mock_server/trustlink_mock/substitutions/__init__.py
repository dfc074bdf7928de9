"""The substitutions: named changes of the mock at its joints, be they defects or variants.

The honest code never asks whether one is on: it is composed with it when the application is made.
"""

from trustlink_mock.substitutions.joint import Joint
from trustlink_mock.substitutions.substitution import Substitution, Substitutions, find

__all__ = ["Joint", "Substitution", "Substitutions", "find"]
