"""Home of the tests of the lines of a TOML file: a key is found where it was written."""

import pytest

from trustlink_conformance.toml_lines import line_of, lines_of

TEXT = """\
url = "https://shop.example" # = not a key
allow_origins = [
    "https://a.example",
]
[credentials.importer-a] # the client
client_id = "a=b"
"quoted key" = 1
dotted.key = 2
[requesters]
SG = { id = "x" }
[[odd]]
[broken
"""


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("url",), 1),
        (("allow_origins",), 2),
        (("credentials", "importer-a"), 5),
        (("credentials", "importer-a", "client_id"), 6),
        (("credentials", "importer-a", "quoted key"), 7),
        (("credentials", "importer-a", "dotted", "key"), 8),
        (("requesters", "SG", "id"), 10),
        (("credentials", "importer-a", "missing"), 5),
        (("missing",), None),
    ],
)
def test_a_key_is_found_or_else_the_table_around_it(
    path: tuple[str, ...], line: int | None
) -> None:
    assert line_of(lines_of(TEXT), path) == line
