"""Phrasebook: the shipped sentences, by key and language, with their facts filled in."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from string import Formatter

from assist.case.judgement import Sentence

FALLBACK = "en"
LANGUAGES = "languages"  # the fact that holds codes of languages, by commas, which are said by their names


@dataclass(frozen=True, slots=True)
class Phrasebook:
    """Templates such as `"Page {page} of the manual says: {quote}"` by language and key."""

    templates: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def say(self, sentence: Sentence, language: str) -> str:
        """The sentence in `language`, in English where that language lacks it; facts are put in as they are.

        A fact that the template names and the sentence lacks is left empty.  `KeyError` where no language has the
        key: that is a mistake in the program, which the parity test finds.
        """
        template = self.templates.get(language, {}).get(sentence.key)
        if template is None:
            template = self.templates.get(FALLBACK, {})[sentence.key]
        facts = _Facts(sentence.facts)
        if facts[LANGUAGES]:
            facts[LANGUAGES] = ", ".join(self.language(code, language) for code in facts[LANGUAGES].split(", "))
        return template.format_map(facts)

    def language(self, code: str, language: str) -> str:
        """What `language` calls the language of that code; "another language" where it has no name for it."""
        name = f"language.{code}"
        return self.say(Sentence(name if name in self.keys(language) else "language."), language)

    def keys(self, language: str) -> frozenset[str]:
        """The keys which `language` has itself."""
        return frozenset(self.templates.get(language, {}))

    def facts(self, key: str, language: str) -> frozenset[str]:
        """The names of the facts that a template uses."""
        template = self.templates.get(language, {}).get(key, "")
        return frozenset(name for _, name, _, _ in Formatter().parse(template) if name)


def parse_phrases(read: Callable[[str], str], names: Iterable[str]) -> Phrasebook:
    """The phrasebook of files named `topic.language.json`, each one flat object from key to template.

    `read` gives a file's text by its name.  `ValueError` where two files of one language hold the same key.
    """
    templates: dict[str, dict[str, str]] = {}
    for name in sorted(names):
        language = name.split(".")[-2]
        book = templates.setdefault(language, {})
        for key, template in json.loads(read(name)).items():
            if key in book:
                raise ValueError(f"{name} repeats the key {key!r}")
            book[key] = template
    return Phrasebook(templates)


class _Facts(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return ""
