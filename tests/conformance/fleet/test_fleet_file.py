"""Home of the tests of the fleet file: what is wrong is told with file, line and key."""

import pickle
import re
from pathlib import Path

import pytest

from trustlink.errors import UserError
from trustlink_conformance.fleet.fleet_file import Fleet, Limits, read_fleet
from trustlink_conformance.fleet.job import Job

COMPLETE = """
parallel = 8
parallel_per_host = 2
time_limit = 900

[defaults]
mode = "live"
seed = 7
bounds = { rate = 5 }

[sites.shop-a]
target = "targets/a.toml"
time_limit = 60

[sites.shop-b]
url = "https://B.example"
mode = "sandbox"
requirements = ["VIO-04", "RAT-01"]
all_cases = true
evidence = "none"
language = "zh-CN"
overlays = ["boundary-exclusive", "own.yaml"]
"""
TARGET = """
url = "https://a.example:8443"
mode = "sandbox"
[credentials.importer-a]
client_id = "acme"
client_secret_env = "ACME_SECRET"
"""


def read(folder: Path, text: str) -> Fleet:
    (folder / "targets").mkdir(exist_ok=True)
    (folder / "targets" / "a.toml").write_text(TARGET, encoding="utf-8")
    (folder / "targets" / "odd.toml").write_text("url = \n", encoding="utf-8")
    (folder / "own.yaml").write_text("overlay: 1.0.0\n", encoding="utf-8")
    (folder / "fleet.toml").write_text(text, encoding="utf-8")
    return read_fleet(folder / "fleet.toml")


def job(folder: Path, text: str) -> Job:
    (found,) = read(folder, text).jobs
    return found


def test_a_complete_file_is_read(tmp_path: Path) -> None:
    fleet = read(tmp_path, COMPLETE)

    first, second = fleet.jobs
    assert fleet.limits == Limits(parallel=8, per_host=2)
    assert (first.name, first.url, first.host) == ("shop-a", "https://a.example:8443", "a.example")
    assert first.time_limit == 60
    assert (second.url, second.host) == ("https://B.example", "b.example")
    assert second.time_limit == 900
    assert second.language == "zh-CN"
    assert [getattr(one, "path", one) for one in second.overlays] == [
        "boundary-exclusive",
        str(tmp_path / "own.yaml"),
    ]


def test_defaults_hold_unless_the_site_says_otherwise(tmp_path: Path) -> None:
    _, second = read(tmp_path, COMPLETE).jobs

    assert second.options == (
        *("--seed", "7", "--mode", "sandbox", "--rate", "5"),
        *("--requirement", "VIO-04", "--requirement", "RAT-01"),
        *("--all-cases", "--evidence", "none"),
    )


def test_a_default_gives_way_to_the_target_file(tmp_path: Path) -> None:
    first, _ = read(tmp_path, COMPLETE).jobs

    assert first.options == ("--seed", "7", "--rate", "5")


def test_a_job_travels_without_secrets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ACME_SECRET", "hush-hush-hush")

    sent = pickle.dumps(read(tmp_path, COMPLETE))

    assert b"ACME_SECRET" in sent
    assert b"hush" not in sent


def test_the_digest_changes_with_what_decides_the_verdict_alone(tmp_path: Path) -> None:
    before = job(tmp_path, '[sites.a]\nurl = "https://a.example"')

    quicker = job(tmp_path, '[sites.a]\nurl = "https://a.example"\ntime_limit = 5')
    other = job(tmp_path, '[sites.a]\nurl = "https://a.example"\nseed = 5')
    targeted = job(tmp_path, '[sites.a]\nurl = "https://a.example"\ntarget = "targets/a.toml"')

    assert quicker.digest == before.digest
    assert len({before.digest, other.digest, targeted.digest}) == 3


SITE = '[sites.a]\nurl = "https://a.example"\n'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("parallel = 1\n[sites.a\n", "fleet.toml: is no TOML: Expected ']'"),
        ("", r"a table \[sites.NAME\] was expected"),
        ("paralel = 1\n" + SITE, "fleet.toml:1: paralel: this key is not known"),
        ("\nparallel = 0\n" + SITE, "fleet.toml:2: parallel: a whole number from 1 to 256"),
        (SITE + "mood = 1\n", "fleet.toml:3: sites.a.mood: this key is not known here"),
        (SITE + 'mode = "dead"\n', "fleet.toml:3: sites.a.mode: sandbox or live was expected"),
        (SITE + "all_cases = 1\n", "fleet.toml:3: sites.a.all_cases: true or false"),
        (SITE + "time_limit = 0\n", "fleet.toml:3: sites.a.time_limit: a number from 1"),
        (SITE + 'requirements = ["X-1"]\n', "fleet.toml:3: sites.a.requirements: there is no"),
        (SITE + "[sites.a.bounds]\nrate = -1\n", "fleet.toml:4: sites.a.bounds.rate: a number"),
        (SITE + 'target = "no.toml"\n', "fleet.toml:3: sites.a.target: .*/no.toml: can't be read"),
        (SITE + 'target = "targets/odd.toml"\n', "fleet.toml:3: sites.a.target: "),
        (SITE + 'known_failures = "no.toml"\n', "fleet.toml:3: sites.a.known_failures: .*/no.toml"),
        (SITE + 'overlays = ["./no.yaml"]\n', "fleet.toml:3: sites.a.overlays: .*/no.yaml: can't"),
        ("[sites.a]\nseed = 1\n", "fleet.toml:1: sites.a.url: the URL of the site was expected"),
        ('[sites."../a"]\nurl = "https://a.example"\n', "fleet.toml:1: sites.../a: small letters"),
        ('[sites.a]\nurl = "ftp://a.example"\n', "fleet.toml:2: sites.a.url: an http or https URL"),
        ("sites = 1\n", "fleet.toml:1: sites: a table was expected"),
        ('[defaults]\nmode = "x"\n' + SITE, "fleet.toml:2: defaults.mode: sandbox or live"),
        (SITE + SITE, "is no TOML"),
    ],
)
def test_a_mistake_is_told_with_its_line(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(UserError) as raised:
        read(tmp_path, text)

    assert re.search(said, raised.value.message)


def test_a_password_in_a_url_is_refused_and_not_shown(tmp_path: Path) -> None:
    with pytest.raises(UserError) as raised:
        read(tmp_path, '[sites.a]\nurl = "https://me:hush@a.example"\n')

    assert "fleet.toml:2: sites.a.url: a URL with a user name" in raised.value.message
    assert "hush" not in raised.value.message


def test_the_example_in_the_readme_is_read(tmp_path: Path) -> None:
    readme = (Path(__file__).parents[3] / "README.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```toml\n(.*?)```", readme, re.DOTALL)
    (example,) = (block for block in blocks if block.startswith("# fleet.toml"))
    (tmp_path / "shop-a.toml").write_text('url = "https://shop-a.example"', encoding="utf-8")

    first, second = read(tmp_path, example).jobs

    assert first.options == ("--seed", "0", "--mode", "live")
    assert second.options[2:] == ("--mode", "sandbox", "--requirement", "VIO-04", "--rate", "5")


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"can't be read"):
        read_fleet(tmp_path / "fleet.toml")


def test_a_sandbox_report_becomes_an_option_and_part_of_the_digest(tmp_path: Path) -> None:
    report = tmp_path / "sandbox" / "report.json"
    report.parent.mkdir()
    report.write_text("{}", encoding="utf-8")
    text = '[sites.a]\nurl = "https://a.example"\nsandbox_report = "sandbox"\n'

    first = job(tmp_path, text)
    report.write_text('{"run": "another"}', encoding="utf-8")
    second = job(tmp_path, text)

    assert first.options[-2:] == ("--sandbox-report", str(tmp_path / "sandbox"))
    assert first.digest != second.digest


def test_a_sandbox_report_that_is_not_there_is_told_with_its_line(tmp_path: Path) -> None:
    text = '[sites.a]\nurl = "https://a.example"\nsandbox_report = "none"\n'

    with pytest.raises(UserError, match=r"fleet\.toml:3: sites\.a\.sandbox_report: .*no report"):
        job(tmp_path, text)
