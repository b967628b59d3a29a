#!/usr/bin/env python3
"""Writes draws.txt and places.txt: placement computed with 60 decimal digits instead of fixed point.

The logarithms come from the decimal module and the choice is made step by step, so that neither arithmetic nor algorithm
is shared with the crate.  Run it only for a NEW version of placement: a changed line moves data.  Needs: pip install blake3
"""
import pathlib
from decimal import Decimal, getcontext

from blake3 import blake3

getcontext().prec = 60
HERE = pathlib.Path(__file__).parent


def minus_log2(x):
    return -((Decimal(2 * x + 1) / Decimal(2**65)).ln() / Decimal(2).ln())


def uniform(key, target):
    hasher = blake3(derive_key_context="lyceum placement v1 draw")
    hasher.update(len(key).to_bytes(8, "little") + key + target)
    return int.from_bytes(hasher.digest()[:8], "little")


def place(key, candidates, count, max_per_zone, keep):
    """candidates: (target, zone, weight).  Chooses one target at a time: emptiest zone, then earliest draw."""
    held = {zone: sum(1 for t, z, _ in candidates if z == zone and t in keep) for _, zone, _ in candidates}
    chosen = []
    while len(chosen) < count:
        free = [
            (held[zone], minus_log2(uniform(key, target)) / weight, target, zone)
            for target, zone, weight in candidates
            if weight > 0 and target not in keep and target not in chosen and held[zone] < max_per_zone
        ]
        if not free:
            break
        _, _, target, zone = min(free)
        chosen.append(target)
        held[zone] += 1
    return chosen


# 40 interesting places, rounded down to units of 2^-48; the crate may be up to one unit higher.
xs = [0, 1, 2, 3, 2**64 - 1, 2**64 - 2, 2**63, 2**63 - 1, 2**63 + 1, 2**62, 2**32, 2**32 - 1]
xs += [2**k for k in range(4, 61, 7)] + [(0x9E3779B97F4A7C15 * k) % 2**64 for k in range(1, 20)]
(HERE / "draws.txt").write_text("".join(f"{x:016x} {int(minus_log2(x) * 2**48):014x}\n" for x in xs))

# A campus: three zones, nine targets of different weights, one of them never to be written to.
targets = [bytes([number]) * 16 for number in range(1, 10)]
zones = ["asia", "asia", "asia", "eu", "eu", "eu", "us", "us", "us"]
weights = [100, 200, 300, 1000, 1, 500, 400, 0, 2**63]
campus = list(zip(targets, zones, weights))

lines = []
for number in range(60):
    key = f"segment {number}".encode()
    count, most = [(3, 1), (3, 3), (2, 1), (6, 2), (9, 9)][number % 5]
    keep = [[], [targets[0]], [targets[7], targets[5]]][number % 3]
    chosen = place(key, campus, count, most, keep)
    names = lambda ids: ",".join(str(target[0]) for target in ids) or "-"
    lines.append(f"{number} {count} {most} {names(keep)} {names(chosen)}")
(HERE / "places.txt").write_text("\n".join(lines) + "\n")
