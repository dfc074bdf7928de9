"""Home of the command `trustlink selftest`."""

import json
import os
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

import click

from trustlink.contract import load_contract  # noqa: TID251 -- it has no overlay
from trustlink.requirements import load_requirements  # noqa: TID251 -- as above
from trustlink_conformance.declare import BOTH_MODES
from trustlink_conformance.digests import suite_digest
from trustlink_conformance.selftest.controls import Controlled, varied_sites
from trustlink_conformance.selftest.document import matrix_document
from trustlink_conformance.selftest.matrix import Claim, Control, Matrix, Row
from trustlink_conformance.selftest.page import matrix_page
from trustlink_conformance.selftest.subjects import Said, Subject, judged
from trustlink_conformance.selftest.terminal import matrix_text
from trustlink_conformance.selftest.watched_rules import rules_changed_by
from trustlink_conformance.target_options import report_dir_option
from trustlink_mock.defects import Defect, list_defects
from trustlink_mock.substitutions import Joint, find
from trustlink_mock.variants import Variant, list_variants

_T = TypeVar("_T", Defect, Variant)


@click.command()
@click.option(
    "--defect", "defects", multiple=True, metavar="ID", help="Try this defect only; repeatable."
)
@click.option(
    "--variant", "variants", multiple=True, metavar="ID", help="Try this variant only; repeatable."
)
@click.option(
    "--only",
    type=click.Choice(["defects", "variants"]),
    help="Try nothing else, neither the honest mock.",
)
@click.option("--alone", is_flag=True, help="Try each variant on a site of its own.")
@click.option(
    "--jobs",
    type=click.IntRange(1, 64),
    default=os.cpu_count() or 1,
    show_default="the number of processors",
    help="Processes that judge at the same time.",
)
@click.option("--seed", type=click.IntRange(0, 2**32 - 1), default=1, show_default=True)
@click.option(
    "--every",
    type=click.IntRange(1, 100),
    default=1,
    show_default=True,
    help="Try each N-th defect and variant: a sample for a quick look.",
)
@report_dir_option("selftest", what="Folder for selftest.json and selftest.html.")
def selftest(  # noqa: PLR0913, PLR0917 -- click hands over every option by name
    defects: tuple[str, ...],
    variants: tuple[str, ...],
    only: str | None,
    alone: bool,  # noqa: FBT001 -- click hands it over so
    jobs: int,
    seed: int,
    every: int,
    report_dir: Path,
) -> None:
    """Try the suite itself: on deliberate defects, and on conforming sites that differ.

    Each defect of the mock has to be caught, by the requirement that it violates and by no other
    that it does not account for; each harmless variant has to be called CONFORMANT in both modes.
    Exit codes: 0 all of that holds, 1 something is amiss.
    """
    began = time.monotonic()
    unchosen = not defects and not variants
    everything = unchosen and every == 1 and only is None
    plan = Plan(
        defects=list_defects() if unchosen else _chosen(defects, list_defects(), "defect"),
        variants=list_variants() if unchosen else _chosen(variants, list_variants(), "variant"),
        seed=seed,
        everything=everything,
        alone=alone or bool(variants),
    )
    plan = replace(
        plan,
        defects=plan.defects[::every] if only != "variants" else (),
        variants=plan.variants[::every] if only != "defects" else (),
    )
    matrix = plan.carried_out(jobs=jobs)
    seconds = time.monotonic() - began
    click.echo(matrix_text(matrix, seconds=seconds), nl=False)
    _write(matrix, report_dir, seconds=seconds)
    sys.exit(1 if matrix.amiss() else 0)


@dataclass(frozen=True, slots=True)
class Plan:
    """What is tried."""

    defects: Sequence[Defect]
    variants: Sequence[Variant]
    seed: int
    everything: bool
    """Whether nothing was chosen: then the honest mock is tried, and no requirement left out."""
    alone: bool = False
    """Whether each variant is tried on a site of its own."""

    def carried_out(self, *, jobs: int) -> Matrix:
        """Judge every subject and return the matrix."""
        sites = [
            *self._honest(),
            *varied_sites(self.variants, seed=self.seed, alone=self.alone),
        ]
        broken = [self._broken(one) for one in self.defects]
        said = _said_of([*(one.subject for one in sites), *broken], jobs=jobs)
        controls = _told_apart(sites, said, jobs=jobs)
        # The mock runs on loopback, where https is not asked for.
        rules = load_requirements().values()
        testable = [one.id for one in rules if one.testable and "https" not in one.needs]
        found = zip(self.defects, said[len(sites) :], strict=True)
        return Matrix(
            rows=tuple(Row(_claim(one), answer) for one, answer in found),
            controls=tuple(controls),
            testable=testable if self.everything else (),
        )

    def _honest(self) -> list[Controlled]:
        """Return the honest mock in both modes, with the generated requests of every operation."""
        operations = tuple(one.operation_id for one in load_contract().operations)
        modes = BOTH_MODES if self.everything else ()
        return [Controlled(Subject("honest", (), mode, self.seed, operations)) for mode in modes]

    def _broken(self, one: Defect) -> Subject:
        rules = rules_changed_by(one.substitute) if one.joint is Joint.RULES else None
        return Subject(
            kind="defect",
            names=(one.defect_id,),
            seed=self.seed,
            generated=one.generated,
            changed=_changed_by(one),
            rules=rules,
        )


def _said_of(subjects: Sequence[Subject], *, jobs: int) -> list[Said]:
    return list(_watched(judged(subjects, jobs=jobs), total=len(subjects)))


def _told_apart(sites: Sequence[Controlled], said: Sequence[Said], *, jobs: int) -> list[Control]:
    """Return the controls; in place of one that is amiss those of its variants, each alone."""
    found = [(site, site.control(answer)) for site, answer in zip(sites, said, strict=False)]
    minded = [site for site, control in found if len(site.variants) > 1 and any(control.amiss())]
    suspects = [alone for site in minded for alone in site.apart()]
    again = _said_of([one.subject for one in suspects], jobs=jobs)
    told = [one.control(answer) for one, answer in zip(suspects, again, strict=True)]
    return [*(control for site, control in found if site not in minded), *told]


_MAKING_OR_READING = ("createVerification", "createBatch", "getVerification", "getConsultation")
"""What is made by one is read by another."""


def _changed_by(one: Defect) -> frozenset[str] | None:
    """Return the operations whose requests or replies alone a defect changes; None: any.

    What depends on tokens can't be told from the questions that a check asks.
    """
    if one.joint in (Joint.SEAL, Joint.VERIFICATIONS, Joint.ATTEMPTS):
        return frozenset(_MAKING_OR_READING)
    if one.joint is Joint.EDGE:
        return frozenset({""})
    of_one = (Joint.REQUEST, Joint.RESPONSE, Joint.WIRE)
    known = {each.operation_id for each in load_contract().operations}
    if one.joint not in of_one or one.operation not in known:
        return None
    return frozenset({str(one.operation)})


def _chosen(names: Iterable[str], known: Sequence[_T], noun: str) -> list[_T]:
    """Return what is chosen by name; raises UserError, with near matches, for an unknown one."""
    by_name = {_name(one): one for one in known}
    return [find(name, by_name, noun=noun, listed_by=f"`trustlink {noun}s`") for name in names]


def _name(one: object) -> str:
    return one.defect_id if isinstance(one, Defect) else str(getattr(one, "variant_id", ""))


def _claim(one: Defect) -> Claim:
    return Claim(one.defect_id, one.requirement, one.sentence, one.joint.value, dict(one.also))


def _watched(said: Iterable[Said], *, total: int) -> Iterable[Said]:
    for number, one in enumerate(said, start=1):
        if sys.stderr.isatty():
            click.echo(f"\r[{number}/{total}] {one.subject.name:<60}"[:79], err=True, nl=False)
        yield one
    if sys.stderr.isatty():
        click.echo("", err=True)


def _write(matrix: Matrix, folder: Path, *, seconds: float) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    document = matrix_document(
        matrix, suite=suite_digest(), contract=load_contract().digest, seconds=seconds
    )
    text = json.dumps(document, ensure_ascii=False, indent=1)
    (folder / "selftest.json").write_text(text + "\n", encoding="utf-8")
    (folder / "selftest.html").write_text(matrix_page(matrix, seconds=seconds), encoding="utf-8")
    click.echo(f"report: {folder / 'selftest.html'}", err=True)
