"""What SALib finds in computed samples of Ishigami's function and Sobol's g; see `.ci/methods` and crates/presidium-methods/tests/salib.rs."""

import os
import pathlib
import sys
from importlib.metadata import version

import numpy as np
from SALib.analyze import delta, morris, pawn, sobol

PRIMES = np.sqrt([2.0, 3.0, 5.0, 7.0, 11.0, 13.0])
SAMPLES, WALKS = 1000, 12
PROBLEM = {"num_vars": 3, "names": ["x1", "x2", "x3"], "bounds": [[0.0, 1.0]] * 3}
HEAD = f"# Ishigami's function and Sobol's g, by SALib {version('SALib')}. Written by `UPDATE=1 .ci/methods`.\n"


def ishigami(points):
    x = (2.0 * points - 1.0) * np.pi
    return np.sin(x[..., 0]) + 7.0 * np.sin(x[..., 1]) ** 2 + 0.1 * x[..., 2] ** 4 * np.sin(x[..., 0])


def sobol_g(points):
    weights = np.array([0.0, 1.0, 9.0])
    return np.prod((np.abs(4.0 * points - 2.0) + weights) / (1.0 + weights), axis=-1)


def points(first):
    return np.outer(np.arange(1, SAMPLES + 1), PRIMES[first : first + 3]) % 1.0


def walk(number):
    point = np.array([((number * 7 + factor * 3 + number * factor) % 4) / 3.0 for factor in range(3)])
    walk = [point.copy()]
    for step in range(3):
        factor = (number + step * (1 + number % 2)) % 3
        point[factor] += 2.0 / 3.0 if point[factor] < 0.5 else -2.0 / 3.0
        walk.append(point.copy())
    return walk


def group_walk(number):
    """The first two numbers are one factor, and are moved together."""
    point = np.array([((number * 7 + factor * 3 + number * factor) % 4) / 3.0 for factor in range(3)])
    walk = [point.copy()]
    for step in range(2):
        for place in [[0, 1], [2]][(number + step) % 2]:
            point[place] += 2.0 / 3.0 if point[place] < 0.5 else -2.0 / 3.0
        walk.append(point.copy())
    return walk


def found():
    yield from found_of(ishigami, "")
    yield from found_of(sobol_g, "g_")
    walks = np.array([point for number in range(WALKS) for point in group_walk(number)])
    grouped = PROBLEM | {"groups": ["pair", "pair", "alone"]}
    for function, name in [(ishigami, ""), (sobol_g, "g_")]:
        effects = morris.analyze(grouped, walks, function(walks), num_levels=4)
        yield f"{name}morris_groups_mu_star", effects["mu_star"]


def found_of(function, name):
    for method, values in found_by(function):
        yield name + method, values


def found_by(function):
    a, b = points(0), points(3)
    y = function(a)
    power = 2.0 / (7.0 + np.tanh((1500.0 - SAMPLES) / 500.0))
    edges = np.linspace(0, SAMPLES, int(np.ceil(SAMPLES**power)) + 1)
    yield "first_order", [delta.sobol_first(y, a[:, factor], edges) for factor in range(3)]
    yield "pawn_median", pawn.analyze(PROBLEM, a, y, S=10)["median"]

    mixed = [a.copy() for _ in range(3)]
    for factor in range(3):
        mixed[factor][:, factor] = b[:, factor]
    rows = np.stack([y, *(function(points) for points in mixed), function(b)], axis=1).ravel()
    indices = sobol.analyze(PROBLEM, rows, calc_second_order=False)
    yield "saltelli_first", indices["S1"]
    yield "saltelli_total", indices["ST"]

    walks = np.array([point for number in range(WALKS) for point in walk(number)])
    effects = morris.analyze(PROBLEM, walks, function(walks), num_levels=4)
    yield "morris_mu", effects["mu"]
    yield "morris_mu_star", effects["mu_star"]
    yield "morris_sigma", effects["sigma"]


def main():
    table = pathlib.Path(sys.argv[1])
    numbers = {name: [float(value) for value in values] for name, values in found()}
    if os.environ.get("UPDATE"):
        lines = [f"{name} {' '.join(f'{value:.12f}' for value in values)}\n" for name, values in numbers.items()]
        table.write_text(HEAD + "".join(lines))
        return
    lines = [line.split() for line in table.read_text().splitlines() if not line.startswith("#")]
    known = {name: [float(value) for value in values] for name, *values in lines}
    if known.keys() != numbers.keys():
        sys.exit(f"{table.name} has other rows")
    for name, values in numbers.items():
        if not np.allclose(values, known[name], rtol=0.0, atol=1e-9):
            sys.exit(f"{name}: {known[name]} stand in {table.name}, SALib finds {values}")


main()
