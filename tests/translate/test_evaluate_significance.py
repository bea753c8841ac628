import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.termbase.errors import InputError
from dragoman.translate.evaluate.metrics import Measured, mean_metric
from dragoman.translate.evaluate.significance import Pair, bootstrap, clusters, holm, pairs, wilson

MEAN = mean_metric("mean", "mean")


def measured(values):
    return Measured(MEAN, np.array([(value, 1.0) for value in values]))


def test_holm_by_hand():
    # sorted: .01*4, .02*3, .03*2, .04*1, none below the one before it
    assert holm([0.04, 0.01, 0.03, 0.02]) == pytest.approx([0.06, 0.04, 0.06, 0.06])
    assert holm([0.6, 0.5]) == [1.0, 1.0]
    assert holm([]) == []


@given(st.lists(st.floats(0, 1), max_size=30))
def test_holm_only_raises_and_keeps_the_order(values):
    adjusted = holm(values)
    assert all(value <= other <= 1 for value, other in zip(values, adjusted, strict=True))
    ranked = [adjusted[index] for index in sorted(range(len(values)), key=values.__getitem__)]
    assert ranked == sorted(ranked)


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    # Newcombe 1998, table I: Wilson's score interval of 81/263, 15/148, 0/20, 1/29
    [(81, 263, 25.53, 36.62), (15, 148, 6.24, 16.05), (0, 20, 0.0, 16.11), (1, 29, 0.61, 17.18)],
)
def test_wilson_is_as_published(part, whole, low, high):
    found = wilson(part, whole)
    assert (round(found.low, 2), round(found.high, 2)) == (low, high)
    assert wilson(0, 0) is None


@given(st.integers(1, 500).flatmap(lambda whole: st.tuples(st.integers(0, whole), st.just(whole))))
def test_wilson_holds_the_share_and_stays_within_bounds(counts):
    part, whole = counts
    found = wilson(part, whole)
    assert -1e-9 <= found.low <= 100 * part / whole + 1e-9
    assert 100 * part / whole - 1e-9 <= found.high <= 100 + 1e-9


def pair(one, other, adjusted):
    return Pair(one, other, 0.0, adjusted, adjusted)


def test_clusters_part_where_all_above_differ_from_all_below():
    sure = [pair(0, 1, 0.2), pair(0, 2, 0.001), pair(0, 3, 0.001), pair(1, 2, 0.001), pair(1, 3, 0.01), pair(2, 3, 0.3)]
    assert clusters([1, 0, 2, 3], sure) == ((1, 0), (2, 3))
    # 0 = 1 and 1 = 2 link 0 and 2, though these can be told apart
    linked = [pair(0, 1, 0.2), pair(0, 2, 0.001), pair(1, 2, 0.2)]
    assert clusters([0, 1, 2], linked) == ((0, 1, 2),)
    assert clusters([0], []) == ((0,),)


@given(st.integers(1, 6), st.data())
def test_clusters_are_a_partition_in_order(size, data):
    order = data.draw(st.permutations(range(size)))
    found = [pair(a, b, data.draw(st.sampled_from([0.01, 0.5]))) for a in range(size) for b in range(a + 1, size)]
    groups = clusters(order, found)
    assert [system for group in groups for system in group] == list(order)
    different = {frozenset((one.first, one.second)) for one in found if one.significant}
    for above, below in zip(groups, groups[1:], strict=False):
        assert all(frozenset((one, other)) in different for one in above for other in below)


@pytest.mark.parametrize("test", ["bs", "ar"])
def test_a_clear_difference_is_significant_and_none_is_not(test):
    worse, better = measured(range(40)), measured(value + 5 + value % 3 for value in range(40))
    same, swapped = measured(range(40)), measured([*range(1, 40), 0])
    found = {(one.first, one.second): one for one in pairs([worse, better, same, swapped], test, 200)}
    assert found[0, 1].p == pytest.approx(1 / 201) and found[0, 1].significant
    assert found[0, 1].difference == pytest.approx(-5.975)
    assert found[0, 2].p == 1.0 and found[0, 3].p == 1.0  # sacreBLEU's bootstrap would say 1/201 of equal systems
    assert found[0, 1].adjusted == pytest.approx(6 / 201)


def test_order_of_two_systems_does_not_matter_and_the_seed_does():
    one, other = measured([1, 5, 2, 8, 3, 1, 4, 4]), measured([2, 4, 3, 9, 3, 2, 3, 6])
    for test in ("bs", "ar"):
        assert pairs([one, other], test, 500)[0].p == pairs([other, one], test, 500)[0].p
        assert len({pairs([one, other], test, 500, seed)[0].p for seed in range(1, 6)}) > 1


def test_too_much_for_memory_is_said_before_it_is_tried():
    huge = Measured(MEAN, np.zeros((60_000, 24)))
    with pytest.raises(InputError, match=r"60,000 segments with 1,000 samples needs 6 GB .*at most 347"):
        pairs([huge, huge], "bs", 1000)


def test_interval_of_a_mean():
    found = bootstrap(measured([0.0, 1.0] * 200), 2000, seed=3)
    error = 1.96 * math.sqrt(0.25 / 400)
    assert found.low == pytest.approx(0.5 - error, abs=0.01) and found.high == pytest.approx(0.5 + error, abs=0.01)
    assert found.half_width == pytest.approx((found.high - found.low) / 2)
