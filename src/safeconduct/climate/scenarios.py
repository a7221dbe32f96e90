"""Other climates and other years: events that are stronger or come more often, and more people in their way."""

from __future__ import annotations

from dataclasses import replace

import msgspec
import numpy as np

from safeconduct.climate.exposure import Exposure
from safeconduct.climate.hazard import Hazard
from safeconduct.climate.origin import Origin


class Scenario(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Factors on today. Intensity and frequency change apart, since climate changes them apart."""

    name: str
    year: int
    """The year that the scenario is of."""
    source: str
    intensity: float = 1.0
    frequency: float = 1.0
    people: float = 1.0

    def __post_init__(self) -> None:
        if min(self.intensity, self.frequency, self.people) < 0:
            message = f"The scenario {self.name} has a negative factor."
            raise ValueError(message)


def hazard_under(hazard: Hazard, scenario: Scenario) -> Hazard:
    """Return the event set under a scenario; its origin says that it was changed.

    Events that would come more often than an event set can hold are refused, not cut.
    """
    often = hazard.frequency * scenario.frequency
    strong = hazard.intensity * scenario.intensity
    if scenario.intensity == 0:
        hazard = hazard.kept(np.zeros(len(hazard.intensity), dtype=np.bool_))
        strong = hazard.intensity
    return replace(hazard, frequency=often, intensity=strong, origin=_under(hazard.origin, scenario))


def exposure_under(exposure: Exposure, scenario: Scenario) -> Exposure:
    """Return the people under a scenario."""
    return replace(exposure, people=exposure.people * scenario.people, origin=_under(exposure.origin, scenario))


def _under(origin: Origin, scenario: Scenario) -> Origin:
    source = f"{origin.source} ({origin.year}) under {scenario.name}: {scenario.source}"
    return Origin(source, scenario.year, origin.synthetic)
