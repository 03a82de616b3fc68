"""The plot of places: everything is in the frame, and no name covers another or a circle."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from network.scorecards.rules.plot import Mark, NamePlace, Place, frame_around, graticule, name_places, radius

places = st.builds(Place, st.floats(-80, 80), st.floats(-179, 179))


@given(st.lists(places, min_size=1, max_size=20))
def test_every_place_is_within_the_frame(found: list[Place]) -> None:
    frame = frame_around(found, 1000, 640)
    assert 0 < frame.height <= 640.001
    for place in found:
        x, y = frame.point(place)
        assert 0 < x < 1000
        assert 0 < y < frame.height


def test_north_is_up_and_east_is_right() -> None:
    frame = frame_around([Place(20, 90), Place(45, 130)], 1000, 640)
    (west, low), (east, high) = frame.point(Place(20, 90)), frame.point(Place(45, 130))
    assert west < east
    assert high < low


@pytest.mark.parametrize(
    ("low", "high", "lines"),
    [
        (18.0, 47.2, [20, 25, 30, 35, 40, 45]),
        (31.17, 31.3, [31.18, 31.2, 31.22, 31.24, 31.26, 31.28, 31.3]),
        (-3.0, 3.0, [-3, -2, -1, 0, 1, 2, 3]),
    ],
)
def test_the_graticule_is_at_round_degrees(low: float, high: float, lines: list[float]) -> None:
    assert graticule(low, high) == lines


def test_twice_the_sites_make_no_circle_twice_as_wide() -> None:
    assert radius(1) < radius(2) < radius(1) * 2


marks = st.builds(Mark, st.floats(20, 980), st.floats(20, 600), st.floats(5, 20), st.floats(20, 120))


@given(st.lists(marks, max_size=25))
def test_no_name_covers_another_or_a_circle(found: list[Mark]) -> None:
    frame = frame_around([Place(20, 90), Place(45, 130)], 1000, 640)
    names = name_places(found, frame)
    boxes = [_box(name, mark) for name, mark in zip(names, found, strict=True) if name]
    circles = [(m.x - m.radius, m.y - m.radius, m.x + m.radius, m.y + m.radius) for m in found]
    for number, box in enumerate(boxes):
        assert not any(_meet(box, other) for other in [*boxes[number + 1 :], *circles])


def test_a_name_without_room_is_left_out() -> None:
    frame = frame_around([Place(20, 90), Place(45, 130)], 1000, 640)
    crowd = [Mark(500 + 10 * (n % 5), 300 + 10 * (n // 5), 8, 90) for n in range(25)]
    names = name_places(crowd, frame)
    assert names[12] is None
    assert names[0] == NamePlace(489.0, 303.5, "end")


def _box(name: NamePlace, mark: Mark) -> tuple[float, float, float, float]:
    left = {"start": name.x, "middle": name.x - mark.name_width / 2, "end": name.x - mark.name_width}[name.anchor]
    return left, name.y - 10, left + mark.name_width, name.y + 3


def _meet(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    slack = 0.01
    return (
        one[0] + slack < other[2]
        and other[0] + slack < one[2]
        and one[1] + slack < other[3]
        and other[1] + slack < one[3]
    )
