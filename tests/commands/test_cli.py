"""The command line as its user meets it: instant help, clear errors, exit codes, JSON on standard output alone."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from assist.__main__ import app, photos_and_message
from assist.case.photo import Case, Photo, Quality
from assist.case.product import ProductMatch
from assist.case.reply import Outcome, Reply
from assist.desk.triage import Row, photos_in, totals, triage, write_csv
from assist.errors import AssistError, InputError, PhotoError

ROOT = Path(__file__).resolve().parents[2]
HEAVY = ["torch", "transformers", "gradio", "cv2", "chromadb", "onnxruntime", "openvino", "sqlalchemy", "pypdfium2"]
run = CliRunner().invoke


def test_help_and_import_load_nothing_heavy() -> None:
    code = (
        "import sys\nimport assist, assist.__main__\n"
        "from typer.testing import CliRunner\n"
        "done = CliRunner().invoke(assist.__main__.app, ['--help'])\n"
        f"print(done.exit_code, [name for name in {HEAVY!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == "0 []"


def test_every_command_of_the_readme_exists() -> None:
    said = run(app, ["--help"]).output
    assert all(name in said for name in ("serve", "index", "ask", "triage", "evaluate", "doctor"))


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["ask", "nothere.jpg", "ok?"], "There is no photo nothere.jpg"),
        (["ask", "two", "messages"], "more than one message"),
        (["triage", "nowhere"], "There is no folder nowhere"),
        (["evaluate", "nowhere"], "There is no folder nowhere"),
        (["evaluate", ".", "--only", "videos"], "No part is called videos"),
    ],
)
def test_what_cannot_be_done_is_a_sentence_with_help_and_exit_code_2(words: list[str], says: str) -> None:
    done = run(app, words)
    assert done.exit_code == 2
    assert says in done.stderr
    assert "Traceback" not in done.output + done.stderr
    assert len(done.stderr.strip().splitlines()) == 2, "the sentence, and what to do next"


def test_a_setting_that_cannot_be_honoured_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSIST_PORT", "many")
    done = run(app, ["doctor"])
    assert done.exit_code == 2
    assert "ASSIST_PORT" in done.stderr


def test_photos_are_told_from_the_message(tmp_path: Path) -> None:
    photo = tmp_path / "label"
    photo.write_bytes(b"x")
    assert photos_and_message([str(photo), "Works in Germany?"]) == ([photo], "Works in Germany?")
    assert photos_and_message(["Works in Germany? " * 400]) == ([], "Works in Germany? " * 400)
    with pytest.raises(InputError):
        photos_and_message(["gone.png"])


def test_doctor_prints_json_with_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSIST_INDEX", str(tmp_path / "index"))
    monkeypatch.setenv("ASSIST_MANUALS", str(tmp_path / "manuals"))
    done = run(app, ["doctor", "--json"])
    findings = {finding["name"]: finding for finding in json.loads(done.stdout)}
    assert findings["Python"]["state"] == findings["OpenCV"]["state"] == findings["packages"]["state"] == "ok"
    assert findings["index"]["state"] == "optional"
    assert findings["index"]["help"] == "python -m assist index"
    assert findings["manuals folder"]["state"] == "optional"
    assert not (tmp_path / "index").exists(), "doctor looks and changes nothing"


class Line:
    """Answers every photo but the one whose id ends in `boom`."""

    def pipe(self, cases: Iterable[Case]) -> Iterator[Reply | AssistError]:
        for case in cases:
            if case.photos[0].id == "boom":
                yield PhotoError("the reader failed")
            else:
                yield Reply(case, outcome=Outcome.ANSWERED, match=ProductMatch(title="KV-C65G"), text="=1+1")


def open_photo(data: bytes) -> Photo:
    if data == b"broken":
        raise PhotoError("not a picture")
    return Photo(data.decode(), 4, 4, "PNG", Quality(1, 1, 1, 0), np.zeros((4, 4, 3), np.uint8))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, data in {"a.jpg": b"one", "b.PNG": b"broken", "c.webp": b"boom", "notes.txt": b""}.items():
        (tmp_path / name).write_bytes(data)
    return tmp_path


def test_triage_gives_each_photo_a_row_and_one_bad_photo_stops_nothing(folder: Path) -> None:
    rows = list(triage(Line(), photos_in(folder), open_photo))
    assert [row.photo for row in rows] == ["a.jpg", "b.PNG", "c.webp"]
    assert [row.band for row in rows] == ["ready", "error", "error"]
    assert rows[0].product == "KV-C65G"
    assert rows[1].error == "not a picture"
    assert rows[2].help
    assert totals(rows) == {"ready": 1, "check": 0, "stop": 0, "error": 2}


def test_triage_of_a_folder_without_photos_is_an_error_that_says_so(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="No photo"):
        photos_in(tmp_path)


def test_a_cell_that_a_spreadsheet_would_run_is_disarmed() -> None:
    out = io.StringIO()
    write_csv([Row("a.jpg", reply="=HYPERLINK(1)", product="-5 °C freezer"), Row("b.jpg", reply="two\nlines")], out)
    first, second = list(csv.DictReader(io.StringIO(out.getvalue())))
    assert first["reply"] == "'=HYPERLINK(1)"
    assert first["product"] == "'-5 °C freezer"
    assert second["reply"] == "two\nlines"
