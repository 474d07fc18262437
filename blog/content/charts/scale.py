"""The axis of values: round ticks, and where a value is between its ends."""

import math
from dataclasses import dataclass

WANTED_TICKS = 5


@dataclass(frozen=True)
class Scale:
    """An axis from `low` to `high`, both ticks, with `decimals` for the labels of ticks."""

    low: float
    high: float
    step: float
    decimals: int

    @property
    def ticks(self) -> list[float]:
        count = round((self.high - self.low) / self.step)
        return [round(self.low + index * self.step, self.decimals) for index in range(count + 1)]

    def locate(self, value: float) -> float:
        """Return 0 for `low` to 1 for `high`."""
        return (value - self.low) / (self.high - self.low)


def build_scale(low: float, high: float, *, has_zero: bool) -> Scale:
    """Build the axis of values from `low` to `high`.

    `has_zero` extends it to zero, without which the lengths of bars would lie. Lines do with less:
    theirs begins at zero unless all values are far from it.
    """
    if has_zero or (low > 0 and low < high / 2) or (high < 0 and high > low / 2):
        low, high = min(low, 0), max(high, 0)
    if low == high:  # One value, or equal ones.
        padding = abs(high) / 2 or 1
        low, high = low - padding * (low != 0), high + padding
    step = _round_step((high - low) / WANTED_TICKS)
    decimals = max(0, -math.floor(math.log10(step) + 1e-9))
    low, high = math.floor(low / step + 1e-9) * step, math.ceil(high / step - 1e-9) * step
    return Scale(round(low, decimals), round(high, decimals), step, decimals)


def _round_step(step: float) -> float:
    """Return the next 1, 2 or 5 times a power of ten."""
    power = 10.0 ** math.floor(math.log10(step))
    return next(
        (power * factor for factor in (1, 2, 5) if power * factor >= step * 0.999), power * 10
    )
