"""Home of the places of settings in a target file, those included that are commented out."""

import re
from dataclasses import dataclass, field
from pathlib import Path

from trustlink_conformance.target import Target
from trustlink_conformance.toml_lines import Lines, lines_of

_WITHOUT_FILE = {"url": "the URL that was given"}
_COMMENTED = re.compile(r"^#\s?(?=\[[\w.-]+\]|[\w.-]+ = )")


@dataclass(frozen=True, slots=True)
class SettingPlaces:
    """Tells where in its file a setting of the target stands, or would have to be added."""

    target: Target
    commented: Lines = field(default_factory=dict, repr=False)

    @classmethod
    def of_file(cls, target: Target) -> "SettingPlaces":
        """Read the target's file again, for what is commented out; it was read before."""
        if not target.file:
            return cls(target)
        text = Path(target.file).read_text("utf-8-sig", errors="replace")
        lines = (_COMMENTED.sub("", line) for line in text.splitlines())
        return cls(target, lines_of("\n".join(lines)))

    def of(self, key: str) -> str:
        """Return file, line and key; empty for no key."""
        if not key:
            return ""
        if not self.target.file:
            return _WITHOUT_FILE.get(key, f"{key} in a target file (`trustlink init` writes one)")
        if key in dict(self.target.lines):
            return self.target.place(key)
        for path, line in self.commented.items():
            if ".".join(path) == key or ".".join(path).startswith(f"{key}."):
                return f"{self.target.file}:{line}: {'.'.join(path)} (commented out)"
        return self.target.place(key)
