"""Where something is, and how far: great circles on a sphere, and the boxes in which an index looks first.

A place is kept as a point of the unit sphere as well: the product of two such points orders by distance exactly, with
nothing but multiplication, at the poles and across the 180th meridian too.
"""

from __future__ import annotations

from math import acos, asin, cos, degrees, pi, radians, sin
from typing import NamedTuple

EARTH_KM = 6371.0088
"""The mean radius of the earth (IUGG): distances are within 0.6 % of those on the ellipsoid."""
_ALMOST_POLE = 90.0


class Point(NamedTuple):
    """A point of the unit sphere."""

    x: float
    y: float
    z: float


class Box(NamedTuple):
    """Latitudes and longitudes in degrees, each from the lesser to the greater."""

    south: float
    north: float
    west: float
    east: float


def point(latitude: float, longitude: float) -> Point:
    """Return the point of a place, given in degrees."""
    phi, lam = radians(latitude), radians(longitude)
    return Point(cos(phi) * cos(lam), cos(phi) * sin(lam), sin(phi))


def closeness(km: float) -> float:
    """The product of two points that are so far apart: greater is nearer."""
    return cos(min(km / EARTH_KM, pi))


def kilometres(product: float) -> float:
    """How far apart two points are whose product this is."""
    return acos(max(-1.0, min(1.0, product))) * EARTH_KM


def boxes(latitude: float, longitude: float, km: float) -> tuple[Box, ...]:
    """One box around a circle, two where it crosses the 180th meridian, all longitudes where it holds a pole."""
    angle = km / EARTH_KM
    south, north = latitude - degrees(angle), latitude + degrees(angle)
    if south <= -_ALMOST_POLE or north >= _ALMOST_POLE:
        return (Box(max(south, -90.0), min(north, 90.0), -180.0, 180.0),)
    # The circle is widest where a meridian touches it, which is nearer to the pole than its centre.
    wide = degrees(asin(min(1.0, sin(angle) / cos(radians(latitude)))))
    west, east = longitude - wide, longitude + wide
    if west < -180.0:  # noqa: PLR2004 - the antimeridian
        return Box(south, north, -180.0, east), Box(south, north, west + 360.0, 180.0)
    if east > 180.0:  # noqa: PLR2004
        return Box(south, north, west, 180.0), Box(south, north, -180.0, east - 360.0)
    return (Box(south, north, west, east),)
