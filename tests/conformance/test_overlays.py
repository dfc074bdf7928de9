"""Home of the tests of overlays on both sides: mock and suite agree, and disagree without."""

from pathlib import Path

import pytest
from judged_mock import judged, mock

from trustlink.overlay import shipped_overlays
from trustlink.terms import load_terms

CHANGED = {
    "anchor-publication-date": ("DISC-05", "VIO-04"),
    "authorities-with-mofcom": ("VIO-05",),
    "boundary-exclusive": ("DISC-05", "VIO-04"),
    "countries-with-malaysia": ("ID-06", "ID-07"),
    "goods-with-photovoltaic-cells": ("PIL-02", "PIL-03"),
    "ratings-of-customs-alone": ("RAT-02",),
    "repaired-counted": ("DISC-05", "VIO-07"),
    "tokens-not-required": ("SEC-01", "SEC-05"),
    "under-appeal-not-counted": ("DISC-05", "VIO-08"),
}
"""Overlay -> the requirements, judged by this suite, whose sentence it changes."""

by_overlay = pytest.mark.parametrize("name", CHANGED)


def test_each_shipped_overlay_is_proved_here() -> None:
    assert list(CHANGED) == [file.stem for file in shipped_overlays()]


@by_overlay
def test_the_requirements_are_among_those_that_the_overlay_changes(name: str) -> None:
    assert set(CHANGED[name]) <= set(load_terms([Path(name)]).overlays[0].requirements)


@pytest.mark.slow
@by_overlay
def test_mock_and_suite_agree_with_the_same_overlay(name: str, tmp_path: Path) -> None:
    with mock(overlays=[Path(name)]) as url:
        told = judged(url, tmp_path, overlays=[Path(name)])

    assert told.failed() == {}
    assert told.problems == []
    assert [one for one in CHANGED[name] if told.outcomes(one) != {"PASSED"}] == []


@pytest.mark.slow
@by_overlay
def test_without_the_overlay_the_suite_fails_what_it_changes(name: str, tmp_path: Path) -> None:
    with mock(overlays=[Path(name)]) as url:
        told = judged(url, tmp_path, wanted=CHANGED[name])

    assert told.failed()
    assert set(told.failed()) <= set(CHANGED[name])


@pytest.mark.slow
@by_overlay
def test_a_site_that_follows_the_contract_fails_the_suite_with_the_overlay(
    name: str, tmp_path: Path
) -> None:
    with mock() as url:
        told = judged(url, tmp_path, wanted=CHANGED[name], overlays=[Path(name)])

    assert told.failed()
    assert set(told.failed()) <= set(CHANGED[name])
