"""Composing: what was proved becomes the outcome, the reply in the buyer's language and what to ask."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assist.case.asking.settling import proved_verdict, settle
from assist.case.asking.support import Lists, Promise
from assist.case.draft import EXTRACTIVE, Draft
from assist.case.evidence import Evidence, numbered
from assist.case.missing import told_missing
from assist.case.photo import Flaw
from assist.case.reply import Band, Outcome, Reply
from assist.case.search import is_foreign
from assist.case.text.courtesy import Tone, retoned
from assist.case.text.phrases import Phrasebook
from assist.case.verdict import Judgement, Sentence, Verdict

# Asked where nothing better is known; a model that saw the ticket may know better.
_GENERAL = frozenset({"ask.details", "ask.label_photo", "ask.label_photo_where"})


def compose(
    reply: Reply, phrases: Phrasebook, shop: str = "", lists: Lists | None = None, tone: Tone = Tone.PLAIN,
    forbidden: Sequence[Promise] = (),
) -> Reply:  # fmt: skip
    """The finished reply: evidence numbered, outcome judged, questions to the buyer chosen, text written.

    The text holds only what was proved: a claim that does not hold is neither said nor cited.  A model's words go in
    where `asking.settling` lets them, looked through with the shipped `lists`.  `shop` signs it, `tone` greets and
    closes.  A reply that says what the shop forbids (a manual's own words may) is never ready: the agent is told.
    """
    reply = replace(reply, evidence=numbered(reply.evidence))
    draft, body = reply.draft, ""
    if draft is not None and draft.complete and draft.engine != EXTRACTIVE:
        lists = lists or Lists()
        reply, body = _with_model(reply, draft, replace(lists, promises=(*lists.promises, *forbidden)))
    else:
        reply = replace(reply, verdict=kept(reply.verdict, reply.evidence))
        reply = replace(reply, outcome=judge(reply))
        reply = replace(reply, ask=questions(reply))
    reply = told_missing(reply)
    text = write(reply, phrases, body)
    if tone is not Tone.PLAIN:
        text = retoned(text, phrases, reply.language, tone, photos=len(reply.case.photos), closes=False)
    if told := forbidden_said(text, forbidden):
        outcome = Outcome.UNVERIFIED if reply.outcome is Outcome.ANSWERED else reply.outcome
        reply = replace(reply, outcome=outcome, notes=(*reply.notes, *told))
    if shop:
        text += "\n\n" + phrases.say(Sentence.of("signature", shop=shop), reply.language)
    return replace(reply, text=text)


def forbidden_said(text: str, forbidden: Sequence[Promise]) -> tuple[Sentence, ...]:
    """What the agent is told of a text that says what the shop forbids; nothing for one that does not."""
    said = sorted({match.group() for promise in forbidden for match in promise.words.finditer(text)})
    return (Sentence.of("forbidden.said", what=", ".join(said)),) if said else ()


def _with_model(reply: Reply, draft: Draft, lists: Lists) -> tuple[Reply, str]:
    """The reply with what a model's draft and the typed verdict settle on, and the model's words for it."""
    first = judge(replace(reply, verdict=proved_verdict(reply)))
    settled = settle(replace(reply, outcome=first), draft, lists)
    reply = replace(reply, verdict=settled.verdict, evidence=settled.evidence, notes=(*reply.notes, *settled.notes))
    outcome = judge(reply)
    if outcome is Outcome.ANSWERED and not settled.ready:
        outcome = Outcome.UNVERIFIED
    reply = replace(reply, outcome=outcome)
    asks = questions(reply) if settled.asks else ()
    decided = reply.verdict is not None and reply.verdict.judgement is not Judgement.UNCLEAR
    if settled.ask and not decided and {ask.key for ask in asks} <= _GENERAL and outcome.band is not Band.READY:
        asks = settled.ask
    return replace(reply, ask=asks), settled.body


def kept(verdict: Verdict | None, evidence: Sequence[Evidence]) -> Verdict | None:
    """The verdict, unclear where one of the prints it rests on was not found: then the photo is asked for again."""
    if verdict is None or verdict.judgement is Judgement.UNCLEAR:
        return verdict
    if verdict.proofs and all(each.holds for each in evidence):
        return verdict
    return replace(verdict, judgement=Judgement.UNCLEAR, ask=verdict.ask or (Sentence("ask.photo_again"),))


def judge(reply: Reply) -> Outcome:
    """How the case ends; the first rule that applies decides.

    A manual proves something only for the product that the buyer has: where that was guessed, a person looks.
    """
    verdict, photos = reply.verdict, bool(reply.case.photos)
    proved = any(each.holds for each in reply.evidence)
    if reply.question.danger:
        return Outcome.NEEDS_PERSON
    if photos and unreadable(reply) and not reply.product_sure:
        return Outcome.UNREADABLE_PHOTO
    if reply.labels and not reply.case.focus:
        return Outcome.WHICH_PRODUCT
    if verdict and verdict.judgement is not Judgement.UNCLEAR:
        seen = all(proof.source.kind == "photo" for proof in verdict.proofs)
        return Outcome.ANSWERED if seen or reply.product_sure else Outcome.UNVERIFIED
    if len(reply.match.runners_up) > 1 and not reply.product_known:
        return Outcome.WHICH_PRODUCT
    if proved:
        # A yes or no was asked that the manual's words may answer and the program could not: a person reads on.
        return Outcome.ANSWERED if verdict is None and reply.product_sure else Outcome.UNVERIFIED
    if photos and unreadable(reply):
        return Outcome.UNREADABLE_PHOTO
    if photos and (verdict or not reply.case.message.strip()):
        return Outcome.ASK_BUYER
    # Nothing could be quoted as the answer, but the passages speak of what is asked: a person reads them.
    near = reply.found.passages and not reply.found.silent and not is_foreign(reply)
    return Outcome.UNVERIFIED if near else Outcome.NOT_IN_MANUAL


def unreadable(reply: Reply) -> bool:
    """Whether no photo of the case could be read: hopeless, or nothing read and a flaw that explains it."""
    return all(
        not reading.lines and not reading.codes and bool(photo.quality.hopeless or photo.quality.flaws)
        for photo, reading in zip(reply.case.photos, reply.readings, strict=True)
    )


def questions(reply: Reply) -> tuple[Sentence, ...]:
    """What to ask the buyer, most useful first; empty where everything needed is there."""
    verdict, outcome = reply.verdict, reply.outcome
    unclear = verdict.ask if verdict and verdict.judgement is Judgement.UNCLEAR else ()
    if outcome in (Outcome.ANSWERED, Outcome.NEEDS_PERSON):
        return ()
    if outcome is Outcome.UNREADABLE_PHOTO:
        return (*_better_photo(reply), *unclear)
    if outcome is Outcome.WHICH_PRODUCT:
        return (_which(reply),)
    if reply.case.photos and not reply.case.message.strip():
        return (Sentence("ask.details"),)
    if not reply.product_sure and not reply.case.photos:
        return (Sentence("ask.product"), *unclear)
    if verdict and verdict.judgement is Judgement.UNCLEAR:
        return unclear or (Sentence("ask.label_photo"), Sentence("ask.label_photo_where"))
    if verdict:
        return ()
    if not reply.product_known:
        return (Sentence("ask.label_photo"),)
    return () if any(each.holds for each in reply.evidence) else (Sentence("ask.details"),)


def _better_photo(reply: Reply) -> tuple[Sentence, ...]:
    flaws = [flaw for photo in reply.case.photos for flaw in photo.quality.flaws]
    worst = next((flaw for flaw in (Flaw.BLANK, Flaw.TINY, Flaw.DARK, Flaw.BLURRED, Flaw.GLARE) if flaw in flaws), None)
    first = Sentence(f"ask.photo_{worst.value}") if worst else Sentence("ask.photo_again")
    return (first,)


def _which(reply: Reply) -> Sentence:
    titles = tuple(dict.fromkeys(runner.title for runner in reply.match.runners_up))[:3]
    if reply.labels and not reply.case.focus:
        titles = tuple(label.name for label in reply.labels)[:3]
    return Sentence.of("ask.product_between", products=" / ".join(titles))


def write(reply: Reply, phrases: Phrasebook, body: str = "") -> str:
    """The reply in the buyer's language: conclusion, how we know, where to look, what is asked. Paragraphs by line.

    `body` is a model's checked wording of conclusion and proofs, which stands in their place.
    """

    def say(key: str, **facts: object) -> str:
        return phrases.say(Sentence.of(key, **facts), reply.language)

    photos = len(reply.case.photos)
    thanks = ("thanks.message", "thanks.photo", "thanks.photos")[min(photos, 2)]
    parts = [f"{say('greeting')}\n{say(thanks)}"]
    if reply.outcome is Outcome.NEEDS_PERSON:
        said = [say("handoff.buyer"), *([say("handoff.safety")] if _unsafe(reply) else [])]
        parts.append(_between(reply.language).join(said))
        return "\n\n".join(parts)
    if body:
        parts.append(body)
    else:
        parts.append(_conclusion(reply, phrases))
        if reply.outcome is not Outcome.WHICH_PRODUCT:
            parts.append("\n".join(_proofs(reply, phrases)))
    if reply.ask:
        asked = [phrases.say(sentence, reply.language) for sentence in reply.ask]
        parts.append("\n".join(asked))
    if reply.outcome is Outcome.ANSWERED:
        parts.append(say("closing"))
    return "\n\n".join(part for part in parts if part)


def _conclusion(reply: Reply, phrases: Phrasebook) -> str:
    def say(key: str, **facts: object) -> str:
        return phrases.say(Sentence.of(key, **facts), reply.language)

    verdict, outcome = reply.verdict, reply.outcome
    if verdict and outcome in (Outcome.ANSWERED, Outcome.UNVERIFIED) and verdict.judgement is not Judgement.UNCLEAR:
        said = say(f"conclusion.{verdict.judgement.value}"), phrases.say(verdict.because, reply.language)
        return _between(reply.language).join(said)
    if outcome is Outcome.NOT_IN_MANUAL:
        if reply.match.because.key in ("product_other_model", "product_no_manual"):
            model = dict(reply.match.because.facts).get("model", "")
            return say("no_manual_for", model=model)
        if not reply.product_known:
            return say("no_manual") if reply.case.photos else say("conclusion.unclear")
        return say("not_in_manual")
    proved = any(each.holds for each in reply.evidence)
    if outcome is Outcome.ASK_BUYER or (outcome is Outcome.UNVERIFIED and (verdict or not proved)):
        return say("conclusion.unclear")
    return ""


def _between(language: str) -> str:
    """What stands between two sentences: a full-width stop is wide enough."""
    return "" if language in ("zh", "ja") else " "


def _proofs(reply: Reply, phrases: Phrasebook) -> list[str]:
    """One sentence a proved claim, each with its mark; the first manual passage also says where to look."""
    said: list[str] = []
    seen: set[str] = set()
    passages = {passage.id: passage for passage in reply.found.passages}
    for each in reply.evidence:
        if not each.holds:
            continue
        kind = "code" if each.claim.source.line == -1 else "label"
        facts: dict[str, object] = {"quote": each.claim.quote}
        if each.claim.source.kind == "passage":
            passage = passages[each.claim.source.id]
            foreign = passage.language not in ("", reply.language)
            kind = "manual_in" if foreign else "manual"
            facts |= {"page": each.page, "language": phrases.language(passage.language, reply.language)}
        key = f"proof.{kind}_more" if kind in seen and kind in ("label", "manual") else f"proof.{kind}"
        seen.add(kind)
        said.append(f"{phrases.say(Sentence.of(key, **facts), reply.language)} [{each.number}]")
    return said


def _unsafe(reply: Reply) -> bool:
    return bool(set(reply.question.danger) & {"injury", "fire", "burn", "smoke", "swelling", "shock", "water", "gas"})
