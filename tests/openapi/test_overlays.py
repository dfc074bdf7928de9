"""Home of the tests of overlays: applied as written, and refused with the reason where wrong."""

from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner, Result

from trustlink.cli import main
from trustlink.contract import load_contract
from trustlink.errors import OverlayError
from trustlink.overlay import Overlay, read_overlay, shipped_overlays
from trustlink.overlaying import overlaid_document
from trustlink.requirements import load_requirements
from trustlink.schemas import compile_named_schema
from trustlink.terms import load_terms
from trustlink_fixtures.announced import announced_discovery

SHIPPED = shipped_overlays()
DOCUMENT = {
    "names": ["a", "b"],
    "list": [{"n": 1}, {"n": 2}, {"n": 3}],
    "deep": {"object": {"kept": True, "changed": "old"}},
}
HEAD = "overlay: 1.0.0\ninfo: {title: t, version: v}\n"
TITLE = {"target": "$.info", "update": {"title": "Another title"}}


def overlay_of(folder: Path, *actions: Any, **members: Any) -> Path:
    info = {"title": "A trial", "version": "1.0.0"}
    document = {"overlay": "1.0.0", "info": info, "actions": list(actions), **members}
    file = folder / "trial.yaml"
    file.write_text(yaml.safe_dump(document), encoding="utf-8")
    return file


def applied(folder: Path, *actions: Any) -> Any:
    return overlaid_document(DOCUMENT, read_overlay(overlay_of(folder, *actions)))


def check(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["contract", "check", *arguments])


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.stem)
def test_a_shipped_overlay_makes_a_sound_contract(file: Path) -> None:
    result = check("--overlay", str(file))

    assert result.exit_code == 0, result.output
    assert f"{file.name}: sound" in result.output


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.stem)
def test_a_shipped_overlay_carries_the_changed_sentences(file: Path) -> None:
    terms, honest = load_terms([file]), load_requirements()

    for name in terms.overlays[0].requirements:
        assert terms.requirements[name].sentence != honest[name].sentence


def test_terms_without_overlays_are_the_shipped_ones() -> None:
    terms = load_terms()

    assert terms.contract is load_contract()
    assert terms.requirements is load_requirements()


@pytest.mark.parametrize(
    ("overlays", "member", "value", "is_valid"),
    [
        ([], "staleData", None, True),
        ([], "staleData", "OUTCOME_STAYS", True),
        ([], "staleData", "INDETERMINATE", False),
        ([], "role", None, True),
        ([], "role", "SUPPLIER", True),
        ([], "role", "HUB", False),
        (["stale-is-indeterminate"], "staleData", None, False),
        (["stale-is-indeterminate"], "staleData", "OUTCOME_STAYS", False),
        (["stale-is-indeterminate"], "staleData", "INDETERMINATE", True),
        (["hub-for-many-sites"], "role", None, False),
        (["hub-for-many-sites"], "role", "SUPPLIER", False),
        (["hub-for-many-sites"], "role", "HUB", True),
    ],
)
def test_discovery_states_what_its_contract_admits_alone(
    overlays: list[str], member: str, value: str | None, *, is_valid: bool
) -> None:
    contract = load_terms(map(Path, overlays)).contract
    discovery = deepcopy(announced_discovery(contract))
    holder = discovery["operator"] if member == "role" else discovery
    holder.pop(member, None)
    holder.update({} if value is None else {member: value})

    faults = list(compile_named_schema(contract, "Discovery").faults(discovery))

    assert (faults == []) is is_valid
    assert all(member in f"{fault}" for fault in faults)


def test_overlays_are_applied_in_the_order_given() -> None:
    terms = load_terms([Path("boundary-exclusive"), Path("repaired-counted")])

    properties = terms.contract.schema("ViolationPolicy")["properties"]
    assert properties["boundary"]["enum"] == ["EXCLUSIVE"]
    assert properties["repaired"]["enum"] == ["COUNTED"]
    assert [overlay.name for overlay in terms.overlays] == [
        "boundary-exclusive",
        "repaired-counted",
    ]


def test_the_digest_of_an_overlay_does_not_depend_on_layout(tmp_path: Path) -> None:
    file = overlay_of(tmp_path, TITLE)
    before = read_overlay(file).digest

    file.write_text(f"# a comment\n{file.read_text('utf-8')}", encoding="utf-8")

    assert read_overlay(file).digest == before


def test_actions_are_applied_one_after_the_other(tmp_path: Path) -> None:
    found = applied(
        tmp_path,
        {"target": "$.names", "remove": True},
        {"target": "$", "update": {"names": ["c"]}},
        {"target": "$.names", "update": "d"},
    )

    assert found["names"] == ["c", "d"]


def test_an_update_is_merged_and_keeps_what_it_does_not_name(tmp_path: Path) -> None:
    found = applied(tmp_path, {"target": "$.deep", "update": {"object": {"changed": "new"}}})

    assert found["deep"] == {"object": {"kept": True, "changed": "new"}}


@pytest.mark.parametrize("target", ["$.list[0, 2]", "$.list[?@.n != 2]", "$.list[0, 2, 0, 2]"])
def test_several_items_of_an_array_are_removed_at_once(tmp_path: Path, target: str) -> None:
    assert applied(tmp_path, {"target": target, "remove": True})["list"] == [{"n": 2}]


def test_the_document_given_stays_as_it_is(tmp_path: Path) -> None:
    before = deepcopy(DOCUMENT)

    applied(tmp_path, {"target": "$.deep.object", "update": {"changed": "new"}})

    assert before == DOCUMENT


def test_places_that_one_update_reaches_stay_apart(tmp_path: Path) -> None:
    found = applied(
        tmp_path,
        {"target": "$.list[*]", "update": {"of": {}}},
        {"target": "$.list[0].of", "update": {"own": 1}},
    )

    assert found["list"][1]["of"] == {}


@pytest.mark.parametrize(
    ("action", "said"),
    [
        ({"target": "$.nothing", "update": {}}, "selects nothing"),
        ({"target": "$.list[", "update": {}}, "is no JSONPath (RFC 9535)"),
        ({"target": "$.list[?@.n ==]", "update": {}}, "is no JSONPath (RFC 9535)"),
        ({"target": "$" + "[?@.a" * 300 + "]" * 300, "remove": True}, "longer than 1000"),
        ({"target": "$.deep.object.changed", "update": {}}, "selects 'old'"),
        ({"target": "$", "remove": True}, "as a whole can't be removed"),
        ({"target": "$.deep", "update": "text"}, "an object was expected as update"),
        ({"target": "$.deep", "update": {"object": 1}}, "an object stands there"),
        ({"target": "$", "update": {"names": ["c"]}}, "an array stands there"),
        ({"target": "$.deep.object", "update": {"kept": {}}}, "a single value stands there"),
    ],
)
def test_an_action_that_can_t_be_applied_is_named_with_its_number(
    tmp_path: Path, action: dict[str, Any], said: str
) -> None:
    right = {"target": "$.deep", "update": {"new": 1}}

    with pytest.raises(OverlayError) as raised:
        applied(tmp_path, right, action)

    assert "trial.yaml: " in raised.value.message
    assert "action 2 (" in raised.value.message
    assert said in raised.value.message


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is empty"),
        ("[1, 2]", "an object was expected at the top"),
        ("{overlay: [", "is no YAML"),
        ("overlay: 1.0.0", '"info" is a required property'),
        (HEAD.replace("1.0.0", "2.0.0") + "actions: [{target: $, update: {}}]", "/overlay: "),
        (HEAD + "actions: []", "/actions: "),
        (HEAD + "actions: [{target: $}]", "action 1 (/actions/0)"),
        (HEAD + "actions: [{target: $, updat: 1}]", "'updat'"),
        (HEAD + "action: []", "'action'"),
        (HEAD + "x-requirement: {}", "'x-requirement'"),
        ("a: &a [1, 1]\nb: *a", "uses the alias *a"),
        ("[" * 100_000, "nested deeper than 64"),
        ("x" * 3_000_000, "has 3000000 bytes"),
        ("a: 1\na: 2", "stands twice"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_overlay_is_refused_with_place_and_reason(
    tmp_path: Path, text: str, said: str
) -> None:
    file = tmp_path / "wrong.yaml"
    file.write_text(text, encoding="utf-8")

    with pytest.raises(OverlayError) as raised:
        read_overlay(file)

    assert raised.value.message.startswith(f"{file}: ")
    assert said in raised.value.message
    assert raised.value.hint


@pytest.mark.parametrize(
    ("members", "said"),
    [
        ({"VIO-99": {"sentence": "Anything goes."}}, "there is no requirement VIO-99"),
        ({"VIO-04": {"level": "PERHAPS"}}, "VIO-04"),
        ({"VIO-04": {"sentense": "It counts."}}, "VIO-04"),
    ],
)
def test_a_requirement_that_can_t_be_changed_so_is_named(
    tmp_path: Path, members: dict[str, Any], said: str
) -> None:
    file = overlay_of(tmp_path, TITLE, **{"x-requirements": members})

    with pytest.raises(OverlayError) as raised:
        load_terms([file])

    assert str(file) in raised.value.message
    assert said in raised.value.message


@pytest.mark.parametrize(
    "action",
    [
        {"target": "$.components.schemas.Window", "remove": True},
        {"target": "$.components.schemas.Window.properties.anchor", "update": {"type": "colour"}},
        {"target": "$.paths", "remove": True},
        {"target": "$", "update": {"openapi": "3.1.0"}},
        {"target": "$.info", "update": {"version": 7}},
    ],
)
def test_an_overlay_whose_result_is_no_sound_contract_is_refused(
    tmp_path: Path, action: dict[str, Any]
) -> None:
    file = overlay_of(tmp_path, action)

    with pytest.raises(OverlayError) as raised:
        load_terms([file])

    result = check("--overlay", str(file))
    assert str(file) in raised.value.message
    assert result.exit_code == 2
    assert "Traceback" not in result.output


@pytest.mark.parametrize(
    "command", [["contract", "check"], ["mock"], ["verify", "http://127.0.0.1:1"]]
)
def test_an_overlay_that_is_not_there_ends_a_command_with_2_and_the_names_there_are(
    command: list[str],
) -> None:
    result = CliRunner().invoke(main, [*command, "--overlay", "no-such-thing"])

    assert result.exit_code == 2
    assert "no-such-thing" in result.stderr
    assert "boundary-exclusive" in result.stderr


def test_an_overlay_is_a_value_without_a_life_of_its_own() -> None:
    overlay: Overlay = read_overlay(Path("boundary-exclusive"))

    assert overlay == read_overlay(overlay.file)
