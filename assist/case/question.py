"""Question: what the buyer wants to know, understood from message, context and conversation."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assist.case.danger import dangers_in
from assist.case.label.marks import bands
from assist.case.photo import Case
from assist.case.specs import Source, Spec, specs_of_text
from assist.case.tables import Country, Tables
from assist.case.text import cues
from assist.case.text.accents import lenient


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked.

    `kind` is the kind of question (`works`, `mains`, `load`, `outdoor`, `fits`, `lamp`, `wireless`, `count`,
    `size`, `temperature`, `weight`, `use`, `part`, `port`, `how_to`, `lookup`, `trouble`, `danger`, `unknown`, ...);
    `yes_no` is true where it can be answered by yes or no; `needs` is what the buyer's words say of their side;
    `danger` names injury, fire, refund or legal words that make a person decide.  `message` and `context` are the
    words themselves, `country` where the buyer says to be, `topics` the ids of what is asked about.
    """

    kind: str = "unknown"
    yes_no: bool = False
    needs: tuple[Spec, ...] = ()
    terms: tuple[str, ...] = ()
    danger: tuple[str, ...] = ()
    message: str = ""
    context: str = ""
    language: str = ""
    country: Country | None = None
    topics: tuple[str, ...] = ()


# What a need of a kind asks for, in the order of preference where a message names several.
_KINDS = {
    "socket": "lamp",
    "ip_rating": "outdoor",
    "band": "wireless",
    "connector": "port",
    "plug": "mains",
    "battery": "battery",
    "rate": "use",
    "temperature": "temperature",
    "weight": "weight",
    "length": "size",
    "capacity": "size",
    "frequency": "mains",
    "voltage": "mains",
    "power": "load",
    "current": "load",
    "capacitance": "part",
    "model": "part",
    "part": "part",
    "time": "use",
}
_GIGA = re.compile(r"ГГц", re.IGNORECASE)  # as long as what it is read as, so that places stay
_HOW_TO = re.compile(
    lenient(
        r"\bhow (?:do|can|to|should)\b|\bwie (?:kann|mache|stelle|lösche|setze|bekomme)|怎么|如何|咋|"
        r"どうやって|どうすれば|やり方|方法|\bcómo\b|\bcomment\b|"
        r"\bcome (?:si|posso|faccio)\b|\bcomo (?:faço|posso|se)\b|\bкак\b"
    ),
    re.IGNORECASE,
)
_TROUBLE = re.compile(
    lenient(
        r"\b(?:error|fault|broken|stopped|stops|won'?t|doesn'?t work|not working|blink\w*|"
        r"flash\w*|beep\w*|leak\w*|noise|shows? [A-Z]\W?\d+|fehler|"
        r"kaputt|blinkt|defekt|piept|avería|error|parpadea|no funciona|panne|clignote|erreur|"
        r"guasto|lampeggia|errore|defeito|pisca|erro)\b|"
        r"坏了|故障|报错|闪|不工作|没反应|エラー|故障|点滅|動かない|ошибк\w*|мигает|не работает|сломал\w*"
    ),
    re.IGNORECASE,
)


def understand(case: Case, language: str, tables: Tables) -> Question:
    """The question of a case; `language` is the reply's.

    A short follow-up ("and with 24 V?") takes its kind from the buyer's earlier message; what the buyer said of
    their side before (country, device) stays known.
    """
    message, context = case.message.strip(), case.context.strip()
    earlier = " ".join(turn.text for turn in case.conversation if turn.who == "buyer").strip()
    told = "\n".join(part for part in (context, earlier) if part)
    needs = (*_needs(message, Source("message")), *_needs(told, Source("context")))
    country = tables.country_of(message) or tables.country_of(told)
    topics = tuple(topic.id for topic in tables.topics if topic.asked.search(message))
    topics = _without_seasons(topics, message, tables)
    if not topics and not any(need.source.kind == "message" for need in needs):
        topics = tuple(topic.id for topic in tables.topics if topic.asked.search(told))
    danger = dangers_in(f"{message}\n{context}", tables.dangers)
    kind = "danger" if danger else _kind(message, needs, topics, country)
    asked = [turn.text for turn in case.conversation if turn.who == "buyer"]
    follows = bool(asked) and bool(cues.CARRIES_ON.match(message))
    return Question(
        kind,
        asks_yes_no(asked[-1] if follows else message),
        needs,
        (),
        danger,
        message,
        told,
        language,
        country,
        topics,
    )


def _without_seasons(topics: tuple[str, ...], message: str, tables: Tables) -> tuple[str, ...]:
    """The topics less frost where only a season names it beside a place outdoors: "all winter in the rain" asks for
    the weather; a number of degrees, frost or a freezer still asks for the cold."""
    plain = cues.SEASONS.sub(" ", message)
    cold = any(topic.id == "freezing" and topic.asked.search(plain) for topic in tables.topics)
    return topics if cold or "outdoor" not in topics else tuple(topic for topic in topics if topic != "freezing")


def asks_yes_no(message: str) -> bool:
    """Whether a message can be answered by yes or no; a wish for a fact wins unless a yes/no tail follows it."""
    if not message.strip():
        return False
    wants_fact = cues.WANTS_FACT.search(message)
    if wants_fact:
        clauses = re.split(r"[,，;；.!。?？]\s*", message[wants_fact.end() :])[1:]
        return any(
            cues.WANTS_YES_NO.search(f"{clause}?") or cues.BEGINS_YES_NO.match(clause) for clause in clauses if clause
        )
    if cues.WANTS_YES_NO.search(message) or cues.BEGINS_YES_NO.match(message):
        return True
    return ("?" in message or "？" in message) and not cues.NAMES_FACT.match(message)


def _needs(text: str, source: Source) -> tuple[Spec, ...]:
    """Typed quantities and marks of the buyer's words, wireless bands among them."""
    found = specs_of_text(text, source, role="need")
    radio = tuple(
        Spec("band", source, "need", value=band.value, printed=text[slice(*band.span)], span=band.span)
        for band in bands(_GIGA.sub("GHz", text))
    )
    return (*found, *radio)


def _kind(message: str, needs: tuple[Spec, ...], topics: tuple[str, ...], country: Country | None) -> str:
    if _TROUBLE.search(message) and not cues.WANTS_YES_NO.search(message):
        return "trouble"
    if _HOW_TO.search(message) and not cues.WANTS_YES_NO.search(message):
        return "how_to"
    if cues.WANTS_FACT.search(message) and not cues.WANTS_YES_NO.search(message):
        return "lookup"
    said = [need.name for need in needs if need.source.kind == "message"] or [need.name for need in needs]
    for name, kind in _KINDS.items():
        if name in said:
            return kind
    if "outdoor" in topics:
        return "outdoor"
    if topics:
        return "use"
    return "mains" if country else "works"
