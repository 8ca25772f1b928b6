import zoneinfo
from datetime import datetime, timedelta
from importlib.resources import files
from pathlib import Path

import pytest

from evsrv.calendar.zones import UnknownZone, zone


def test_zone_knows_daylight_saving_time() -> None:
    berlin = zone("Europe/Berlin")
    assert datetime(2026, 3, 2, tzinfo=berlin).utcoffset() == timedelta(hours=1)
    assert datetime(2026, 7, 2, tzinfo=berlin).utcoffset() == timedelta(hours=2)
    assert zone("UTC").utcoffset(None) == timedelta(0)


def test_zone_is_never_the_systems(tmp_path: Path) -> None:
    (tmp_path / "Asia").mkdir()
    other = files("tzdata").joinpath("zoneinfo", "Europe", "Berlin").read_bytes()
    (tmp_path / "Asia" / "Tokyo").write_bytes(other)
    zone.cache_clear()
    zoneinfo.reset_tzpath(to=[tmp_path])
    try:
        tokyo = zone("Asia/Tokyo")
    finally:
        zoneinfo.reset_tzpath()
    assert datetime(2026, 3, 2, tzinfo=tokyo).utcoffset() == timedelta(hours=9)


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("Europe/Berln", "did you mean 'Europe/Berlin'?"),
        ("europe/berlin", "did you mean 'Europe/Berlin'?"),
        ("../zones", "unknown time zone '../zones'"),
        ("", "unknown time zone ''"),
    ],
)
def test_unknown_zone_is_refused_with_the_nearest(name: str, hint: str) -> None:
    with pytest.raises(UnknownZone) as refused:
        zone(name)
    assert hint in str(refused.value)
