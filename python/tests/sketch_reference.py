# SPDX-License-Identifier: Apache-2.0
"""The sketch written down once more, slowly and without numpy, and the golden vectors that it makes.

python tests/sketch_reference.py > ../proto/golden/sketch.json   (only when the sketch gets a new algorithm name)
"""

import hashlib
import json

Parameter = tuple[str, list[float]]
MASK = (1 << 64) - 1


def name_hash(seed: int, name: str) -> int:
    return int.from_bytes(hashlib.sha256((str(seed) + "\n" + name).encode()).digest()[:8], "little")


def out(start: int, i: int) -> int:
    """Output i of splitmix64 from a start."""
    z = (start + (i + 1) * 0x9E3779B97F4A7C15) & MASK
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
    return z ^ (z >> 31)


def sign(bits: int) -> int:
    return -1 if bits >> 63 else 1


def sketch(parameters: list[Parameter], width: int, seed: int) -> list[float]:
    columns = [sign(out(name_hash(seed, ""), j)) for j in range(width)]
    total = [0.0] * width
    for name, values in parameters:
        start = name_hash(seed, name)
        for position, value in enumerate(values):
            row, column = divmod(position, width)
            offset = (out(start, 2 * row) >> 32) % width
            total[(column + offset) % width] += sign(out(start, 2 * row + 1)) * columns[column] * value
    return total


def ranges(groups: int, width: int) -> list[tuple[int, int]]:
    each = width // groups
    first = width - each * (groups - 1)
    return [(0, first), *((first + each * g, first + each * (g + 1)) for g in range(groups - 1))]


def grouped(groups: list[list[Parameter]], width: int, seed: int) -> list[float]:
    parts = zip(groups, ranges(len(groups), width), strict=True)
    return [value for group, (start, to) in parts for value in sketch(group, to - start, seed)]


def numbers(count: int, salt: int) -> list[float]:
    """Halves from -25 to 25: every sum of them is exact in float32."""
    return [(((k * 37 + salt) * (k + salt) % 101) - 50) / 2 for k in range(count)]


CASES: list[tuple[str, int, int, list[list[Parameter]]]] = [
    ("one parameter, one full row", 8, 0, [[("w", numbers(8, 1))]]),
    ("last row padded", 8, 0, [[("w", numbers(27, 2))]]),
    ("shorter than a row", 16, 0, [[("bias", numbers(3, 3))]]),
    ("width one", 1, 0, [[("w", numbers(5, 4))]]),
    ("width not a power of two", 7, 0, [[("a", numbers(20, 5)), ("b", numbers(9, 6))]]),
    ("another seed", 8, 12345678901234567890, [[("w", numbers(27, 2))]]),
    ("a name beyond ASCII", 8, 0, [[("größe.重み", numbers(17, 7))]]),
    ("two groups, uneven", 17, 0, [[("l1.w", numbers(40, 8)), ("l1.b", numbers(4, 9))], [("l2.w", numbers(30, 10))]]),
    ("an empty group", 10, 0, [[("w", numbers(12, 11))], []]),
    ("width 1,024", 1024, 0, [[("l1.weight", numbers(2500, 12)), ("l1.bias", numbers(10, 13))]]),
    ("width 1,024, two groups", 1024, 0, [[("embed", numbers(1500, 14))], [("head", numbers(513, 15))]]),
]
HASHES = [(0, ""), (0, "weights"), (0, "größe.重み"), (7, "weights"), (12345678901234567890, "w")]


def golden() -> dict[str, object]:
    """Unsigned 64-bit numbers stand as strings, since JSON readers round them."""
    return {
        "algorithm": "signed-rotation",
        "splitmix64": [
            {
                "seed": str(s),
                "name": n,
                "hash": str(name_hash(s, n)),
                "out": [str(out(name_hash(s, n), i)) for i in range(4)],
            }
            for s, n in HASHES
        ],
        "ranges": [
            {"groups": g, "width": w, "ranges": ranges(g, w)} for g, w in ((1, 1024), (3, 1024), (8, 1024), (2, 17))
        ],
        "sketches": [
            {
                "case": case,
                "width": width,
                "seed": str(seed),
                "groups": [[{"name": n, "values": v} for n, v in group] for group in groups],
                "sketch": grouped(groups, width, seed),
            }
            for case, width, seed, groups in CASES
        ],
    }


def text() -> str:
    """One line per case, halves without trailing zeros."""
    lines = []
    for key, value in golden().items():
        if isinstance(value, list):
            items = ",\n  ".join(json.dumps(v, ensure_ascii=False, separators=(",", ":")) for v in value)
            lines.append(f'"{key}":[\n  {items}]')
        else:
            lines.append(f'"{key}":{json.dumps(value)}')
    return ("{" + ",\n".join(lines) + "}\n").replace(".0,", ",").replace(".0]", "]")


if __name__ == "__main__":
    print(text(), end="")
