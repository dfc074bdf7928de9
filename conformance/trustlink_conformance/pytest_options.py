"""Home of the options that `-p trustlink_conformance.plugin` brings to pytest, and what they name.

`trustlink verify` gives the verdict, and lets nobody take part. Here pytest is the user's own, with
-k, -x, --junitxml and whatever plugins there are: outcomes are pytest's, and a selection is no
verdict.
"""

import random
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from trustlink.errors import UserError
from trustlink.terms import load_terms
from trustlink_conformance.choice import chosen_cases
from trustlink_conformance.declare import BOTH_MODES
from trustlink_conformance.evidence import Evidence
from trustlink_conformance.plan import Situation, presets
from trustlink_conformance.preflight import (
    refuse_unreachable,
    refuse_useless_tokens,
    refuse_wrong_path,
    situation_of,
)
from trustlink_conformance.recorder import Recorder
from trustlink_conformance.redaction import Redactor
from trustlink_conformance.session import Session
from trustlink_conformance.target import Target
from trustlink_conformance.target_file import Flags
from trustlink_conformance.target_options import target_of
from trustlink_conformance.world import World
from trustlink_fixtures.overlay_cases import cases_under

_URL, _FILE, _MODE, _SEED = "trustlink_url", "trustlink_target", "trustlink_mode", "trustlink_seed"


WITHOUT_A_SITE = "no site is named to the checks: give --trustlink-url or --trustlink-target"


def add_options(parser: pytest.Parser) -> None:
    """Declare the options; they are those of `trustlink verify`."""
    group = parser.getgroup("trustlink")
    group.addoption("--trustlink-url", help="Origin of the site that is judged.")
    group.addoption("--trustlink-target", type=Path, help="Target file (trustlink.toml).")
    group.addoption("--trustlink-mode", choices=BOTH_MODES, help="sandbox (default) or live.")
    group.addoption("--trustlink-seed", type=int, default=0, help="Seed of generated requests.")


def is_asked_for(config: pytest.Config) -> bool:
    """Return whether a site is named: without one the plugin stays out of the way."""
    return bool(config.getoption(_URL) or config.getoption(_FILE))


@dataclass
class Visit:
    """A site that is judged for as long as pytest runs; make it with `visit`."""

    world: World
    recorder: Recorder
    stack: ExitStack = field(repr=False)

    @property
    def situation(self) -> Situation:
        """What the site is, as far as that decides what is judged."""
        return situation_of(self.world)

    @property
    def wanted(self) -> frozenset[str]:
        """The requirements that are judged: all that speak of the site."""
        rules = self.world.terms.requirements
        return frozenset(rules) - presets(rules.values(), self.situation).keys()


def visit(config: pytest.Config) -> Visit:
    """Reach the site that the options name; raises pytest.UsageError if that can't be."""
    with ExitStack() as stack:
        try:
            target = _target(config)
            found = _reached(target, config.getoption(_SEED), stack)
        except UserError as error:
            raise pytest.UsageError(f"{error.message} {error.hint or ''}".strip()) from error
        found.stack = stack.pop_all()
        return found


def _target(config: pytest.Config) -> Target:
    flags = Flags(config.getoption(_URL), config.getoption(_MODE))
    return target_of(flags, file=config.getoption(_FILE))


def _reached(target: Target, seed: int, stack: ExitStack) -> Visit:
    random.seed(seed)
    folder = Path(stack.enter_context(TemporaryDirectory(prefix="trustlink-")))
    evidence = Evidence(folder / "evidence.jsonl", Redactor.for_target(target), keep="none")
    recorder = Recorder(stack.enter_context(evidence), lambda *_: None)
    session = stack.enter_context(Session(target, recorder))
    terms = load_terms()
    cases = chosen_cases(cases_under(terms), all_of_them=False)
    world = World(target, terms, session, seed=seed, cases=cases)
    refuse_unreachable(world)
    refuse_wrong_path(world)
    refuse_useless_tokens(world)
    return Visit(world, recorder, stack)
