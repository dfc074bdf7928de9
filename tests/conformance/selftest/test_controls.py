"""Variants share sites; which of them do is the seed's choice."""

from trustlink_conformance.selftest.controls import TOGETHER, varied_sites
from trustlink_mock.variants import list_variants


def names(sites, mode):
    return [one.subject.names for one in sites if one.subject.mode == mode]


def test_each_variant_is_on_one_site_of_each_mode_that_it_can_be_judged_in():
    sites = list(varied_sites(list_variants(), seed=1, alone=False))

    for mode in ("sandbox", "live"):
        admitted = [one.variant_id for one in list_variants() if one.only in (None, mode)]
        assert sorted(sum(names(sites, mode), ())) == sorted(admitted)


def test_no_site_has_more_variants_than_can_be_told_apart():
    sites = varied_sites(list_variants(), seed=1, alone=False)

    assert all(1 < len(one.variants) <= TOGETHER for one in sites)


def test_another_seed_puts_others_together():
    one, other = (list(varied_sites(list_variants(), seed=seed, alone=False)) for seed in (1, 2))

    assert {frozenset(each) for each in names(one, "live")}.isdisjoint(
        frozenset(each) for each in names(other, "live")
    )


def test_alone_each_has_a_site_of_its_own():
    sites = list(varied_sites(list_variants(), seed=1, alone=True))

    assert all(len(one.variants) == 1 for one in sites)
    assert len(sites) > len(list_variants())


def test_a_site_leaves_out_by_design_what_any_of_its_variants_does():
    variants = [one for one in list_variants() if one.warned][:2]

    site = next(iter(varied_sites(variants, seed=1, alone=False)))

    assert set(site.control(None).warned) == {name for one in variants for name in one.warned}
