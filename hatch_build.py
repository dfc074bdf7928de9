"""Ships the fixtures inside the wheel: everything in fixtures/ but the package beside the data."""

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class ShippedFixtures(BuildHookInterface[Any]):
    """Adds each file of fixtures/ to the wheel under trustlink/_data/fixtures."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Extend the wheel's files; an editable install reads the checkout instead."""
        if version == "editable":
            return
        fixtures = Path(self.root) / "fixtures"
        for path in sorted(fixtures.rglob("*")):
            inside = path.relative_to(fixtures)
            if path.is_file() and inside.parts[0] != "trustlink_fixtures":
                build_data["force_include"][str(path)] = f"trustlink/_data/fixtures/{inside}"
