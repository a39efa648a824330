"""Boxes and transforms: algebra that must hold for every box and every turn."""

from __future__ import annotations

from math import cos, radians, sin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.geometry import IDENTITY, Affine, Box, union

places = st.floats(-5000, 5000)
sizes = st.floats(1, 3000)
boxes = st.builds(lambda x, y, w, h: Box(x, y, x + w, y + h), places, places, sizes, sizes)
turns = st.builds(
    lambda degrees, zoom, x, y: Affine(
        zoom * cos(radians(degrees)),
        -zoom * sin(radians(degrees)),
        x,
        zoom * sin(radians(degrees)),
        zoom * cos(radians(degrees)),
        y,
    ),
    st.floats(-180, 180),
    st.floats(0.2, 5),
    places,
    places,
)


@given(turns, places, places)
def test_a_transform_and_its_inverse_undo_each_other(turn: Affine, x: float, y: float) -> None:
    back = turn.inverse().point(*turn.point(x, y))
    assert back == pytest.approx((x, y), abs=1e-4)


@given(turns, turns, places, places)
def test_after_applies_the_first_transform_first(one: Affine, two: Affine, x: float, y: float) -> None:
    assert two.after(one).point(x, y) == pytest.approx(two.point(*one.point(x, y)), abs=1e-3)


@given(turns, boxes)
def test_a_transformed_box_holds_every_transformed_corner(turn: Affine, box: Box) -> None:
    around = turn.box(box).grown(1e-3, 1e-3)
    corners = [(x, y) for x in (box.left, box.right) for y in (box.top, box.bottom)]
    assert all(around.contains(*turn.point(x, y)) for x, y in corners)


@given(boxes, boxes)
def test_intersection_lies_in_both_and_union_holds_both(one: Box, two: Box) -> None:
    common, whole = one.intersection(two), union((one, two))
    assert whole.area >= max(one.area, two.area) * (1 - 1e-9)
    if common is not None:
        assert union((common, one)) == one
        assert union((common, two)) == two


@given(boxes, st.floats(1, 3000), st.floats(1, 3000))
def test_clipping_keeps_a_box_inside_and_never_turns_it_over(box: Box, width: float, height: float) -> None:
    clipped = box.clipped(width, height)
    assert 0 <= clipped.left <= clipped.right <= width
    assert 0 <= clipped.top <= clipped.bottom <= height


def test_a_flat_transform_has_no_inverse() -> None:
    with pytest.raises(ValueError, match="inverse"):
        Affine(1, 2, 0, 2, 4, 0).inverse()


def test_identity_leaves_a_box_alone() -> None:
    assert IDENTITY.box(Box(1, 2, 3, 4)) == Box(1, 2, 3, 4)


def test_vertical_overlap_is_a_share_of_the_lower_box() -> None:
    assert Box(0, 0, 1, 10).vertical_overlap(Box(5, 5, 6, 9)) == 1
    assert Box(0, 0, 1, 10).vertical_overlap(Box(5, 8, 6, 12)) == 0.5
    assert Box(0, 0, 1, 10).vertical_overlap(Box(5, 10, 6, 12)) == 0
