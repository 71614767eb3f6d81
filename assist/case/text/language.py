"""Language: which one a message is written in, and which one the reply is written in.

Detection goes by script where the script decides, then by letters, function words and byte statistics (py3langid)
together.  It does not tell variants apart (`pt` is Portugal and Brazil, `zh` both scripts), and it answers "" for
text without words.

The reply's building blocks are `data/phrases/reply.<language>.json`; `case/phrases.py` reads them.  Keys and facts:

- `greeting`, `thanks.message`, `thanks.photo`, `thanks.photos`, `closing`, `signature` {shop}
- `conclusion.yes|no` (is it so), `conclusion.can|cannot` (may I), `conclusion.unclear`
- `proof.label`, `proof.label_more`, `proof.code`, `proof.message` {quote}; `proof.manual`, `proof.manual_more`
  {page, quote}; `proof.manual_titled` {title, page, quote}; `proof.manual_in` {language, page, quote} where the quote
  is not in the reply's language: say the language by `language.<code>`, which are words, not sentences
- `where.page` {page}, `where.heading` {heading, page}, `where.titled` {title, page}
- `ask.intro`, `ask.product`, `ask.product_between` {products}, `ask.label_photo`, `ask.label_photo_where`,
  `ask.photo_again`, `ask.photo_blurred|dark|glare|tiny|blank`, `ask.details`, `ask.about` {what}
- `not_in_manual`, `not_in_manual_titled` {title}, `no_manual_for` {model}, `no_manual`
- `handoff.buyer`, `handoff.safety`, `handoff.note` {reason} (for the agent)
- `list.or`, `list.and` {first, last}, `list.comma`: to join names
- for the agent: `outcome.<outcome>` and `outcome_next.<outcome>`; `product_unknown`, `product_several` {products},
  `product_other_model` {model, nearest}, `product_no_manual` {model}, `product_other_kind` {name},
  `product_because.model_photo|model_message|model_context` {model}, `.part` {part, model}, `.typo` {written, model},
  `.barcode` {code}, `.brand` {brand}, `.brand_kind` {brand, kind}, `.kind` {kind}, `.name` {name}, `.agent`,
  `.conversation`
- `note.editions` {languages}, `note.edition` {edition}, `note.editions_differ`, `note.other_named` {model}; where no
  manual answers, `note.sought` {what}, `note.absent` {what}, `note.nearest` {page}, `note.apart`, `note.foreign`
  {languages}
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from assist.case.photo import Case
from assist.case.text.phrases import Phrasebook, parse_phrases
from assist.case.text.words import LANGUAGES, LETTER_LANGUAGES, WORD_LANGUAGES

__all__ = ["SUPPORTED", "Phrasebook", "detect", "parse_phrases", "reply_language"]

SUPPORTED = ("zh", "en", "de", "es", "fr", "it", "ja", "ru", "pt")
FALLBACK = "en"

# A word is worth this much on the scale of the statistics' log-probability, a telling letter more: short messages are
# then decided by words, long ones by both (258 development questions and the 95 of `tests/test_language.py`, 23
# languages, 2026-11-21: 0.99 and 0.96 right).
WORD_WEIGHT = 1.6
LETTER_WEIGHT = 1.8
# Buyers mostly write one of the reply languages: this much is in favour of those, enough to settle a tie.
PRIOR = 0.5
# Below this the best language has neither a word nor statistics behind it.
LEAST_CERTAINTY = 0.35

_NOT_WORDS = re.compile(
    r"https?://\S+|www\.\S+|\S+@\S+|[#\[\]<>|]"
    r"|\d+(?:[.,]\d+)?\s?(?:kg|mg|mm|cm|km|m|g|ml|l|kW|W|V|mA|A|Hz|GHz|MHz|°C|h|min|s|inch|cm2|Ah|mAh|Wh|kWh)\b"
    r"|[A-Za-z0-9]*\d[A-Za-z0-9]*(?:[-_/.()][A-Za-z0-9()]+)*"  # designations and numbers with what hangs on them
    r"|\b[A-Z]{2,}(?:[-_/][A-Z0-9]+)*\b"  # abbreviations and codes in capitals
)
_SCRIPTS = (
    ("kana", "\u3040-\u30ff\uff66-\uff9f"), ("hangul", "\uac00-\ud7af\u1100-\u11ff"),
    ("han", "\u4e00-\u9fff\u3400-\u4dbf"), ("cyrillic", "\u0400-\u04ff"), ("greek", "\u0370-\u03ff"),
    ("hebrew", "\u0590-\u05ff"), ("arabic", "\u0600-\u06ff"), ("thai", "\u0e00-\u0e7f"), ("hindi", "\u0900-\u097f"),
    ("georgian", "\u10a0-\u10ff"), ("armenian", "\u0530-\u058f"), ("latin", "A-Za-z\u00c0-\u024f\u1e00-\u1eff"),
)  # fmt: skip
_SCRIPT = [(name, re.compile(f"[{letters}]")) for name, letters in _SCRIPTS]
# One sign of these scripts says about as much as a Latin word of four letters.
_DENSE = {"kana": 3, "han": 4, "hangul": 3}
_ONE_LANGUAGE = {"hangul": "ko", "greek": "el", "hebrew": "he", "thai": "th", "hindi": "hi", "georgian": "ka",
                 "armenian": "hy"}  # fmt: skip
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
# Where only the country is known.  Countries with several languages are left out.
_COUNTRY_LANGUAGE = {
    "germany": "de", "austria": "de", "deutschland": "de", "france": "fr", "spain": "es", "mexico": "es",
    "argentina": "es", "chile": "es", "colombia": "es", "peru": "es", "españa": "es", "italy": "it", "italia": "it",
    "japan": "ja", "日本": "ja", "russia": "ru", "россия": "ru", "brazil": "pt", "brasil": "pt", "portugal": "pt",
    "china": "zh", "taiwan": "zh", "中国": "zh", "台湾": "zh",
}  # fmt: skip
_LANGUAGE_NAMES = {
    "chinese": "zh", "english": "en", "german": "de", "spanish": "es", "french": "fr", "italian": "it",
    "japanese": "ja", "russian": "ru", "portuguese": "pt", "中文": "zh", "deutsch": "de", "français": "fr",
    "español": "es", "italiano": "it", "日本語": "ja", "русский": "ru", "português": "pt",
}  # fmt: skip
_TAG = re.compile(r"\b(?:lang(?:uage)?|locale|speaks|writes)\s*[:=]?\s*[\"']?([a-z]{2})(?:[-_][A-Za-z]{2})?\b", re.I)


def detect(text: str) -> str:
    """The language of a short text as ISO 639-1, or "" where it cannot be known."""
    words = _NOT_WORDS.sub(" ", text)
    if not any(ch.isalpha() for ch in words):
        words = re.sub(r"[\d_]+", " ", text) if any(ord(ch) > 0x2E80 for ch in text) else ""
    script = _script(words)
    if script in _ONE_LANGUAGE:
        return _ONE_LANGUAGE[script]
    if script in ("han", "kana"):
        return _han(words)
    if script == "cyrillic":
        return _cyrillic(words.casefold())
    if script == "arabic":
        return "fa" if re.search("[پچژگ]", words) else "ur" if re.search("[ٹڈڑے]", words) else "ar"
    return _latin(words.casefold()) if script == "latin" else ""


def reply_language(case: Case) -> str:
    """The language of the reply: the agent's choice, else the message's, an earlier turn's, the context's, English.

    Always one of `SUPPORTED`: a buyer who writes another language is answered in English.
    """
    if case.language:
        code = case.language.split("-")[0].split("_")[0].casefold()
        return code if code in SUPPORTED else FALLBACK
    turns = [turn.text for turn in reversed(case.conversation) if turn.who == "buyer"]
    for text in (case.message, *turns):
        found = detect(text)
        if found:
            return found if found in SUPPORTED else FALLBACK
    return _context_language(case.context) or FALLBACK


def _script(text: str) -> str:
    counts = {name: len(pattern.findall(text)) * _DENSE.get(name, 1) for name, pattern in _SCRIPT}
    best = max(counts, key=lambda name: counts[name])
    if counts["kana"] and counts["han"] and best in ("kana", "han"):
        return "han"
    return best if counts[best] else ""


def _han(text: str) -> str:
    """Japanese where kana is more than an ornament (の in a Chinese shop's name), Chinese otherwise."""
    kana = len(re.findall("[\u3040-\u309f\u30a0-\u30fa\u30fc]", text))
    han = len(re.findall("[\u4e00-\u9fff\u3400-\u4dbf]", text))
    return "ja" if kana >= 2 or kana > han else "zh"


def _cyrillic(text: str) -> str:
    letters = set(text)
    if letters & set("іїєґ"):
        return "be" if "ў" in letters else "uk"
    if letters & set("ђјљњћџ"):
        return "mk" if letters & set("ѓќѕ") else "sr"
    words = set(_WORD.findall(text))
    bulgarian = len(words & {"на", "и", "за", "да", "се", "от", "е", "със", "не", "това", "ли", "ще", "как", "мога"})
    if not letters & set("ыэё") and ("ъ" in letters or words & {"ли", "ще", "мога", "това", "се"}) and bulgarian > 1:
        return "bg"
    return "ru"


def _latin(text: str) -> str:
    words = _WORD.findall(text.replace("’", "'"))
    if not any(len(word) > 1 for word in words):
        return ""
    scores = {language: PRIOR if language in SUPPORTED else 0.0 for language in LANGUAGES}
    for word in words:
        for part in {word, *word.split("'")}:
            _credit(scores, WORD_LANGUAGES.get(part, ()), WORD_WEIGHT)
    for letter in set(text):
        _credit(scores, LETTER_LANGUAGES.get(letter, ()), LETTER_WEIGHT)
    evidence = max(scores.values()) > PRIOR
    for language, probability in _identifier().rank(" ".join(words)):
        scores[language] += math.log(max(probability, 1e-6))
    best = max(scores, key=lambda language: scores[language])
    highest = scores[best]
    certainty = 1 / sum(math.exp(score - highest) for score in scores.values())
    return best if evidence or certainty >= LEAST_CERTAINTY else ""


def _credit(scores: dict[str, float], languages: Iterable[str], weight: float) -> None:
    shared = tuple(languages)
    for language in shared:
        scores[language] += weight / len(shared) ** 0.5


@lru_cache(maxsize=1)
def _identifier() -> Any:
    """py3langid over the languages we have words for; loading its model takes 30 ms, so only when first needed."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(LANGUAGES)
    return identifier


def _context_language(context: str) -> str:
    tag = _TAG.search(context)
    if tag and tag.group(1).casefold() in SUPPORTED:
        return tag.group(1).casefold()
    words = context.casefold()
    for table in (_LANGUAGE_NAMES, _COUNTRY_LANGUAGE):
        for name, language in table.items():
            if re.search(rf"\b{name}\b", words) if name.isascii() else name in words:
                return language
    return ""
