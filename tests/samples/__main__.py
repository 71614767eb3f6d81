"""`python -m tests.samples OUT [NAME ...] [--scale 0.25]`: write the manuals and photos (or those named)."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from tests.samples.camera import photograph
from tests.samples.manuals import ALL
from tests.samples.stories import STORIES


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.samples", description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("names", nargs="*", help="parts of file names; all where there are none")
    parser.add_argument("--scale", type=float, default=1.0, help="size of the photos, 1 for the real one")
    asked = parser.parse_args()
    chosen = lambda name: not asked.names or any(part in name for part in asked.names)  # noqa: E731
    for manual in ALL:
        if chosen(manual.FILE):
            manual.make(asked.out / "manuals")
    examples = asked.out / "examples"
    examples.mkdir(parents=True, exist_ok=True)
    for story in STORIES:
        if story.picture and story.photo and chosen(story.photo):
            (examples / story.photo).write_bytes(photograph(*story.picture(), scale=asked.scale))
    listed = json.dumps([story.entry() for story in STORIES], ensure_ascii=False, indent=1)
    (examples / "examples.json").write_text(listed + "\n", "utf-8")


if __name__ == "__main__":
    main()
