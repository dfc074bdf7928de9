"""Test following references: to other files, and never further."""

from pathlib import Path

import pytest

from trustlink.comparison.library import MOST_FILES, library_of, open_library
from trustlink.errors import ContractError


def test_a_reference_leads_to_a_file_beside_and_back(tmp_path: Path) -> None:
    (tmp_path / "api.yaml").write_text("use: {$ref: 'more/a.yaml#/b~1c/0'}\nhome: {found: true}")
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "a.yaml").write_text("b/c: [{$ref: '../api.yaml#/home'}]")
    library = open_library(tmp_path / "api.yaml")

    found = library.followed(library.top.child("use"))

    assert found.value == {"found": True}
    assert found.pointer == "/home"


def test_a_place_in_another_file_is_named_with_it(tmp_path: Path) -> None:
    (tmp_path / "api.yaml").write_text("use: {$ref: 'a.yaml#/b'}")
    (tmp_path / "a.yaml").write_text("b: {c: 1}")
    library = open_library(tmp_path / "api.yaml")

    assert library.followed(library.top.child("use")).pointer == "a.yaml#/b"


@pytest.mark.parametrize(
    ("reference", "reason"),
    [
        ("https://shop.example/api.yaml#/a", "nothing is loaded from the network"),
        ("//shop.example/api.yaml", "nothing is loaded from the network"),
        ("file:///etc/passwd", "nothing is loaded from the network"),
        ("../../../../../../../../etc/passwd", "lies neither below"),
        ("/etc/passwd", "lies neither below"),
        ("link.yaml", "lies neither below"),
        ("missing.yaml", "can't be read"),
        ("#/nowhere", "leads nowhere"),
        ("#anchor", "JSON pointer"),
        ("#/loop", "references in a row"),
        ("http://[", "leads to no address"),
        ("a%00b", "is no name of a file"),
    ],
)
def test_any_other_reference_is_refused(tmp_path: Path, reference: str, reason: str) -> None:
    (tmp_path / "api.yaml").write_text(f"use: {{$ref: '{reference}'}}\nloop: {{$ref: '#/loop'}}")
    (tmp_path / "link.yaml").symlink_to("/etc/passwd")
    library = open_library(tmp_path / "api.yaml")

    with pytest.raises(ContractError, match=reason):
        library.followed(library.top.child("use"))


def test_the_number_of_files_is_bounded(tmp_path: Path) -> None:
    (tmp_path / "0.yaml").write_text("a: {$ref: '1.yaml#/a'}")
    library = open_library(tmp_path / "0.yaml")
    library.documents |= {f"{number} is open": {} for number in range(MOST_FILES - 1)}

    with pytest.raises(ContractError, match=f"more than {MOST_FILES} files"):
        library.followed(library.top.child("a"))


def test_a_text_in_memory_refers_to_no_file() -> None:
    library = library_of({"use": {"$ref": "a.yaml"}})

    with pytest.raises(ContractError, match="has no folder"):
        library.followed(library.top.child("use"))
