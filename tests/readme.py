"""Write the README's tree and settings table anew from the code: `python -m tests.readme`.

`tests/test_house.py` holds the README to both; this is how they are kept true without copying by hand.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path

from assist.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
BEFORE = "app.py                     open the house from the settings, build the page, serve it"
AFTER = """manuals/                   our sample manuals, and what users put there
index/                     the library on disk; never committed
tests/                     sentences about behaviour; samples/ makes the manuals and photos, web/ drives the page
docs/                      the picture above, made by the browser tests"""


def said_by(path: Path) -> str:
    """A module's first sentence, without the file's name before its colon; a package's whole."""
    first = (ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "").split("\n")[0]
    return first if path.name == "__init__.py" else re.sub(r"^[A-Z][\w, ]{0,45}: (?=\S)", "", first)


def rows(folder: Path, depth: int) -> list[str]:
    """The lines of a folder: its files, then its folders."""
    out = []
    for path in sorted(folder.glob("*.py")):
        if path.name != "__init__.py":
            out.append(f"{'  ' * depth}{path.name}".ljust(27) + said_by(path))
    for below in sorted(path.parent for path in folder.glob("*/__init__.py")):
        said = said_by(below / "__init__.py")
        out.append(f"{'  ' * depth}{below.name}/   {said}")
        if below.name != "migrations":
            out += rows(below, depth + 1)
    return out


def settings_table() -> str:
    """One row a setting: its variable, its default, what it is for."""
    out = ["| setting | default | what it is for |", "|---|---|---|"]
    for name, field in Settings.model_fields.items():
        default = f"`{field.default}`" if str(field.default) else "(empty)"
        out.append(f"| `ASSIST_{name.upper()}` | {default} | {field.description} |")
    return "\n".join(out)


def main() -> None:
    readme = ROOT / "README.md"
    text = readme.read_text(encoding="utf-8")
    tree = "\n".join([BEFORE, *rows(ROOT / "assist", 1), AFTER])
    text = re.sub(r"(?ms)^```\napp\.py .*?^```$", lambda _: f"```\n{tree}\n```", text)
    text = re.sub(r"(?m)^\| setting \| default .*\n(?:\|.*\n)+", lambda _: settings_table() + "\n", text)
    readme.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
