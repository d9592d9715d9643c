"""Runs the questions of a document and compares what comes out; see `.ci/queries`."""

import os
import pathlib
import re
import sys

import duckdb
import polars

BLOCK = re.compile(r"```(sql|python)\n(.*?)```\n\n```text\n(.*?)```", re.DOTALL)


def shown(value):
    """A value as it stands in the document."""
    if value is None:
        return "–"
    return f"{value:.2f}" if isinstance(value, float) else str(value)


def table(names, rows):
    """Columns under their names; numbers to the right."""
    cells = [list(names)] + [[shown(value) for value in row] for row in rows]
    widths = [max(len(row[place]) for row in cells) for place in range(len(names))]
    right = [all(isinstance(row[place], (int, float)) or row[place] is None for row in rows) for place in range(len(names))]
    line = lambda row: "  ".join(c.rjust(w) if r else c.ljust(w) for c, w, r in zip(row, widths, right)).rstrip()
    return "".join(line(row) + "\n" for row in cells)


def answer(language, text):
    """What a query gives, or the `answer` of a script."""
    if language == "sql":
        found = duckdb.sql(text)
        return table(found.columns, found.fetchall())
    names = {"pl": polars}
    exec(text, names)  # The document is ours.
    return table(names["answer"].columns, names["answer"].rows())


def main():
    document, place = pathlib.Path(sys.argv[1]).resolve(), sys.argv[2]
    os.chdir(place)
    text = document.read_text()
    wrong = []

    def renewed(block):
        language, query, expected = block.groups()
        found = answer(language, query)
        if found != expected:
            wrong.append(f"{query}\nexpected\n{expected}\nfound\n{found}")
        return f"```{language}\n{query}```\n\n```text\n{found}```"

    new, count = BLOCK.subn(renewed, text)
    if count < 10:
        sys.exit(f"{document.name} asks only {count} questions")
    if os.environ.get("UPDATE"):
        document.write_text(new)
    elif wrong:
        sys.exit("\n".join(wrong))


main()
