"""Extractive: the answering engine without a model. It claims only what it can quote."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from assist.case.draft import Claim, Draft
from assist.case.quoting import best_quote
from assist.case.reply import Reply
from assist.case.search import query_of
from assist.case.specs import Source
from assist.case.verdict import Judgement

# Passages looked at for the quote; the agent sees as many beside the reply.
LOOKED_AT = 3


@dataclass(frozen=True, slots=True)
class Extractive:
    """Claims of a case: the prints that decide its verdict, and the manual's sentence that answers its question.

    `expand` gives the weighted terms of a query (with its translations), `enough` is the support below which the
    manual is said not to answer.
    """

    expand: Callable[[str, str], Mapping[str, float]]
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
        terms = dict(self.expand(query.text, query.language))
        if query.earlier:
            for term, weight in self.expand(query.earlier, query.language).items():
                terms.setdefault(term, weight / 2)
        quote = best_quote([passage.text for passage in passages], terms)
        if quote is None:
            return ()
        return (Claim("", quote.text, Source("passage", passages[quote.passage].id)),)
