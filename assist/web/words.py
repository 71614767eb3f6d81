"""Words: the page's texts in one language, from the files of `locales/<language>/`, one for each part of it."""

from __future__ import annotations

import html
import json
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

LANGUAGES = ("zh", "en")


@dataclass(frozen=True)
class Words:
    """The page's texts in `language`; a missing key is an error, which the parity test finds first."""

    language: str
    texts: dict[str, str]

    def __call__(self, key: str, **facts: object) -> str:
        """The plain text under `key` with `{facts}` filled in; its singular (`key.one`) where `n` is 1.

        Chinese has one form, English two; the page's scripts ask `Intl.PluralRules` for the same keys.
        """
        single = f"{key}.one" if str(facts.get("n")) == "1" else key
        text = self.texts.get(single) or self.texts[key]
        for name, value in facts.items():
            text = text.replace("{" + name + "}", str(value))
        return text

    def html(self, key: str, **facts: object) -> str:
        """The same, escaped."""
        return html.escape(self(key, **facts))

    def of(self, group: str, key: str) -> str:
        """The text under `group.key`, or the key itself where the page has no word for it."""
        return self.texts.get(f"{group}.{key}", key)

    def script(self) -> str:
        """All texts as JSON that is safe inside a `<script>` element."""
        return script_json({"language": self.language, "texts": self.texts})


def script_json(value: Any) -> str:
    """JSON that cannot end the `<script>` element it stands in."""
    text = json.dumps(value, ensure_ascii=False)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


@cache
def words(language: str) -> Words:
    """The texts of `zh` or `en`; a key that two files name is an error."""
    texts: dict[str, str] = {}
    folder = resources.files("assist.web").joinpath("locales", language)
    for file in sorted(folder.iterdir(), key=lambda file: file.name):
        part = json.loads(file.read_text(encoding="utf-8"))
        twice = texts.keys() & part.keys()
        assert not twice, f"{file.name} repeats {sorted(twice)}"
        texts |= part
    return Words(language, texts)
