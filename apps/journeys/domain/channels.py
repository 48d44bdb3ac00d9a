"""The omnichannel view: each channel through all stages, with its goal, experience and gap."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from apps.journeys.domain.analysis import channel_gap, channel_spread
from apps.journeys.domain.document import Map, Stage, Touchpoint, TouchpointChannel

UNEVEN = 2
"""levels of experience between the channels of one touchpoint above which they do not feel like one company"""


@dataclass(frozen=True, slots=True)
class Use:
    """A channel at a touchpoint."""

    touchpoint: Touchpoint
    channel: TouchpointChannel

    @property
    def gap(self) -> float | None:
        return channel_gap(self.channel)


@dataclass(frozen=True)
class Crossing:
    """One channel in one stage; without uses the channel is silent there."""

    stage: Stage
    uses: tuple[Use, ...]

    @cached_property
    def experience(self) -> float | None:
        return mean(use.channel.experience_value for use in self.uses)

    @cached_property
    def gap(self) -> float | None:
        return mean(use.gap for use in self.uses)


@dataclass(frozen=True)
class ChannelLine:
    """One channel over all stages, under the name that the author wrote first."""

    name: str
    crossings: tuple[Crossing, ...]

    @cached_property
    def uses(self) -> tuple[Use, ...]:
        return tuple(use for crossing in self.crossings for use in crossing.uses)

    @cached_property
    def touchpoints(self) -> int:
        return len({use.touchpoint.id for use in self.uses})

    @cached_property
    def stages(self) -> int:
        return sum(1 for crossing in self.crossings if crossing.uses)

    @cached_property
    def experience(self) -> float | None:
        return mean(use.channel.experience_value for use in self.uses)

    @cached_property
    def gap(self) -> float | None:
        return mean(use.gap for use in self.uses)

    @cached_property
    def visits(self) -> int | None:
        return total(use.channel.visits for use in self.uses)

    @cached_property
    def exits(self) -> int | None:
        return total(use.channel.exits for use in self.uses)

    @cached_property
    def exit_share(self) -> float | None:
        """Percent of the visits that ended here."""
        return 100 * self.exits / self.visits if self.visits and self.exits is not None else None

    @cached_property
    def spread(self) -> float | None:
        """Levels between the best and the worst experience of the channel; None below two values."""
        known = [value for use in self.uses if (value := use.channel.experience_value) is not None]
        return max(known) - min(known) if len(known) > 1 else None


def mean(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else None


def total(values: Iterable[int | None]) -> int | None:
    known = [value for value in values if value is not None]
    return sum(known) if known else None


def channel_key(name: str) -> str:
    """The same for one channel however it is typed."""
    return " ".join(name.casefold().split())


def channel_lines(document: Map) -> list[ChannelLine]:
    """All channels, the one at the most touchpoints first, then in the order of the journey."""
    names: dict[str, str] = {}
    held: dict[str, dict[str, list[Use]]] = {}
    for touchpoint in document.touchpoints_in_order():
        for channel in touchpoint.channels:
            key = channel_key(channel.channel)
            names.setdefault(key, " ".join(channel.channel.split()))
            held.setdefault(key, {}).setdefault(touchpoint.stage, []).append(Use(touchpoint, channel))
    lines = [ChannelLine(names[key], _crossings(document.stages, by_stage)) for key, by_stage in held.items()]
    return sorted(lines, key=lambda line: -line.touchpoints)


def _crossings(stages: Sequence[Stage], by_stage: dict[str, list[Use]]) -> tuple[Crossing, ...]:
    return tuple(Crossing(stage, tuple(by_stage.get(stage.id, ()))) for stage in stages)


@dataclass(frozen=True, slots=True)
class Consistency:
    """How much the channels of one touchpoint differ, in levels of experience."""

    touchpoint: Touchpoint
    spread: float

    @property
    def uneven(self) -> bool:
        return self.spread > UNEVEN


def consistencies(document: Map) -> list[Consistency]:
    """Touchpoints with at least two measured channels, the most uneven first."""
    found = [
        Consistency(touchpoint, spread)
        for touchpoint in document.touchpoints_in_order()
        if (spread := channel_spread(touchpoint)) is not None
    ]
    return sorted(found, key=lambda item: -item.spread)
