"""Topics: uses, features, requirements, hazards and contents, which a label names in words.

What a topic means is data (`topics.json`); here is only how a print allows or forbids it, and how a question turns
that into yes or no.  A permission needs words that allow; a bare mention of bleach allows nothing.
"""

from __future__ import annotations

import re

from assist.case.judgement import Judgement, Proof, Verdict
from assist.case.rules import prints
from assist.case.rules.facts import Facts, Hit, verdict
from assist.case.tables import Topic
from assist.case.text import cues

_ALLOWS_BEFORE = re.compile(
    r"(?:\bfor(?: use)?(?: on| in| with)?|suitable(?: for)?|safe(?: for| on)?|ideal for|"
    r"compatible with|approved for|recommended for|use (?:on|with|in)|"
    r"can be used (?:on|in|with)|geeignet für|für|zum|zur|apto para|para|pour|"
    r"convient (?:aux?|à)|adatto (?:a|per)|per|подходит для|для|适用于|适用|适合|"
    r"可用于|专用|próprio para|adequado para|indicado para)\s*:?\s*(?:all |any |new |most |use on |"
    r"den |die |das |les |le |la |los |las |il |i |gli )?"
    r"(?:[\w&,'’-]+[\s,&]+){0,5}$",
    re.IGNORECASE,
)
_ALLOWS_AFTER = re.compile(
    r"^[\s-]*(?:safe|friendly|approved|compatible|proof|geeignet|tauglich|fest|verträglich|可用|"
    r"适用|专用|可|OK|対応|使用可|用)(?![\w])",
    re.IGNORECASE,
)
_FORBIDS_BEFORE = re.compile(
    r"(?:\bnot\b|\bnever\b|\bdo not\b|\bdon't\b|\bno\b|\bavoid\b|\bkeep away from\b|"
    r"\bunsuitable\b|\bmust not\b|\bnicht\b|\bkein\w*|\bno\s+apto|\bne\b|\bpas\b|"
    r"\béviter\b|\bnon\b|\bevitare\b|\bnão\b|\bevitar\b|\bне\b|\bнельзя\b|\bзапрещ\w*|"
    r"\bизбегать\b|不适用于?|不适合|不可|不能|禁止|请勿|勿|严禁|避免|切勿|不宜|不得)"
    r"(?:[^.;!?。；！？]{0,70})$",
    re.IGNORECASE,
)
# "All floors except parquet", "Microwave safe: no", and a star that points to a condition elsewhere.
_EXCEPT_BEFORE = re.compile(
    r"\bexcept(?:ing)?\b|\bexclud\w+|\bexcl\b|\bapart from\b|\bother than\b|\bbut not\b|\baußer\b|"
    r"\bausgenommen\b|\bmit ausnahme\b|\bsauf\b|\bhormis\b|\bà l'exception\b|\bexcepto\b|\bsalvo\b|"
    r"\bmenos\b|\bexceto\b|\btranne\b|\beccetto\b|\bкроме\b|за исключением|除了",
    re.IGNORECASE,
)
_EXCEPT_AFTER = re.compile(
    r"^[^\s,.;，。；、]{0,6}(?:除外|以外|之外|を除|\s(?:excepted|excluded|ausgenommen))", re.IGNORECASE
)
_DENIED_AFTER = re.compile(
    r"^[\s-]*(?:(?:safe|proof|use|compatible|geeignet|fest|tauglich|support\w*|apto|適|适用|可用)\s*)?"
    r"(?:[:：=]\s*\(?(?:no|not|non?e?|nein|nicht|kein\w*|нет|не|não|否|无|無|不|なし|NG|n/a)(?![^\W\d_])|"
    r"[:：=]\s*[否无無不]|"
    r"[:：=]?\s*[✗✘❌✖])",
    re.IGNORECASE,
)
_STARRED = re.compile(
    r"^\s?[*†‡＊※?？]|^[^;()（）]{0,12}[(（]"
    r"(?:no|not|only|nur|solo|sólo|uniquement|только|仅|のみ|without|nicht|kein\w*|ohne|sans|pas|sin|senza|non|sem|"
    r"não|не|без|不|无|無)"
    r"|^\s*[:：-]?\s*[(（]?(?:coming soon|demnächst|in kürze|próximamente|bientôt|prossimamente|"
    r"скоро|em breve|即将|近日)",
    re.IGNORECASE,
)
_WITHOUT_PART = re.compile(
    r"(?:\bwithout|\bexcept|\baußer|\bsauf|\bexcepto|\btranne|\bexceto|\bкроме|\bohne|\bsans|\bsin|\bsenza|\bsem|"
    r"\bбез)\s+(?:(?:the|its|den|die|das|le|la|les|el|los|il|lo|o|a)\s+)?(\w{3,})",
    re.IGNORECASE,
)
_ANIMALS = (
    re.compile(r"\bdogs?\b|\bhund|\bperr|\bchien|\bcan[ei]\b|[狗犬]|собак|cachorr|\bcão", re.IGNORECASE),
    re.compile(r"\bcats?\b|\bkatze|\bgat[oa]s?\b|\bchat|\bgatt|猫|кош|\bкот", re.IGNORECASE),
)
_UPPER = re.compile(r"top|upper|ober|上层|上層|上段|上の|верхн|superior|supérieur|superiore", re.IGNORECASE)
_LOWER = re.compile(
    r"bottom|lower|unter(?:e|korb|en|er)|下层|下層|下段|下の|нижн|inferior|inférieur|inferiore|\bbas\b", re.IGNORECASE
)
_NEGATED_FEATURE = re.compile(
    r"(?:\bno\b|\bnot\b|\bwithout\b|\bkein\w*|\bohne\b|\bnicht\b|\bsans\b|\bpas de\b|\bsin\b|"
    r"\bno\b|\bsenza\b|\bnon\b|\bsem\b|\bnão\b|\bбез\b|\bне\b|\bнет\b|不支持|不带|无|没有|不含|非)"
    r"\s*(?:[\w-]+\s+){0,3}$",
    re.IGNORECASE,
)
_NEGATED_AFTER = re.compile(
    r"^\s*(?:is |are )?(?:not (?:supported|included|available|compatible)|"
    r"nicht (?:unterstützt|enthalten|verfügbar)|no (?:compatible|incluid\w*)|"
    r"non (?:support\w*|inclus\w*)|"
    r"не (?:поддерж\w*|входит|предусмотр\w*)|不支持|没有|なし|非対応|não (?:suport\w*|inclu\w*))",
    re.IGNORECASE,
)
_OPTIONAL = re.compile(r"optional|sold separately|另购|选配|別売|опци|separat|opcional|option|venduto", re.IGNORECASE)
_HARM_ASKED = re.compile(
    r"\bbad\b|harm|irritat|danger|toxic|poison|hurt|burn|damage|hazard|schädlich|giftig|"
    r"gefährlich|reizt|reizend|schlecht für|nocif|dangereux|irritant|"
    r"toxique|mauvais pour|peligros|dañin|irrita|tóxic|malo para|pericolos|nociv|fa male|"
    r"tossic|perigos|faz mal|nociv|вредн|опасн|ядовит|токсич|"
    r"раздража|有害|有毒|伤(?!口)|危险|刺激|危険|害|毒",
    re.IGNORECASE,
)
_SAFE_ASKED = re.compile(
    r"\bsafe\b|\bok(?:ay)?\b|\bfine\b|\bcan i\b|\bmay i\b|\bcould i\b|\ballowed\b|darf|"
    r"kann ich|sicher|unbedenklich|ungefährlich|puedo|seguro|sans danger|je peux|puis-je|"
    r"posso|"
    r"sicur|pode|можно|безопас|可以|能|安全|没事|大丈夫|使え|てもいい|安心|edible|essbar|comestible",
    re.IGNORECASE,
)
_FREE_ASKED = re.compile(
    r"free\b|without|c(?:o|œ)?eliac|zöliak|celía|целиак|乳糜泻|allerg|intoleran|avoid|must not|"
    r"no \w+ in|sensitiv|vegan|frei\b|ohne|"
    r"empfindlich|unverträglich|sin\b|libre de|sensible|alérgic|sans|"
    r"senza|privo|sem\b|без|аллерг|чувствительн|不含|无|过敏|忌|アレルギー|不使用|無添加|フリー|"
    r"no debe|ne doit pas|darf kein|skip",
    re.IGNORECASE,
)
_CONTAINS_ASKED = re.compile(
    r"contain|includ|is there|has it|does it have|\bin it\b|enthält|enthalten|drin\b|contiene|"
    r"lleva|contient|il y a|c'è|含|有没有|入って|含まれ|содерж|есть ли|contém|"
    r"\btem\b",
    re.IGNORECASE,
)
_FREE_BEFORE = re.compile(
    r"(?:free of|free from|without|no|not (?:a|an)|0\s?%|ohne|frei von|sin|sans|senza|sem|без|"
    r"不含|无|無|non)\s*(?:added\s+|any\s+|a\s+)?$",
    re.IGNORECASE,
)
_FREE_AFTER = re.compile(r"^[\s-]*(?:free|frei|フリー|不使用|無添加)(?![\w])", re.IGNORECASE)
_OPEN_ENDED = re.compile(r"(?:不可|不能|禁止|请勿|勿|严禁|避免|切勿|不宜|不得|不适用于?|不适合|不要|不)$")
# A symbol beside the words (the P in a circle of a care label) is read as a letter on its own.
_SYMBOL = re.compile(r"^(?:[A-Za-z]\s)+(?=[\u2e80-\uffff])|(?<=[\u2e80-\uffff])(?:\s[A-Za-z])+$")
_SHORT_LINE = 60  # a print line up to this length is quoted whole, so that its sense is in the quote


def topic(facts: Facts) -> Verdict | None:
    """The first asked topic that the prints settle; unclear where a topic was asked and they are silent."""
    asked = [t for t in facts.tables.topics if t.id in facts.question.topics]
    if not facts.photo:
        asked = [t for t in asked if not _is_the_product(facts, t)]
    answers = [answer for t in asked if (answer := _SENSES[t.sense](facts, t)) is not None]
    if not facts.photo:
        answers = [
            a
            for a in answers
            if a.judgement is not Judgement.YES or _SUPPORTS.search(dict(a.because.facts).get("printed", ""))
        ]
    decided = [a for a in answers if a.judgement is not Judgement.UNCLEAR]
    refused = [a for a in decided if a.judgement is Judgement.NO]
    if refused:
        return refused[0]
    if decided:
        return decided[0]
    return answers[0] if answers else None


# A manual's sentence says yes to a feature only where it speaks of the product's own ability.
_SUPPORTS = re.compile(
    r"support|compatible|works with|equipped|suitable|can be used|支持|兼容|可用|unterstützt|"
    r"kompatibel|geeignet|soporta|apto|prend en charge|"
    r"convient|supporta|adatto|対応|поддерж|совместим|подходит|suporta|adequado",
    re.IGNORECASE,
)
_THE_PRODUCT = 3  # sentences; a word of that many passages' sentences is what the manual is about, not what is asked


def _is_the_product(facts: Facts, topic: Topic) -> bool:
    """Whether a topic is the manual's own subject: every page of a microwave's manual says microwave."""
    return sum(bool(topic.words.search(line.text)) for line in facts.prints) >= _THE_PRODUCT


def _permission(facts: Facts, topic: Topic) -> Verdict | None:
    if topic.id == "children" and facts.needs("time"):
        return None
    forbidden = _hits(facts, topic.forbid)
    allowed = [hit for hit in _hits(facts, topic.allow) if not _negated(facts, hit) and not _within(hit, forbidden)]
    allowed, open_ends = _weighed(facts, allowed, forbidden)
    for hit in facts.find(topic.words):
        before, after = _around(facts, hit)
        if _excepted(before, after) or _DENIED_AFTER.match(after):
            (open_ends if _FORBIDS_BEFORE.search(before) else forbidden).append(hit)
        elif _STARRED.match(after):
            open_ends.append(hit)
        elif _FORBIDS_BEFORE.search(before) or cues.NEGATION_AFTER.match(after):
            # A two-language label may say it twice; a forbidding frame around a permission word is a no.
            if not _within(hit, allowed):
                forbidden.append(hit)
        elif _ALLOWS_BEFORE.search(before) or _ALLOWS_AFTER.match(after):
            allowed.append(hit)
    if topic.id == "outdoor" and any(_both(hit) for hit in allowed):
        forbidden = [hit for hit in forbidden if not _both_line(facts, hit)]
    if forbidden:
        return _answer(facts, False, topic, forbidden[0])
    allowed = [hit for hit in allowed if not _other_animal(facts, hit)]
    open_ends += [hit for hit in allowed if _without_asked_part(facts, hit)]
    if allowed and _LOWER.search(facts.question.message) and _UPPER.search(_line(facts, allowed[0])):
        open_ends.append(allowed[0])
    if allowed and not open_ends:
        return _answer(facts, True, topic, allowed[0])
    return verdict(None, "topic", "not_printed", ask=topic.ask or "ask.label")


def _weighed(facts: Facts, allowed: list[Hit], forbidden: list[Hit]) -> tuple[list[Hit], list[Hit]]:
    """The allowing prints that hold, and those that a star leaves open; a denied one joins `forbidden`."""
    kept: list[Hit] = []
    starred: list[Hit] = []
    for hit in allowed:
        before, after = _around(facts, hit)
        if _DENIED_AFTER.match(after) or _excepted(before, after):
            forbidden.append(hit)
        else:
            (starred if _STARRED.match(after) else kept).append(hit)
    return kept, starred


def _without_asked_part(facts: Facts, hit: Hit) -> bool:
    """Whether the allowing line leaves out the very part that the buyer names (`without lid`)."""
    said = facts.question.message.casefold()
    return any(part[:4].casefold() in said for part in _WITHOUT_PART.findall(_line(facts, hit)))


def _other_animal(facts: Facts, hit: Hit) -> bool:
    """Whether a print allows it for another animal than the one asked about."""
    asked = [animal for animal in _ANIMALS if animal.search(facts.question.message)]
    named = [animal for animal in _ANIMALS if animal.search(hit.text)]
    return bool(asked and named) and not set(asked) & set(named)


def _excepted(before: str, after: str) -> bool:
    return bool(_EXCEPT_BEFORE.search(before) or _EXCEPT_AFTER.match(after))


def _feature(facts: Facts, topic: Topic) -> Verdict | None:
    forbidden = _hits(facts, topic.forbid)
    plain: list[Hit] = []
    for hit in (*_hits(facts, topic.allow), *facts.find(topic.words)):
        before, after = _around(facts, hit)
        if _within(hit, forbidden):
            continue
        denied = _NEGATED_AFTER.match(after) or _DENIED_AFTER.match(after) or _excepted(before, after)
        if _NEGATED_FEATURE.search(before.split("\n")[-1]) or denied:
            forbidden.append(hit)
        elif _STARRED.match(after) or prints.CONDITIONAL.match(after):
            return verdict(None, "topic", "not_certain", ask=topic.ask or "ask.features")
        elif not _OPTIONAL.search(before[-30:] + after[:30]):
            plain.append(hit)
    # "No Temperature And Humidity": the negation reaches over the whole list it opens.
    if forbidden:
        return _answer(facts, False, topic, forbidden[0], "feature_absent")
    if plain:
        return _answer(facts, True, topic, plain[0], "feature_printed")
    return verdict(None, "topic", "not_printed", ask=topic.ask or "ask.features")


def _requirement(facts: Facts, topic: Topic) -> Verdict | None:
    not_needed = _hits(facts, topic.forbid)
    needed = [hit for hit in _hits(facts, topic.allow) if not _within(hit, not_needed) and not _negated(facts, hit)]
    message = facts.question.message
    asks_need = bool(cues.NEEDED.search(message)) and not re.search(
        r"\bwithout\b|ohne|sans|\bsin\b|senza|\bsem\b|без|没有|なし|無し", message, re.IGNORECASE
    )
    asks_without = bool(cues.WITHOUT.search(facts.said)) and not asks_need
    if not asks_need and not asks_without:
        return None
    if not_needed and needed:
        return verdict(None, "topic", "not_printed", ask=topic.ask)
    if not_needed:
        return _answer(facts, not asks_need, topic, not_needed[0], "not_required")
    if needed:
        return _answer(facts, asks_need, topic, needed[0], "required")
    return verdict(None, "topic", "not_printed", ask=topic.ask)


def _hazard(facts: Facts, topic: Topic) -> Verdict | None:
    """A printed warning answers; a label without one proves nothing."""
    hits = [hit for hit in facts.find(topic.words) if not _negated_warning(facts, hit)]
    message = facts.question.message
    if not hits:
        return verdict(None, "topic", "not_printed", ask=topic.ask)
    if _HARM_ASKED.search(message) and not re.search(r"\bsafe\b|безопас|安全", message, re.IGNORECASE):
        return _answer(facts, True, topic, hits[0], "warning")
    if _SAFE_ASKED.search(message) or "?" in message:
        return _answer(facts, False, topic, hits[0], "warning")
    return None


def _content(facts: Facts, topic: Topic) -> Verdict | None:
    free: list[Hit] = []
    held: list[Hit] = []
    for hit in facts.find(topic.words):
        before, after = _around(facts, hit)
        (free if _FREE_BEFORE.search(before) or _FREE_AFTER.match(after) else held).append(hit)
    message = facts.question.message
    asks_safe = bool(_SAFE_ASKED.search(message)) and not _CONTAINS_ASKED.search(message)
    wants_free = asks_safe or bool(_FREE_ASKED.search(facts.said))
    if facts.needs("share"):
        return None
    if free and held:
        held = [
            hit
            for hit in held
            if re.search(r"contain|enthält|contiene|contient|含|содерж|\d\s?[%％]", _line(facts, hit), re.IGNORECASE)
        ]
        if held and wants_free:
            return _answer(facts, False, topic, held[0], "contains")
    if topic.id == "plant_food":
        return _answer(facts, False, topic, free[0], "free_of") if free else None
    if free and not held:
        return _answer(facts, wants_free, topic, free[0], "free_of")
    if held:
        amounts = [
            hit
            for hit in held
            if re.search(
                r"\d\s?[%％]|contain|renferme|contient|enthält|contiene|contém|含|содерж",
                _line(facts, hit),
                re.IGNORECASE,
            )
        ]
        if wants_free:
            return _answer(facts, False, topic, (amounts or held)[0], "contains")
        return _answer(facts, True, topic, amounts[0], "contains") if amounts else None
    return verdict(None, "topic", "not_printed", ask=topic.ask)


_SENSES = {
    "permission": _permission, "feature": _feature, "requirement": _requirement, "hazard": _hazard, "content": _content,
}  # fmt: skip


def _answer(facts: Facts, yes: bool, topic: Topic, hit: Hit, because: str = "") -> Verdict:
    shown = _quoted(facts, hit)
    printed = " ".join(proof.quote for proof in shown)
    return verdict(
        yes, f"topic.{topic.id}", because or ("allowed" if yes else "forbidden"), proofs=shown, printed=printed
    )


def _quoted(facts: Facts, hit: Hit) -> tuple[Proof, ...]:
    """The lines a match touches, whole where they are short, else its clause."""
    found = []
    for proof in hit.proofs:
        line = next(
            (p.text.strip() for p in facts.prints if p.source == proof.source and proof.quote in p.text), proof.quote
        )
        whole = _SYMBOL.sub("", line)
        short = len(line) <= _SHORT_LINE and proof.quote in whole
        found.append(Proof(whole if short else prints.clause(line, proof.quote), proof.source))
    return tuple(found)


def _hits(facts: Facts, pattern: re.Pattern[str] | None) -> list[Hit]:
    return list(facts.find(pattern)) if pattern else []


def _within(hit: Hit, others: list[Hit]) -> bool:
    return any(o.start < hit.end and hit.start < o.end for o in others)


def _around(facts: Facts, hit: Hit) -> tuple[str, str]:
    """The text around a match, up to the sentence's ends; a heading's or a list item's line ends a sentence too."""
    joined = facts.joined
    before = re.split(r"[.;!?。；！？•]", joined[max(0, hit.start - 110) : hit.start])[-1]
    above, _, same = before.rpartition("\n")
    if above and "\u3040" <= above[-1] <= "\u9fff" and not _OPEN_ENDED.search(above):
        before = same  # Chinese and Japanese labels set a line for each statement, without a mark at its end
    return before.replace("\n", " "), joined[hit.end : hit.end + 40].replace("\n", " ")


def _line(facts: Facts, hit: Hit) -> str:
    return " ".join(p.text for p in facts.prints if any(proof.source == p.source for proof in hit.proofs))


def _negated(facts: Facts, hit: Hit) -> bool:
    before, _ = _around(facts, hit)
    return bool(re.search(cues.NEGATION + r"\s*(?:[\w-]+\s+){0,2}$", before, re.IGNORECASE))


def _negated_warning(facts: Facts, hit: Hit) -> bool:
    """`non-toxic`, `not irritating`: no warning."""
    before, _ = _around(facts, hit)
    return bool(
        re.search(
            r"(?:\bnon|\bnot|\bkein\w*|\bnicht|\bno|\bsin|\bsans|\bsenza|\bне|不|无|無)[\s-]*$", before, re.IGNORECASE
        )
    )


def _both(hit: Hit) -> bool:
    return bool(re.search(r"indoor|内|innen|interior|intérieur|intern|внутри|屋内", hit.text, re.IGNORECASE))


def _both_line(facts: Facts, hit: Hit) -> bool:
    return bool(re.search(r"outdoor|外|außen|exterior|extérieur|estern|наруж", _line(facts, hit), re.IGNORECASE))
