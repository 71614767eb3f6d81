"""Topics: uses, features, requirements, hazards and contents, which a label names in words.

What a topic means is data (`topics.json`); here is only how a print allows or forbids it, and how a question turns
that into yes or no.  A permission needs words that allow; a bare mention of bleach allows nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assist.case.judgement import Judgement, Proof, Verdict
from assist.case.rules import frames, prints
from assist.case.rules.facts import Facts, Hit, verdict
from assist.case.tables import Topic
from assist.case.text import cues
from assist.case.text.language import detect

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
            if a.judgement is not Judgement.YES or frames.SUPPORTS.search(dict(a.because.facts).get("printed", ""))
        ]
    decided = [a for a in answers if a.judgement is not Judgement.UNCLEAR]
    refused = [a for a in decided if a.judgement is Judgement.NO]
    if refused:
        return refused[0]
    if decided:
        return decided[0]
    return answers[0] if answers else None


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
        if _excepted(before, after) or frames.DENIED_AFTER.match(after):
            (open_ends if frames.FORBIDS_BEFORE.search(before) else forbidden).append(hit)
        elif frames.STARRED.match(after):
            open_ends.append(hit)
        elif frames.FORBIDS_BEFORE.search(before) or cues.NEGATION_AFTER.match(after):
            # A two-language label may say it twice; a forbidding frame around a permission word is a no.
            if not _within(hit, allowed):
                forbidden.append(hit)
        elif frames.ALLOWS_BEFORE.search(before) or frames.ALLOWS_AFTER.match(after):
            allowed.append(hit)
    if topic.id == "outdoor" and any(_both(hit) for hit in allowed):
        forbidden = [hit for hit in forbidden if not _both_line(facts, hit)]
    if forbidden:
        return _answer(facts, False, topic, forbidden)
    allowed = [hit for hit in allowed if not _other_animal(facts, hit)]
    open_ends += [hit for hit in allowed if _without_asked_part(facts, hit)]
    if allowed and frames.LOWER.search(facts.question.message) and frames.UPPER.search(_line(facts, allowed[0])):
        open_ends.append(allowed[0])
    if allowed and not open_ends:
        return _answer(facts, True, topic, allowed)
    return verdict(None, "topic", "not_printed", ask=topic.ask or "ask.label")


def _weighed(facts: Facts, allowed: list[Hit], forbidden: list[Hit]) -> tuple[list[Hit], list[Hit]]:
    """The allowing prints that hold, and those that a star leaves open; a denied one joins `forbidden`."""
    kept: list[Hit] = []
    starred: list[Hit] = []
    for hit in allowed:
        before, after = _around(facts, hit)
        if frames.DENIED_AFTER.match(after) or _excepted(before, after):
            forbidden.append(hit)
        else:
            (starred if frames.STARRED.match(after) else kept).append(hit)
    return kept, starred


def _without_asked_part(facts: Facts, hit: Hit) -> bool:
    """Whether the allowing line leaves out the very part that the buyer names (`without lid`)."""
    said = facts.question.message.casefold()
    return any(part[:4].casefold() in said for part in frames.WITHOUT_PART.findall(_line(facts, hit)))


def _other_animal(facts: Facts, hit: Hit) -> bool:
    """Whether a print allows it for another animal than the one asked about."""
    asked = [animal for animal in frames.ANIMALS if animal.search(facts.question.message)]
    named = [animal for animal in frames.ANIMALS if animal.search(hit.text)]
    return bool(asked and named) and not set(asked) & set(named)


def _excepted(before: str, after: str) -> bool:
    return bool(frames.EXCEPT_BEFORE.search(before) or frames.EXCEPT_AFTER.match(after))


def _feature(facts: Facts, topic: Topic) -> Verdict | None:
    forbidden = _hits(facts, topic.forbid)
    plain: list[Hit] = []
    for hit in (*_hits(facts, topic.allow), *facts.find(topic.words)):
        before, after = _around(facts, hit)
        if _within(hit, forbidden):
            continue
        denied = frames.NEGATED_AFTER.match(after) or frames.DENIED_AFTER.match(after) or _excepted(before, after)
        if frames.NEGATED_FEATURE.search(before.split("\n")[-1]) or denied:
            forbidden.append(hit)
        elif frames.STARRED.match(after) or prints.CONDITIONAL.match(after):
            return verdict(None, "topic", "not_certain", ask=topic.ask or "ask.features")
        elif not frames.OPTIONAL.search(before[-30:] + after[:30]):
            plain.append(hit)
    # "No Temperature And Humidity": the negation reaches over the whole list it opens.
    if forbidden:
        return _answer(facts, False, topic, forbidden, "feature_absent")
    if plain:
        return _answer(facts, True, topic, plain, "feature_printed")
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
        return _answer(facts, not asks_need, topic, not_needed, "not_required")
    if needed:
        return _answer(facts, asks_need, topic, needed, "required")
    return verdict(None, "topic", "not_printed", ask=topic.ask)


def _hazard(facts: Facts, topic: Topic) -> Verdict | None:
    """A printed warning answers; a label without one proves nothing."""
    hits = [hit for hit in facts.find(topic.words) if not _negated_warning(facts, hit)]
    message = facts.question.message
    if not hits:
        return verdict(None, "topic", "not_printed", ask=topic.ask)
    if frames.HARM_ASKED.search(message) and not re.search(r"\bsafe\b|безопас|安全", message, re.IGNORECASE):
        return _answer(facts, True, topic, hits, "warning")
    if frames.SAFE_ASKED.search(message) or "?" in message:
        return _answer(facts, False, topic, hits, "warning")
    return None


def _content(facts: Facts, topic: Topic) -> Verdict | None:
    free: list[Hit] = []
    held: list[Hit] = []
    for hit in facts.find(topic.words):
        before, after = _around(facts, hit)
        (free if frames.FREE_BEFORE.search(before) or frames.FREE_AFTER.match(after) else held).append(hit)
    message = facts.question.message
    asks_safe = bool(frames.SAFE_ASKED.search(message)) and not frames.CONTAINS_ASKED.search(message)
    wants_free = asks_safe or bool(frames.FREE_ASKED.search(facts.said))
    if facts.needs("share"):
        return None
    if free and held:
        held = [
            hit
            for hit in held
            if re.search(r"contain|enthält|contiene|contient|含|содерж|\d\s?[%％]", _line(facts, hit), re.IGNORECASE)
        ]
        if held and wants_free:
            return _answer(facts, False, topic, held, "contains")
    if topic.id == "plant_food":
        return _answer(facts, False, topic, free, "free_of") if free else None
    if free and not held:
        free = [hit for hit in free if not _part_of_it(facts, topic, hit)]
        if not free:
            return verdict(None, "topic", "not_certain", ask=topic.ask or "ask.ingredients")
        return _answer(facts, wants_free, topic, free, "free_of")
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
            return _answer(facts, False, topic, amounts or held, "contains")
        if frames.FOR_SOMEBODY.search(message) and not frames.CONTAINS_ASKED.search(message):
            return verdict(None, "topic", "not_certain", ask=topic.ask or "ask.ingredients")
        return _answer(facts, True, topic, amounts, "contains") if amounts else None
    return verdict(None, "topic", "not_printed", ask=topic.ask)


def _part_of_it(facts: Facts, topic: Topic, hit: Hit) -> bool:
    """Whether a print is free of a part alone (`lactose free`), and the buyer asks for more than that part."""
    part = next((words for words in frames.PARTS_OF_CONTENTS if words.search(hit.text)), None)
    if part is None:
        return False
    return not part.search(facts.said) or bool(topic.words.search(part.sub(" ", facts.said)))


_SENSES = {
    "permission": _permission, "feature": _feature, "requirement": _requirement, "hazard": _hazard, "content": _content,
}  # fmt: skip


def _answer(facts: Facts, yes: bool, topic: Topic, hits: Sequence[Hit], because: str = "") -> Verdict:
    shown = _enough(facts, topic, _in_the_buyer_s_language(facts, hits))
    printed = " ".join(proof.quote for proof in shown)
    return verdict(
        yes, f"topic.{topic.id}", because or ("allowed" if yes else "forbidden"), proofs=shown, printed=printed
    )


def _enough(facts: Facts, topic: Topic, hit: Hit) -> tuple[Proof, ...]:
    """The lines of a match; one alone where it says as much (`Non soluble` above `dans l'eau`)."""
    shown = _quoted(facts, hit)
    if len(shown) > 1:
        denied = re.search(cues.NEGATION, hit.text, re.IGNORECASE) is not None
        for proof in shown:
            says_no = re.search(cues.NEGATION, proof.quote, re.IGNORECASE) is not None
            if denied and says_no and topic.words.search(proof.quote):
                return (proof,)
    return shown


def _in_the_buyer_s_language(facts: Facts, hits: Sequence[Hit]) -> Hit:
    """Of several prints that say it, the first in the question's language: a label in two languages says it twice."""
    if len(hits) == 1:
        return hits[0]
    own = (hit for hit in hits if detect(_whole(facts, hit)) == facts.question.language)
    return next(own, hits[0])


def _whole(facts: Facts, hit: Hit) -> str:
    return " ".join(proof.quote for proof in _quoted(facts, hit))


def _quoted(facts: Facts, hit: Hit) -> tuple[Proof, ...]:
    """The lines a match touches, whole where they are short, else its clause."""
    found = []
    for proof in hit.proofs:
        line = next(
            (p.text.strip() for p in facts.prints if p.source == proof.source and proof.quote in p.text), proof.quote
        )
        whole = frames.SYMBOL.sub("", line)
        short = len(line) <= _SHORT_LINE and proof.quote in whole
        found.append(Proof(whole if short else prints.clause(line, proof.quote), proof.source))
    return tuple(found)


def _hits(facts: Facts, pattern: re.Pattern[str] | None) -> list[Hit]:
    return list(facts.find(pattern)) if pattern else []


def _within(hit: Hit, others: list[Hit]) -> bool:
    return any(o.start < hit.end and hit.start < o.end for o in others)


_NO = re.compile(r"\bno\b", re.IGNORECASE)


def _around(facts: Facts, hit: Hit) -> tuple[str, str]:
    """The text around a match, up to the sentence's ends; a heading's or a list item's line ends a sentence too."""
    joined = facts.joined
    before = re.split(r"\.(?!\d)|[;!?。；！？•]", joined[max(0, hit.start - 110) : hit.start])[-1]
    if _NO.search(before) and detect(_line(facts, hit)) == "pt":
        before = _NO.sub("em", before)  # `no limite` is on the edge; what denies in Portuguese is `não`
    above, _, same = before.rpartition("\n")
    if above and "\u3040" <= above[-1] <= "\u9fff" and not frames.OPEN_ENDED.search(above):
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
