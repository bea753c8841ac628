"""Dates and times by value. What is protected of them is in test_protect; here: the doubtful ones, and agreement."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.corpora import realise
from dragoman.corpora.dates import Moment, agree, moments, parse

VALUES = (
    "2024-07-25", "--07-25", "2024-07", "--07", "2025", "1990/2000", "2024-09-05/2024-09-08", "--09-05/--09-08",
    "2024-09-05,2024-09-06", "--09-05,--09-06", "T09:30", "T00:00", "1990s", "90s", "00s",
)  # fmt: skip
PIECES = "1 5 2024 July May to - 月 日 年 至 час с по июля"
days = st.dates(date(1900, 1, 1), date(2099, 12, 31))
tags = st.sampled_from(["en", "ru", "zh"])


@pytest.mark.parametrize("value", VALUES)
def test_values_are_read_back(value: str) -> None:
    moment = parse(value)
    assert moment is not None
    assert moment.value == value


@pytest.mark.parametrize("value", ["", "x", "25", "2024-7-25", "T9:30", "20240725", "2024-07-25T09:30", "USD 5"])
def test_what_is_no_date(value: str) -> None:
    assert parse(value) is None


@given(days, tags)
def test_a_date_written_in_a_language_is_read_as_itself(day: date, tag: str) -> None:
    moment = Moment(0, 0, day.year, day.month, day.day)
    for form in realise.date(moment, tag):
        (read,) = moments(form.text, tag)
        assert (read.start, read.end, read.value) == (0, len(form.text), day.isoformat())
        assert read.sure
        assert read.year_span is not None
        assert form.text[slice(*read.year_span)] == str(day.year)


@given(st.integers(0, 23), st.integers(0, 59), tags)
def test_a_time_written_in_a_language_is_read_as_itself(hour: int, minute: int, tag: str) -> None:
    for form in realise.date(Moment(0, 0, hour=hour, minute=minute), tag):
        (read,) = moments(form.text, tag)
        assert (read.start, read.end, read.value) == (0, len(form.text), f"T{hour:02}:{minute:02}")


@pytest.mark.parametrize(
    ("tag", "text", "expected"),
    [
        ("en", "it may march on", []),
        ("en", "Marching in Mayfair", []),
        ("en", "in July 32", ["--07 sure"]),
        ("en", "2024-13-01", []),
        ("en", "1.5.2024", []),
        ("en", "at 25:00", []),
        ("en", "the year 2024", []),
        ("en", "July 25 percent", ["--07-25 sure"]),
        ("en", "Sept 8 to 5", ["--09-08 sure"]),
        ("en", "On July 25th and 3 days later", ["--07-25 sure"]),
        ("en", "8 to 5 Sept", ["--09-05 sure"]),
        ("en", "2000-1990", []),
        ("ru", "в 9 часов", ["T09:00"]),
        ("ru", "с 9 до 13 часов", ["T09:00", "T13:00"]),
        ("ru", "в 9.30", ["T09:30"]),
        ("ru", "25-го", ["---25"]),
        ("ru", "32.07.2024", []),
        ("ru", "майский марш", []),
        ("ru", "в 1990-м году", ["1990 sure"]),
        ("ru", "к 1990-м годам", ["1990s sure"]),
        ("zh", "5日", ["---05"]),
        ("zh", "5号线", []),
        ("zh", "9月8日至5日", ["--09-08 sure", "---05"]),
        ("zh", "3点", ["T03:00"]),
        ("zh", "13月5日", []),
        ("zh", "1至10月", ["--01", "--10 sure"]),
        ("zh", "1月10日至3月31日", ["--01-10 sure", "--03-31 sure"]),
        ("zh", "21世纪00年代", ["2000s sure"]),
        ("zh", "上世纪八十年代", ["1980s sure"]),
        ("zh", "中午12时", ["T12:00 sure"]),
        ("zh", "晚上8点半", ["T20:00 sure"]),
    ],
)
def test_readings(tag: str, text: str, expected: list[str]) -> None:
    got = [moment.value + " sure" * moment.sure for moment in moments(text, tag)]
    assert got == expected


def moment(value: str) -> Moment:
    parsed = parse(value)
    assert parsed is not None
    return parsed


@pytest.mark.parametrize(
    ("wanted", "have", "agrees"),
    [
        ("2024-07-25", ["2024-07-25"], True),
        ("2024-07-25", ["2024-07-26"], False),
        ("2024-07-25", ["2023-07-25"], False),
        ("2024-07-25", ["--07-25"], False),
        ("2024-07-25", ["--07-25", "2024"], True),
        ("2024-07-25", ["--07-25", "2023"], False),
        ("--07-25", ["2024-07-25"], True),
        ("--07-25", ["--07-20/--07-25"], True),
        ("--07-25", ["--07"], False),
        ("--09-05/--09-08", ["--09-05/--09-08"], True),
        ("--09-05/--09-08", ["--09-05/--09-09"], False),
        ("--09-05/--09-08", ["--09-05"], False),
        ("--07", ["2024-07-25"], True),
        ("--07", ["2024"], False),
        ("2025", ["2025-01-02"], True),
        ("2025", ["2024/2025"], True),
        ("2025", ["2024"], False),
        ("1990/2000", ["1990/2000"], True),
        ("1990/2000", ["1990"], False),
        ("1990s", ["90s"], True),
        ("1990s", ["1980s"], False),
        ("1990s", ["1890s"], False),
        ("T17:00", ["T17:00"], True),
        ("T17:00", ["T17:30"], False),
        ("T17:00", ["2024-07-25"], False),
    ],
)
def test_agreement(wanted: str, have: list[str], agrees: bool) -> None:
    assert bool(agree(moment(wanted), [moment(value) for value in have])) is agrees


def test_an_hour_without_its_half_of_the_day() -> None:
    (vague,) = moments("в 5 часов", "ru")
    (evening,) = moments("в 5 часов вечера", "ru")
    assert agree(moment("T17:00"), [vague]) == [vague]
    assert agree(moment("T17:00"), [evening]) == [evening]
    assert agree(moment("T05:00"), [evening]) == []


@given(
    st.text(max_size=40) | st.lists(st.sampled_from([*PIECES.split(), " "])).map("".join),
    tags,
)
def test_moments_stand_in_order(text: str, tag: str) -> None:
    done = 0
    for item in moments(text, tag):
        assert done <= item.start < item.end <= len(text)
        done = item.end
