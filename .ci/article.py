"""Compares the figures in the tables of a document with those of null models; see `.ci/article`."""

import json
import os
import pathlib
import re
import sys

CLAIM = re.compile(r"`([A-Za-z]\w*)`")
SIDES = ["model", "lots", "still"]


def short(value):
    """A quantity in three figures."""
    for size, word in [(1e9, " bn"), (1e6, " m"), (1e3, " th")]:
        if abs(value) >= size:
            return f"{value / size:+.3g}{word}"
    return f"{value:+.2g}"


def cells(row):
    """What stands behind a claim: the model, decisions by lot, nothing happens."""
    if "held" in row:
        of = row["worlds"]
        return [f"{100 * row['held'][side] / of[side]:.1f} %" if of[side] else "–" for side in SIDES]
    found = []
    for side in SIDES:
        effect = row["effect"][side]
        if effect is None:
            found.append("–")
            continue
        share = row["unit"] == ""
        unit = "" if row["unit"] in ("", "1") else " " + row["unit"]
        text = f"{100 * effect:+.1f} points" if share else short(effect) + unit
        text = "0" if effect == 0 else text.replace("-", "−")
        found.append(text if effect == 0 or row["verdict"][side] != "unclear" else f"{text} (unclear)")
    return found


def main():
    page = pathlib.Path(sys.argv[1])
    figures = {}
    for path in sys.argv[2:]:
        for row in json.loads(pathlib.Path(path).read_text())["rows"]:
            figures.setdefault(row["claim"], cells(row))
    wrong, lines = [], []
    for line in page.read_text().splitlines():
        claim = CLAIM.search(line) if line.startswith("| ") else None
        if claim and len(line.split("|")) in (8, 9):
            if claim[1] not in figures:
                sys.exit(f"{page}: the command prints nothing of {claim[1]}")
            kept = line.split("|")[:-4]
            new = "|".join(kept) + "| " + " | ".join(figures[claim[1]]) + " |"
            if new != line:
                wrong.append(f"- {line}\n+ {new}")
            line = new
        lines.append(line)
    if os.environ.get("UPDATE"):
        page.write_text("\n".join(lines) + "\n")
        print(f"{page}: {len(wrong)} rows are written anew", file=sys.stderr)
    elif wrong:
        sys.exit("\n".join(wrong))


main()
