"""The rules of the house, held by the program itself."""

from __future__ import annotations

import ast
import dataclasses
import importlib
import os
import pkgutil
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from assist import errors
from assist.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
SOURCES = sorted((ROOT / "assist").rglob("*.py"))
LONGEST_FILE = 400  # lines; aim near 150
LONGEST_FUNCTION = 60  # lines: a screen

# What each part may import of the house; a part not named here may not exist.
MAY_IMPORT = {
    "errors": set(),
    "settings": {"errors"},
    "case": {"errors", "case"},
    "engines": {"errors", "settings", "case"},
    "library": {"errors", "settings", "case", "engines", "library"},
    "desk": {"errors", "settings", "case", "engines", "library", "desk", "assistant"},
    "assistant": {"errors", "settings", "case"},
    "wiring": {"errors", "settings", "case", "engines", "library", "desk", "assistant"},
    "web": {"errors", "settings", "case", "engines", "library", "desk", "assistant", "wiring", "web"},
    "evaluation": {"errors", "settings", "case", "engines", "library", "desk", "assistant", "wiring", "evaluation"},
    "__main__": {
        "errors",
        "settings",
        "case",
        "engines",
        "library",
        "desk",
        "assistant",
        "wiring",
        "web",
        "evaluation",
    },
}
# The families of files that make one engine together.
FAMILIES = ("ocr", "embedding", "store", "glm", "migrations", "lexical", "vectors")
HEAVY = {
    "cv2", "gradio", "torch", "transformers", "sentence_transformers", "chromadb", "openvino", "rapidocr", "tantivy",
    "onnxruntime", "pypdfium2", "pypdf", "sqlalchemy", "alembic", "pandas", "pint", "PIL", "openai", "llguidance",
    "accelerate", "imagehash", "phonenumbers",
}  # fmt: skip


def part_of(module: str) -> str:
    return module.split(".")[1] if "." in module else "assist"


def module_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


@cache
def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(text_of(path))


def imports_of(path: Path) -> Iterator[str]:
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def family(module: str) -> str:
    name = module.split(".")[2] if module.count(".") >= 2 else ""
    return next((stem for stem in FAMILIES if name.startswith(stem)), name)


@pytest.mark.parametrize("path", SOURCES, ids=module_of)
def test_imports_point_one_way(path: Path) -> None:
    module = module_of(path)
    if module == "assist":
        return
    allowed = MAY_IMPORT[part_of(module)]
    for imported in imports_of(path):
        if not imported.startswith("assist."):
            continue
        part = part_of(imported)
        if part == "engines" and part_of(module) == "engines":
            assert family(imported) == family(module), f"{module} imports another engine: {imported}"
        else:
            assert part in allowed or part not in MAY_IMPORT, f"{module} imports {imported}"


@pytest.mark.parametrize("path", SOURCES, ids=module_of)
def test_files_and_functions_can_be_read_in_one_sitting(path: Path) -> None:
    assert text_of(path).count("\n") <= LONGEST_FILE
    tree = tree_of(path)
    assert ast.get_docstring(tree), "a module says what it is for"
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            assert length <= LONGEST_FUNCTION, f"{node.name} has {length} lines"


@pytest.mark.parametrize("path", SOURCES, ids=module_of)
def test_only_the_settings_read_the_environment(path: Path) -> None:
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Attribute) and node.attr in {"environ", "getenv"}:
            # A door or a child process may set what a library reads at its import; nobody reads.
            line = text_of(path).splitlines()[node.lineno - 1]
            assert re.search(r"environ(\[[^]]+\] = |\.setdefault\(|\.pop\(|\.update\()", line) or "env=" in line, line


def test_importing_the_house_is_instant_and_loads_nothing_heavy() -> None:
    code = (
        "import sys, assist, assist.assistant, assist.settings, assist.case.reply\n"
        f"heavy = {sorted(HEAVY)!r}\n"
        "print([name for name in heavy if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("path", [p for p in SOURCES if p.parent.name in {"engines", "library", "desk"}], ids=module_of)
def test_heavy_imports_happen_inside_functions(path: Path) -> None:
    for node in tree_of(path).body:
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module]
        for name in names:
            assert name.split(".")[0] not in HEAVY - {"sqlalchemy", "alembic"}, f"{name} at the top of {path.name}"


def test_ruff_is_clean() -> None:
    for command in (["check"], ["format", "--check"]):
        done = subprocess.run(
            [sys.executable, "-m", "ruff", *command, "assist", "tests", "app.py"],
            capture_output=True, text=True, cwd=ROOT,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout[-3000:]


@pytest.mark.slow
def test_mypy_is_clean_under_strict(mypy: subprocess.CompletedProcess[str]) -> None:
    assert mypy.returncode == 0, mypy.stdout[-3000:]


def test_every_error_says_what_to_do_next() -> None:
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, errors.AssistError)]
    assert len(kinds) > 8
    assert len({kind.code for kind in kinds}) == len(kinds), "codes are distinct"
    for kind in kinds:
        assert kind.help and kind.help[-1] in ".!"
        assert kind.__name__ in (errors.__doc__ or "") or kind is errors.AssistError


def records() -> list[type]:
    import assist.case

    found: list[type] = []
    for info in pkgutil.walk_packages(assist.case.__path__, "assist.case."):
        module = importlib.import_module(info.name)
        found += [
            thing
            for thing in vars(module).values()
            if isinstance(thing, type) and dataclasses.is_dataclass(thing) and thing.__module__ == info.name
        ]
    return found


def test_records_are_frozen_and_hold_no_key_that_is_taken_for_a_file() -> None:
    every = records()
    assert len(every) >= 20
    for record in every:
        assert record.__dataclass_params__.frozen, record  # type: ignore[attr-defined]
        assert "path" not in {field.name for field in dataclasses.fields(record)}, record


def tracked_files() -> list[Path]:
    done = subprocess.run(["git", "ls-files"], capture_output=True, text=True, cwd=ROOT)
    names = done.stdout.split() if done.returncode == 0 else []
    return [ROOT / name for name in names] or SOURCES


def test_no_machine_path_or_registry_host_is_committed() -> None:
    forbidden = re.compile("|".join(["/wo" + "rk/", "/ro" + "ot/", "python" + "hosted", "registry.npm" + "js"]))
    for path in tracked_files():
        if path.suffix in {".py", ".md", ".toml", ".json", ".css", ".js", ".ini", ".txt", ""} and path.is_file():
            hit = forbidden.search(path.read_text(encoding="utf-8", errors="ignore"))
            assert hit is None, f"{path.relative_to(ROOT)}: {hit and hit.group()}"


def test_the_readme_lists_every_file_of_the_house() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    listed = Counter(re.findall(r"(?m)^ +(\w+\.py) +\S", readme))
    files = Counter(path.name for path in SOURCES if path.name != "__init__.py" and "migrations" not in path.parts)
    assert files - listed == Counter(), "README's tree lacks these: `python -m tests.readme` writes it anew"
    assert listed - files == Counter(), "README's tree names what is no more"


def test_the_readme_lists_every_setting_with_its_default() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for name, field in Settings.model_fields.items():
        row = next((line for line in readme.splitlines() if line.startswith(f"| `ASSIST_{name.upper()}`")), "")
        assert row, f"README's settings table lacks ASSIST_{name.upper()}"
        assert str(field.default) in row or field.default == "", row
        assert field.description and field.description in row, f"{name}: the table says something else"


def test_settings_come_from_the_environment_and_refuse_nonsense() -> None:
    code = "from assist.settings import Settings; print(Settings().port)"
    env = {**os.environ, "ASSIST_PORT": "8123"}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=env, cwd=ROOT)
    assert done.stdout.strip() == "8123"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env={**env, "ASSIST_PORT": "-3"}, cwd=ROOT
    )
    assert done.returncode != 0
