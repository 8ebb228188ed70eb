"""Draws a murmuration: exactly `count` short strokes along a few curves, the same for the same seed.

Every drawn bird is counted (mockups, "Identity"), so a stroke that falls outside the drawing is drawn again.
"""

import math
import random
from functools import lru_cache

Point = tuple[float, float]
Strand = tuple[float, tuple[Point, Point, Point, Point], float]  # share of the birds, Bézier curve, spread

BAND: tuple[Strand, ...] = (
    (0.46, ((0.10, 0.80), (0.22, 0.10), (0.50, 0.22), (0.63, 0.50)), 0.105),
    (0.34, ((0.60, 0.47), (0.74, 0.80), (0.90, 0.62), (0.955, 0.22)), 0.085),
    (0.12, ((0.16, 0.66), (0.36, 0.60), (0.52, 0.66), (0.66, 0.52)), 0.07),
    (0.08, ((0.02, 0.88), (0.3, 0.7), (0.7, 0.9), (0.98, 0.12)), 0.20),
)
SKY: tuple[Strand, ...] = (  # leaves room for the words at the start of the landing page
    (0.44, ((0.485, 0.80), (0.545, 0.06), (0.73, 0.02), (0.80, 0.46)), 0.12),
    (0.28, ((0.785, 0.42), (0.82, 0.76), (0.935, 0.72), (0.985, 0.14)), 0.085),
    (0.16, ((0.10, 0.95), (0.26, 0.80), (0.40, 0.95), (0.52, 0.66)), 0.06),
    (0.12, ((0.08, 0.97), (0.45, 0.85), (0.75, 0.8), (0.98, 0.1)), 0.16),
)
SHAPES = {"band": BAND, "sky": SKY}
DEPTHS = ((1.1, 0.5), (1.7, 0.75), (2.4, 0.95))  # stroke width and opacity, from far to near
DEPTH_WEIGHTS = (4, 4, 2)
NEAR = 1.5  # from this size on one sees two wings
BEND = 0.38  # radians that each wing is lifted
TRIES = 40  # a stroke that still falls outside after so many goes onto its curve


def _along(curve: tuple[Point, ...], t: float) -> tuple[float, float, float]:
    """The point at `t` of a cubic Bézier curve, and the direction there in radians."""
    a, b, c, d = curve
    u = 1 - t
    weights = (u**3, 3 * u * u * t, 3 * u * t * t, t**3)
    x, y = (sum(w * p[i] for w, p in zip(weights, curve, strict=True)) for i in (0, 1))
    dx, dy = (3 * u * u * (b[i] - a[i]) + 6 * u * t * (c[i] - b[i]) + 3 * t * t * (d[i] - c[i]) for i in (0, 1))
    return x, y, math.atan2(dy, dx)


def _place(dice: random.Random, strand: Strand) -> tuple[float, float, float]:
    """Where one bird flies (0 to 1) and which way it looks."""
    _share, curve, spread = strand
    for _ in range(TRIES):
        t = dice.betavariate(1.5, 1.5)
        x, y, angle = _along(curve, t)
        off = spread * (0.35 + math.sin(math.pi * t) * 0.85) * dice.gauss(0, 0.5)
        px = x - math.sin(angle) * off * 0.62 + dice.gauss(0, 0.006)
        py = y + math.cos(angle) * off * 1.15 + dice.gauss(0, 0.012)
        if 0.01 < px < 0.99 and 0.03 < py < 0.97:
            return px, py, angle
    return x, y, angle


@lru_cache(maxsize=64)
def paths(count: int, seed: int, width: int, height: int, shape: str, size: float) -> tuple[str, str, str]:
    """The `d` attributes of the three depths; together they hold exactly `count` moves ("M")."""
    dice = random.Random(seed)  # noqa: S311  # a drawing, not a secret
    strands = SHAPES[shape]
    shares = [strand[0] for strand in strands]
    layers: list[list[str]] = [[], [], []]
    for _ in range(count):
        x, y, angle = _place(dice, dice.choices(strands, shares)[0])
        angle = math.atan2(math.sin(angle) * height, math.cos(angle) * width) + dice.gauss(0, 0.32)
        length = dice.uniform(2.4, 5.4) * size
        wings = (angle,) if size < NEAR else (angle - BEND, angle + BEND)
        strokes = "".join(f"l{math.cos(wing) * length:.1f} {math.sin(wing) * length:.1f}" for wing in wings)
        stroke = f"M{x * width:.0f} {y * height:.0f}{strokes}"
        layers[dice.choices((0, 1, 2), DEPTH_WEIGHTS)[0]].append(stroke)
    far, middle, near = ("".join(layer) for layer in layers)
    return far, middle, near
