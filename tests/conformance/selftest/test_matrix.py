"""The kill matrix says what is amiss, and nothing else."""

from dataclasses import replace
from html import unescape

import pytest

from trustlink_conformance.results import Finding
from trustlink_conformance.selftest.document import matrix_document
from trustlink_conformance.selftest.matrix import Claim, Control, Matrix, Row
from trustlink_conformance.selftest.page import matrix_page
from trustlink_conformance.selftest.subjects import Failed, Said, Subject
from trustlink_conformance.selftest.terminal import matrix_text

CLAIM = Claim("VIO-04-x", "VIO-04", "Counts wrongly.", "rules", {"VIO-09": "the list follows"})


def said(*failed, word="NOT_CONFORMANT", subject=None, errors=()):
    return Said(
        subject=subject or Subject("defect", (CLAIM.defect_id,)),
        word=word,
        text=f"{word} (sandbox)",
        failed=tuple(
            Failed(name, 3, (Finding(f"{name}::check", "1", "2", "/counts"),)) for name in failed
        ),
        not_testable=(),
        errors=tuple(errors),
        requests=400,
    )


def matrix(*failed, controls=(), testable=(), **more):
    return Matrix((Row(CLAIM, said(*failed, **more)),), tuple(map(Control, controls)), testable)


def test_a_defect_that_is_caught_by_its_own_requirement_first_is_in_order():
    assert matrix("VIO-04").amiss() == []
    assert matrix("VIO-04", "VIO-09").amiss() == []


@pytest.mark.parametrize(
    ("failed", "sentence"),
    [
        ((), "VIO-04-x: not caught"),
        (("VIO-09",), "VIO-04-x: caught by VIO-09, not by VIO-04"),
        (("VIO-04", "RAT-01"), "VIO-04-x: fails RAT-01 as well, undeclared"),
    ],
)
def test_what_is_amiss_with_a_defect_is_said(failed, sentence):
    assert matrix(*failed).amiss() == [sentence]


def test_an_error_is_amiss_whatever_was_caught():
    found = matrix("VIO-04", errors=["GET /x: KeyError"]).amiss()

    assert found == ["VIO-04-x: an error, not a verdict: GET /x: KeyError"]


@pytest.mark.parametrize("word", ["NOT_CONFORMANT", "INCOMPLETE", "ERROR"])
def test_a_conforming_site_that_is_not_called_conformant_is_amiss(word):
    control = said(word=word, subject=Subject("variant", ("opaque-tokens",), "live"))

    found = matrix("VIO-04", controls=[control]).amiss()

    assert found == [f"opaque-tokens in live mode: {word} (sandbox)"]


def test_a_requirement_without_a_defect_is_amiss():
    assert matrix("VIO-04", testable=["VIO-04", "RT-01"]).amiss() == [
        "RT-01: no defect violates it"
    ]


def test_every_view_tells_the_same_figures():
    found = Matrix(
        (
            Row(CLAIM, said("VIO-04", "VIO-09")),
            Row(replace(CLAIM, defect_id="VIO-04-y"), said()),
            Row(replace(CLAIM, defect_id="VIO-04-z"), said("VIO-09", "VIO-04")),
        ),
        (Control(said(word="CONFORMANT", subject=Subject("honest"))),),
    )

    text = matrix_text(found, seconds=12)
    page = matrix_page(found, seconds=12)
    summary = matrix_document(found, suite="a", contract="b", seconds=12)["summary"]

    assert "2 of 3 defects killed, 1 attributed; 1 of 1 conforming sites" in text
    assert "<b>2 of 3</b>" in page
    assert summary == {
        "defects": 3,
        "killed": 2,
        "attributed": 1,
        "controls": 1,
        "conformantControls": 1,
        "amiss": 2,
    }


def test_the_page_runs_nothing_and_escapes_what_it_is_given():
    hostile = replace(CLAIM, sentence='"><script>alert(1)</script>')

    page = matrix_page(Matrix((Row(hostile, said("VIO-04")),), ()), seconds=1)

    assert "<script" not in page
    assert "default-src 'none'" in unescape(page)
    assert "http://" not in page.replace("http-equiv", "")


def test_a_defects_own_requirement_has_to_be_listed_first_even_before_a_declared_one():
    found = matrix("VIO-09", "VIO-04")

    assert not found.rows[0].is_attributed
    assert found.amiss() == ["VIO-04-x: VIO-09 is listed before VIO-04"]
