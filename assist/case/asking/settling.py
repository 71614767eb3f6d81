"""Settling: a model's proposal beside the typed rules' verdict, and what of both may be shown.

==================  ===================  ==========================================================================
typed rules         model                shown
==================  ===================  ==========================================================================
yes or no, proved   the same             the program's words, as without a model
no, proved          yes                  the program's no, to be checked, both reasons told
yes, proved         no                   nothing is decided, to be checked, both reasons told
yes or no, proved   unclear, or nothing  the program's answer as without a model; the agent is told
unclear, for want   yes                  the program's question to the buyer; the agent is told
of a named fact
unclear otherwise   yes or no            the model's, to be checked, where a claim of its holds; else the program's
unclear             unclear, or nothing  the model's words where they cite what holds, else the program's questions
no yes/no asked     anything             the same: the model's words, to be checked, or the program's
==================  ===================  ==========================================================================

A rule that names the fact it lacks is not answered by a model's yes.  (A scripted model that always says yes and quotes
the longest line, over 103 development questions with gold readings, 2026-11-21: without this 19 dangerous answers to be
checked, with it 6; none Ready and wrong either way.  It costs 2 of the 6 answers that such a yes got right.)

A model's wording is never Ready.  That each sentence cites what holds does not make it say what its quote says: a
model that agreed with a typed no, cited its print and went on "with a plug adapter it works without trouble" passed
every check that compares words (2026-11-21).  The agent may have the program's words rewritten, and reads them again.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from assist.case.asking.checks import Backing, Checked, backing, checked
from assist.case.asking.drafting import NOWHERE
from assist.case.asking.forms import begins_with
from assist.case.asking.links import links
from assist.case.asking.sentences import marks_of
from assist.case.asking.support import Lists, promised
from assist.case.draft import Draft
from assist.case.evidence import Evidence, numbered
from assist.case.judgement import Judgement, Proof, Sentence, Verdict
from assist.case.reply import Outcome, Reply

# What is told of one draft at most; a model that fails everywhere needs no list of it.
MOST_TOLD = 6
# An unmarked beginning such as "Yes." or 可以。 states nothing that the verdict does not.
BARE_WORDS, BARE_SIGNS = 2, 4
# Rules that found nothing that decides, which is no more than that: all others name the fact that is missing.
_SILENT = ("none", "topic")
# Struck sentences that stated something; a promise or a link is no condition.
_FACTS = frozenset({"number", "designation", "uncited"})
# These end before an answer does: the agent or the buyer has to do something first.
_FIRST = frozenset({Outcome.NEEDS_PERSON, Outcome.WHICH_PRODUCT, Outcome.UNREADABLE_PHOTO})


@dataclass(frozen=True, slots=True)
class Settled:
    """What is shown: the verdict, the evidence with its marks, the model's words (empty: the program's), and notes.

    `ready` is false where a person must look, whatever is proved; `ask` are the model's questions, `asks` whether the
    buyer is asked anything at all.
    """

    verdict: Verdict | None
    evidence: tuple[Evidence, ...]
    body: str = ""
    ready: bool = False
    ask: tuple[Sentence, ...] = ()
    asks: bool = True
    notes: tuple[Sentence, ...] = ()


def settle(reply: Reply, draft: Draft, lists: Lists) -> Settled:
    """What of the model's draft and the typed verdict is shown; `reply.evidence` is that of the draft's claims."""
    typed, said = proved_verdict(reply), draft.judgement
    words, words_evidence = _words(reply, draft, lists)
    own = _own_evidence(reply.evidence, draft, lists)
    notes = tuple(each.note() for each in words.struck[:MOST_TOLD])
    usable = bool(marks_of(words.text)) and reply.outcome not in _FIRST
    usable = usable and {said, begins_with(words.text)} != {"yes", "no"}  # form and text contradict each other
    # What was taken out of a yes may have been its condition ("but only to 1 cm"): then nothing of it is shown.
    usable = usable and not (said is Judgement.YES and any(each.kind in _FACTS for each in words.struck))
    if typed is not None and typed.judgement is not Judgement.UNCLEAR:
        proofs = tuple(each for each in reply.evidence if _proves(each, typed))
        if said is typed.judgement:
            return Settled(typed, numbered(proofs), ready=True, notes=notes)
        if said in (Judgement.YES, Judgement.NO):
            key = f"model.disagrees_{typed.judgement.value}_{said.value}"
            against = Sentence.of(key, typed_why=_why(typed), why=draft.because)
            shown = typed if typed.judgement is Judgement.NO else replace(typed, judgement=Judgement.UNCLEAR)
            return Settled(shown, numbered(proofs), asks=False, notes=(against, *notes))
        return Settled(
            typed, numbered(proofs), ready=True, notes=(Sentence.of("model.unsure", why=draft.because), *notes)
        )
    if said is Judgement.YES and typed is not None and typed.ask and not typed.rule.startswith(_SILENT):
        missing = Sentence.of("model.missing_yes", why=draft.because)
        return Settled(typed, numbered(reply.evidence[: draft.given]), notes=(missing, *notes))
    asks = _asks(draft, reply, lists)
    if not usable:
        if said in (Judgement.YES, Judgement.NO):
            notes = (Sentence.of(f"model.unproved_{said.value}", why=draft.because), *notes)
        quoted = any(each.holds for each in reply.evidence[: draft.given])
        return Settled(typed, numbered(own), ready=typed is None and quoted, ask=asks, notes=notes)
    bare = tuple(Sentence.of("model.bare", sentence=each) for each in _bare(words)[:MOST_TOLD])
    first, verdict = Sentence("model.wording"), typed
    if said in (Judgement.YES, Judgement.NO):
        first = Sentence.of(f"model.decided_{said.value}", why=draft.because)
        points = tuple(Proof(each.claim.quote, each.claim.source) for each in words_evidence if each.holds)
        verdict = Verdict(said, "model", Sentence.of("because.model", why=draft.because), proofs=points)
    return Settled(verdict, words_evidence, words.text, False, asks, notes=(first, *notes, *bare))


def proved_verdict(reply: Reply) -> Verdict | None:
    """The typed verdict, unclear where one of its prints was not found: then the photo is asked for again."""
    verdict = reply.verdict
    if verdict is None or verdict.judgement is Judgement.UNCLEAR:
        return verdict
    holding = {(each.claim.quote, each.claim.source) for each in reply.evidence if each.holds}
    if verdict.proofs and all((proof.quote, proof.source) in holding for proof in verdict.proofs):
        return verdict
    return replace(verdict, judgement=Judgement.UNCLEAR, ask=verdict.ask or (Sentence("ask.photo_again"),))


def _words(reply: Reply, draft: Draft, lists: Lists) -> tuple[Checked, tuple[Evidence, ...]]:
    """The model's text as it may be shown, and the evidence that goes with it: what it cites in its order, its other
    claims, and the prints that decide."""
    cited = marks_of(draft.text)
    verdict = proved_verdict(reply)
    kept = [
        place
        for place, each in enumerate(reply.evidence, start=1)
        if place > draft.given or place in cited or (verdict is not None and _proves(each, verdict))
    ]
    kept.sort(key=lambda place: (cited.index(place) if place in cited else NOWHERE, place))
    evidence = numbered([reply.evidence[place - 1] for place in kept])
    numbers = {place: each.number for place, each in zip(kept, evidence, strict=True)}
    base = backing(reply, lists)
    base = Backing(base.always, base.claims, numbers)
    return checked(draft.text, base, lists, reply.language), evidence


def _own_evidence(evidence: tuple[Evidence, ...], draft: Draft, lists: Lists) -> tuple[Evidence, ...]:
    """The program's claims where one of them holds, else all: a quote that a model found and that stands is kept.

    Not where it promises something or links somewhere: it would be quoted to the buyer as if it answered.
    """
    own = evidence[: draft.given]
    if any(each.holds for each in own):
        return own
    return tuple(
        each for each in evidence if not promised((each.claim.quote,), lists.promises) and not links(each.claim.quote)
    )


def _proves(each: Evidence, verdict: Verdict) -> bool:
    return any((each.claim.quote, each.claim.source) == (proof.quote, proof.source) for proof in verdict.proofs)


def _bare(words: Checked) -> tuple[str, ...]:
    """The statements without a mark, apart from a bare yes or no."""

    def says_little(text: str) -> bool:
        letters = [ch for ch in text if ch.isalpha()]
        if any("\u3040" <= ch <= "\u9fff" for ch in letters):
            return len(letters) <= BARE_SIGNS
        return len(text.split()) <= BARE_WORDS

    return tuple(text for text in words.bare if not says_little(text))


def _asks(draft: Draft, reply: Reply, lists: Lists) -> tuple[Sentence, ...]:
    """The model's questions, less those that hold what nothing supports."""
    base = backing(reply, lists)
    kept = []
    for ask in draft.ask:
        question = dict(ask.facts).get("question", "")
        found = checked(question, base, lists, reply.language)
        if found.text and not found.struck:
            kept.append(Sentence.of(ask.key, question=found.text))
    return tuple(kept)


def _why(verdict: Verdict) -> str:
    """The typed reason as one line of facts; the page says it in words from the verdict itself."""
    facts = ", ".join(value for _, value in verdict.because.facts)
    return facts or verdict.rule
