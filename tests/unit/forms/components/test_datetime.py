"""datetime: dates, times and both, kept in one way however they were typed."""

from datetime import date

import pytest

from forms import render
from forms.errors import TodayNeeded


@pytest.fixture
def moment(form_of):
    def make(**more):
        labels = {"dateLabel": "日期"} if more.get("subtype") != "time" else {"timeLabel": "时间"}
        return form_of({"type": "datetime", "id": "X", "key": "x", **labels, **more})

    return make


@pytest.fixture
def put(moment):
    from forms import validate

    return lambda text, today=None, **more: validate(moment(**more), {"x": [text]}, today=today)


@pytest.mark.parametrize("typed", ["2026-03-02", "2026-3-2", "2026/3/2", "2026年3月2日", " ２０２６-03-02 "])
def test_a_day_is_kept_one_way(put, typed):
    assert put(typed).values == {"x": "2026-03-02"}


@pytest.mark.parametrize(
    "typed", ["2026-02-30", "昨天", "20260302", "2026-W01-1", "26-3-2", "2026-03-02 09:00", "2026-03", "0999-01-01"]
)
def test_what_is_no_day_is_said(put, typed):
    (error,) = put(typed).errors
    assert error.message == f"‘日期’应为日期（如 2026-03-02），现为‘{typed}’，请更正。"


@pytest.mark.parametrize(
    ("typed", "kept"), [("9:30", "09:30"), ("09:30:00", "09:30"), ("9时30分", "09:30"), ("23:59", "23:59")]
)
def test_a_time_is_kept_to_the_minute(put, typed, kept):
    assert put(typed, subtype="time").values == {"x": kept}


@pytest.mark.parametrize("typed", ["24:00", "9", "09:30:15", "9:61", "09:30:00:00"])
def test_what_is_no_time_is_refused(put, typed):
    assert len(put(typed, subtype="time").errors) == 1


def test_a_moment_with_the_offset_of_china(put):
    written = {"subtype": "datetime", "timeSerializingFormat": "utc_offset"}
    assert put("2026-03-02T09:30", **written).values == {"x": "2026-03-02T09:30+08:00"}
    assert put("2026-03-02T09:30+08:00", **written).values == {"x": "2026-03-02T09:30+08:00"}
    assert put("2026-03-02 09:30", subtype="datetime").values == {"x": "2026-03-02T09:30"}


def test_minutes_keep_the_interval(put):
    assert put("09:45", subtype="time", timeInterval=15).errors == ()
    assert (
        put("09:50", subtype="time", timeInterval=15).errors[0].message
        == "‘时间’应为 15 分钟的整数倍，现为‘09:50’，请更正。"
    )


def test_past_days_are_refused_against_the_day_of_the_centre(put):
    assert put("2026-03-02", date(2026, 3, 2), disallowPassedDates=True).errors == ()
    (error,) = put("2026-03-01", date(2026, 3, 2), disallowPassedDates=True).errors
    assert error.message == "‘日期’应为 2026-03-02 或以后的日期，现为‘2026-03-01’，请更正。"
    with pytest.raises(TodayNeeded):
        put("2026-03-01", disallowPassedDates=True)


def test_reads_with_its_weekday(moment):
    assert "2026-03-02（周一）" in render(moment(), {"x": "2026-03-02"}, mode="read")
    assert "2026-03-02（周一） 09:30" in render(moment(subtype="datetime"), {"x": "2026-03-02T09:30"}, mode="read")


def test_the_control_is_the_browsers_own(moment):
    assert 'type="datetime-local"' in render(moment(subtype="datetime"), {"x": "2026-03-02T09:30"})
    assert 'value="2026-03-02"' in render(moment(), {"x": "2026-03-02"})


def test_a_format_that_would_move_the_day_is_refused(codes):
    field = {"type": "datetime", "id": "X", "key": "x", "dateLabel": "日期", "subtype": "datetime"}
    assert codes({**field, "timeSerializingFormat": "utc_normalized"}) == ["form-value"]
    assert codes({**field, "timeInterval": 7}) == ["form-value"]
