"""Dates and times in each context: languages, time zones and the ends of days."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.template import Context, Template
from django.utils import timezone, translation
from django.utils.formats import date_format

from blog.common.formatting import dates

MORNING = datetime(2026, 11, 27, 7, 16, 9, 123456, tzinfo=UTC)
AFTERNOON = datetime(2026, 3, 1, 16, 5, tzinfo=UTC)

# Language: public date, heading of a day, date and time in the morning and in the afternoon.
ROWS = {
    "en": (
        "November 27, 2026",
        "Friday, November 27, 2026",
        "November 27, 2026, 7:16 a.m.",
        "March 1, 2026, 4:05 p.m.",
    ),
    "en-gb": (
        "27 November 2026",
        "Friday 27 November 2026",
        "27 November 2026, 07:16",
        "1 March 2026, 16:05",
    ),
    "en-au": (
        "27 November 2026",
        "Friday 27 November 2026",
        "27 November 2026, 7:16 a.m.",
        "1 March 2026, 4:05 p.m.",
    ),
    "de": (
        "27. November 2026",
        "Freitag, 27. November 2026",
        "27. November 2026, 07:16",
        "1. März 2026, 16:05",
    ),
    "fr": (
        "27 novembre 2026",
        "vendredi 27 novembre 2026",
        "27 novembre 2026 à 07:16",
        "1 mars 2026 à 16:05",
    ),
    "es": (
        "27 de noviembre de 2026",
        "viernes, 27 de noviembre de 2026",
        "27 de noviembre de 2026, 07:16",
        "1 de marzo de 2026, 16:05",
    ),
    "ru": (
        "27 ноября 2026 г.",
        "Пятница, 27 ноября 2026 г.",
        "27 ноября 2026 г., 7:16",
        "1 марта 2026 г., 16:05",
    ),
    "ar": (
        "27 نوفمبر 2026",
        "الجمعة 27 نوفمبر 2026",
        "27 نوفمبر 2026، 7:16 ص",
        "1 مارس 2026، 4:05 م",
    ),
}


@pytest.mark.parametrize("language", ROWS)
def test_date_in_each_language_is_written_out(language):
    day, header, morning, afternoon = ROWS[language]
    with translation.override(language):
        assert dates.full_date(MORNING) == day
        assert dates.date_header(MORNING) == header
        assert dates.full_datetime(MORNING) == morning
        assert dates.full_datetime(AFTERNOON) == afternoon
        assert morning.endswith(dates.time_of_day(MORNING))
        assert dates.zoned_datetime(MORNING) == f"{morning} (UTC)"


@pytest.mark.parametrize("language", ROWS)
def test_columns_of_the_admin_have_the_same_formats(language):
    with translation.override(language):
        assert date_format(MORNING, "DATE_FORMAT") == dates.full_date(MORNING)
        assert date_format(MORNING, "DATETIME_FORMAT") == dates.full_datetime(MORNING)


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("ja", "2026年11月27日7:16"),
        ("he", "27 בנובמבר 2026 07:16"),
    ],
)
def test_datetime_in_other_languages_has_their_own_date(language, expected):
    with translation.override(language):
        assert dates.full_datetime(MORNING) == expected


@pytest.mark.parametrize(
    ("zone", "day", "moment", "zoned", "machine"),
    [
        (
            "America/Toronto",
            "March 7, 2026",
            "March 7, 2026, 11:30 p.m.",
            "March 7, 2026, 11:30 p.m. (EST)",
            "2026-03-07T23:30:00-05:00",
        ),
        (
            "Asia/Tokyo",
            "March 8, 2026",
            "March 8, 2026, 1:30 p.m.",
            "March 8, 2026, 1:30 p.m. (JST)",
            "2026-03-08T13:30:00+09:00",
        ),
        (
            "America/Sao_Paulo",
            "March 8, 2026",
            "March 8, 2026, 1:30 a.m.",
            "March 8, 2026, 1:30 a.m. (UTC-03)",
            "2026-03-08T01:30:00-03:00",
        ),
    ],
)
def test_datetime_is_in_the_active_time_zone(zone, day, moment, zoned, machine):
    when = datetime(2026, 3, 8, 4, 30, tzinfo=UTC)
    with translation.override("en"), timezone.override(ZoneInfo(zone)):
        assert dates.full_date(when) == day
        assert dates.date_header(when).endswith(day)
        assert dates.full_datetime(when) == moment
        assert dates.zoned_datetime(when) == zoned
        template = Template("{% load dates %}{{ when|iso_datetime }}")
        assert template.render(Context({"when": when})) == machine


@pytest.mark.parametrize(
    ("hour", "minute", "expected"),
    [(0, 0, "12:00 a.m."), (9, 0, "9:00 a.m."), (12, 0, "12:00 p.m."), (23, 59, "11:59 p.m.")],
)
def test_time_in_english_has_hours_and_minutes(hour, minute, expected):
    when = datetime(2026, 3, 8, hour, minute, 59, tzinfo=UTC)
    with translation.override("en"):
        assert dates.time_of_day(when) == expected
        assert dates.full_datetime(when) == f"March 8, 2026, {expected}"


@pytest.mark.parametrize(
    ("age", "expected"),
    [
        (timedelta(0), "just now"),
        (timedelta(seconds=59), "just now"),
        (timedelta(minutes=1), "a minute ago"),
        (timedelta(minutes=59, seconds=59), "59 minutes ago"),
        (timedelta(hours=1), "an hour ago"),
        (timedelta(hours=23, minutes=59), "23 hours ago"),
        (timedelta(days=1), "November 26, 2026"),
        (timedelta(days=400), "October 23, 2025"),
        (timedelta(seconds=-59), "just now"),
        (timedelta(hours=-5), "5 hours from now"),
        (timedelta(days=-1), "November 28, 2026"),
    ],
)
def test_list_date_is_relative_within_a_day_only(age, expected, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: MORNING)
    monkeypatch.setattr("django.contrib.humanize.templatetags.humanize.datetime", Clock)
    with translation.override("en"):
        assert dates.list_date(MORNING - age).replace("\xa0", " ") == expected


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en-gb", "5 minutes ago"),
        ("de", "vor 5 Minuten"),
        ("fr", "il y a 5 minutes"),
        ("es", "hace 5 minutos"),
        ("ru", "5 минут назад"),
        ("ar", "منذ 5 دقيقة"),
    ],
)
def test_list_date_in_each_language_is_relative(language, expected):
    with translation.override(language):
        shown = dates.list_date(timezone.now() - timedelta(minutes=5, seconds=5))
    assert shown.replace("\xa0", " ") == expected


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "Friday, November 27"),
        ("de", "Freitag, 27. November"),
        ("fr", "vendredi 27 novembre"),
    ],
)
def test_day_header_is_without_the_year(language, expected):
    with translation.override(language):
        assert dates.day_header(date(2026, 11, 27)) == expected


@pytest.mark.parametrize(
    "format",
    [
        *(dates.full_date, dates.full_datetime, dates.zoned_datetime, dates.list_date),
        *(dates.time_of_day, dates.date_header, dates.datetime_header, dates.iso_datetime),
    ],
)
def test_format_without_a_date_is_empty(format):
    assert format(None) == ""


class Clock(datetime):
    """The clock of Django's relative times, stopped."""

    @classmethod
    def now(cls, tz=None):
        return MORNING


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Published at 4:00 p.m..", "Published at 4:00 p.m."),
        ("Saved at 4:25 a.m.. Check it.", "Saved at 4:25 a.m. Check it."),
        ("Saved at 16:25. Check it.", "Saved at 16:25. Check it."),
        ("And so on...", "And so on..."),
    ],
)
def test_trim_double_stop_with_time_leaves_one_stop(sentence, expected):
    assert dates.trim_double_stop(sentence) == expected


@pytest.mark.parametrize("language", ROWS)
@pytest.mark.parametrize("zone", ["UTC", "Pacific/Auckland", "America/New_York"])
def test_datetime_formatter_any_language_and_zone_formats_like_filters(language, zone):
    with translation.override(language), timezone.override(ZoneInfo(zone)):
        format_both = dates.datetime_formatter()
        for when in (MORNING, AFTERNOON, AFTERNOON.astimezone(ZoneInfo("Asia/Kolkata"))):
            assert format_both(when) == (dates.iso_datetime(when), dates.full_datetime(when))


@pytest.mark.parametrize(
    ("language", "seconds"),
    [("en", "4:05:07 p.m."), ("de", "16:05:07"), ("fi", "16.05.07"), ("ko", "오후 4:05:07")],
)
def test_times_of_one_minute_are_told_apart_by_seconds(language, seconds):
    first, second = (datetime(2024, 1, 2, 16, 5, number, tzinfo=UTC) for number in (7, 9))
    other = datetime(2024, 1, 2, 16, 6, 7, tzinfo=UTC)
    with translation.override(language), timezone.override(UTC):
        shown = dates.distinct_datetimes([first, other, second])
        assert shown[0].endswith(seconds)
        assert shown[1] == dates.full_datetime(other)
        assert shown[0] != shown[2]
