"""Steps of groups side by side, told as one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.translate.progress import Steps, StoppedError


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 9)), max_size=20))
def test_steps_never_become_fewer_and_never_exceed_the_whole(told: list[tuple[int, int]]) -> None:
    heard: list[tuple[int, int]] = []
    steps = Steps(lambda done, total: heard.append((done, total)), [3, 5, 9])
    for group, waiting in told:
        steps.part(group)(waiting)
    assert [done for done, _ in heard] == sorted(done for done, _ in heard)
    assert all(0 <= done <= total == 17 for done, total in heard)
    for group in range(3):
        steps.part(group)(0)
    assert heard[-1] == (17, 17)


def test_a_group_hears_that_all_is_stopped() -> None:
    steps = Steps(None, [1, 1])
    steps.part(0)(0)
    steps.stop()
    for group in range(2):
        with pytest.raises(StoppedError):
            steps.part(group)(0)
