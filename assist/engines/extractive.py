"""Extractive: the answering engine without a model. It claims only what it can quote."""

from __future__ import annotations

from dataclasses import dataclass

from assist.case.draft import Claim, Draft
from assist.case.glossary import Glossary
from assist.case.language import detect
from assist.case.quoting import Asked, best_quote
from assist.case.reply import Reply
from assist.case.search import query_of
from assist.case.specs import Source
from assist.case.verdict import Judgement

# Passages looked at for the quote; the agent sees as many beside the reply.
LOOKED_AT = 3


@dataclass(frozen=True, slots=True)
class Extractive:
    """Claims of a case: the prints that decide its verdict, and the manual's sentence that answers its question.

    `glossary` lets a question in one language find its sentence in another, `enough` is the support below which the
    manual is said not to answer.
    """

    glossary: Glossary
    enough: float

    def __call__(self, reply: Reply) -> Draft:
        claims = self._proofs(reply)
        decided = reply.verdict is not None and reply.verdict.judgement is not Judgement.UNCLEAR
        if not decided or not claims:
            claims += self._quote(reply)
        return Draft(
            claims=claims,
            judgement=reply.verdict.judgement if reply.verdict else None,
            ask=reply.verdict.ask if reply.verdict else (),
            found=bool(claims),
        )

    def _proofs(self, reply: Reply) -> tuple[Claim, ...]:
        proofs = reply.verdict.proofs if reply.verdict else ()
        return tuple(Claim("", proof.quote, proof.source) for proof in proofs)

    def _quote(self, reply: Reply) -> tuple[Claim, ...]:
        query = query_of(reply)
        if query is None or reply.found.support < self.enough:
            return ()
        passages = reply.found.passages[:LOOKED_AT]
        asked = [Asked(query.text, query.language)]
        if query.earlier:
            asked.append(Asked(query.earlier, detect(query.earlier) or query.language, 0.5))
        quote = best_quote(passages, asked, self.glossary)
        if quote is None:
            return ()
        return (Claim("", quote.text, Source("passage", passages[quote.passage].id)),)
