"""Counting facts place by place."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np


@dataclass(frozen=True)
class Grid:
    """Owners by regions by kinds, each with one more for none.

    Attributes:
        shape: how many there are of each.
        asked: which choices (see `margins`) are of interest; the others are dropped once they are counted.
    """

    shape: tuple[int, ...]
    asked: np.ndarray

    def count(self, places: np.ndarray, weights: np.ndarray | None = None) -> np.ndarray:
        """Facts, or the sum of their weights, place by place."""
        return np.bincount(places, weights, self.asked.size).astype("float64").reshape(self.shape)

    def choices(self, counts: np.ndarray) -> np.ndarray:
        """From places to the choices that are asked for."""
        return np.asarray(margins(counts)[..., self.asked])

    def medians(self, places: np.ndarray, values: np.ndarray) -> np.ndarray:
        """The median of `values` of every choice that is asked for, NaN where there are none."""
        found = np.unravel_index(places, self.shape)
        choices = []
        for chosen in product((False, True), repeat=len(self.shape)):
            known = np.full(len(places), True)
            for at, size, by in zip(found, self.shape, chosen, strict=True):
                known &= (at < size - 1) | (not by)
            steps = tuple((at + 1) * by for at, by in zip(found, chosen, strict=True))
            choices.append(np.where(known, np.ravel_multi_index(steps, self.shape, mode="clip"), -1))
        choice, value = np.concatenate(choices), np.tile(values, len(choices))
        choice, value = choice[choice >= 0], value[choice >= 0]
        order = np.lexsort([value, choice])
        choice, value = choice[order], value[order]
        n = np.bincount(choice, minlength=self.asked.size)
        first = np.cumsum(n) - n
        out = np.full(self.asked.size, np.nan)
        some = n > 0
        low, high = first[some] + (n[some] - 1) // 2, first[some] + n[some] // 2
        out[some] = (value[low] + value[high]) / 2
        return np.asarray(out.reshape(self.shape)[self.asked])


def margins(counts: np.ndarray) -> np.ndarray:
    """From places to choices: along each of the last three axes 0 is "all" and n what was n − 1; "none" is in "all"."""
    for axis in (-3, -2, -1):
        known = np.take(counts, range(counts.shape[axis] - 1), axis)
        counts = np.concatenate([counts.sum(axis, keepdims=True), known], axis)
    return counts
