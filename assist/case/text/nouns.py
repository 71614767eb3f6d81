"""Nouns: the words of a question that name a thing, told without a tagger by what each language shows of itself.

English and Chinese words by a general dictionary, German nouns by their capital, Romance ones by the article or
preposition before them, Russian ones by their ending.  Meant for one use: a thing that a manual names nowhere is
mostly one that it does not answer for, where a verb or an adjective that it lacks says nothing.  Japanese is left out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from assist.case.text.glossary import Glossary
from assist.case.text.tokens import fold, plain, stem

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_SENTENCE_END = re.compile(r"[.!?:…]\s*$")
# Behind these words tell the circumstances: "went blank after a thunderstorm".
_CIRCUMSTANCE = frozenset(
    """after before during while when since because until if nach vor während wenn als seit weil bis después antes
    durante cuando desde porque hasta après avant pendant quand depuis parce dopo prima durante quando perché depois
    antes durante quando porque после перед когда если потому""".split()  # noqa: SIM905
)
# A question behind one of them asks for the circumstance: the rest of "after how many minutes does the lamp go out"
# names things.
_ASKS = frozenset(
    """how what which do does did should can must will wie welcher welchem welchen wieviel cuánto cuánta cuántos cuántas
    qué combien quel quelle quels quelles quanto quanta quanti quante quale quali quantos quantas qual que сколько
    скольких какого какой какое""".split()  # noqa: SIM905
)
_OF = frozenset({"de", "di", "da"})  # `después de cuántos`, `prima di quante`
_LONG = 8  # words; what a circumstance may take
_CLAUSE = re.compile(r"[,.;:!?，。；：！？]")
SHORTEST_ENGLISH = 3  # letters
SHORTEST = 4  # letters; shorter words of languages without a dictionary here are mostly not nouns
_LEADS = {
    "es": "el la los las un una unos unas del al mi su este esta ese esa de con sin en por para cuántos cuántas cuánta "
    "cuánto qué",
    "fr": "le la les un une des du au aux mon ma mes son sa ses ce cette ces de d' l' avec sans en pour dans sur quel "
    "quelle quels quelles",
    "it": "il lo la i gli le un uno una un' del dello della dei degli delle dell' al "
    "alla ai alle all' nel nella nei l' col mio mia suo sua di con senza in per su da quanti quante che",
    "pt": "o a os as um uma uns umas do da dos das ao à no na nos nas meu minha seu sua de com sem em por para quantos "
    "quantas que",
}
_LEAD_WORDS = {language: frozenset(words.split()) for language, words in _LEADS.items()}
_ROMANCE_VERB = re.compile(r"(?:ar|er|ir|arse|erse|irse|are|ere|ire|arsi|mente|ment|ando|endo|ant|ado|ada|ato|ata|é)$")
_RUSSIAN_OTHER = re.compile(
    r"(?:ть|ти|ться|тся|ет|ит|ют|ят|ут|ал|ал[аио]|ил[аио]?|лся|лась|лось|ый|ий|ой|ая|яя|ое|ее|ые|ие|ого|его|ому|ему|ыми|"
    r"ими|о|ше|ете|ите|ешь|ишь)$|^(?:с|вы|на|по|за|у|от|при|про|об|до|из|ис|раз|рас|в)\w{3,}(?:ан|ен|ён|ян)[аы]?$"
)


def nouns(text: str, language: str, glossary: Glossary) -> frozenset[str]:
    """The stems, in the text's language and as English, of the words that name a thing; Chinese words as they are."""
    talk = glossary.talk.get(language, frozenset())
    found = {fold(word) for word in _named(text, language, glossary)} - talk
    stems = frozenset(stem(word, spoken) for word in found for spoken in (language, "en"))
    return stems - circumstances(text, language)


def is_thing_word(word: str, glossary: Glossary) -> bool:
    """Whether a Chinese word names a thing; single characters and negations do not."""
    known = glossary.talk.get("zh", frozenset())
    return len(word) > 1 and word[0] not in "不没无很太" and word not in known and glossary.is_noun(word)


def circumstances(text: str, language: str) -> frozenset[str]:
    """The stems of the words that only tell when or why: those behind `after`, `when`, `because` in their clause."""
    told: set[str] = set()
    for clause in _CLAUSE.split(fold(text)):
        words = _WORD.findall(clause)
        first = next((at for at, word in enumerate(words) if _leads(word, words[at + 1 :])), len(words))
        told.update(words[first + 1 : first + 1 + _LONG])
    return frozenset(stem(word, spoken) for word in told for spoken in (language, "en"))


def _leads(word: str, behind: Sequence[str]) -> bool:
    """Whether a word and those behind it tell a circumstance rather than ask for one."""
    after = behind[1:] if behind and behind[0] in _OF else behind
    return word in _CIRCUMSTANCE and not (after and after[0] in _ASKS)


def _named(text: str, language: str, glossary: Glossary) -> list[str]:
    if language == "de":
        return [
            match.group()
            for match in _WORD.finditer(text)
            if match.group()[0].isupper() and text[: match.start()].strip() and not _ends(text[: match.start()])
        ]
    if language == "ru":
        words = _WORD.findall(fold(text))
        return [word for word in words if len(word) >= SHORTEST and not _RUSSIAN_OTHER.search(word)]
    if language in _LEAD_WORDS:
        return _led(text, _LEAD_WORDS[language])
    if language == "en":
        words = re.findall(r"[a-z]+(?:-[a-z]+)*", fold(text))  # "the fan keeps blowing" names no blowing
        return [w for w in words if len(w) >= SHORTEST_ENGLISH and not w.endswith("ing") and glossary.is_noun(w)]
    return []


def _ends(text: str) -> bool:
    return bool(_SENTENCE_END.search(text))


def _led(text: str, leads: frozenset[str]) -> list[str]:
    """The words behind an article or preposition that are no infinitive, participle or adverb."""
    words = re.findall(r"[^\W\d_]+['’]?", fold(text).replace("’", "'"))
    return [
        word
        for lead, word in pairwise(words)
        if lead in leads and len(word) >= SHORTEST and not _ROMANCE_VERB.search(plain(word))
    ]
