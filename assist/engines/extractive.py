"""Extractive: the answering engine without a model. It claims only what it can quote."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from functools import partial

from assist.case.draft import Claim, Draft
from assist.case.page.cells import in_cells
from assist.case.passages import Page, Passage
from assist.case.reply import Reply
from assist.case.search import is_foreign, query_of
from assist.case.specs import Source
from assist.case.text.glossary import Glossary
from assist.case.text.language import detect
from assist.case.text.quoting import Asked, best_quote, meets, sureness
from assist.case.text.slips import corrected
from assist.case.text.tokens import tokens
from assist.case.verdict import Judgement

# Passages looked at for the quote; further ones only where these lack the kind of answer that is asked for.
LOOKED_AT = 5


@dataclass(frozen=True, slots=True)
class Extractive:
    """Claims of a case: the prints that decide its verdict, and the manual's sentence that answers its question.

    `glossary` lets a question in one language find its sentence in another, `enough` is the sureness of a quote
    below which none is claimed, `page` the library's pages (for the cells of tables).
    """

    glossary: Glossary
    enough: float
    page: Callable[[str, int], Page] | None = None

    def __call__(self, reply: Reply) -> Generator[Draft, None, None]:
        """One draft, whole at once."""
        yield self.draft(reply)

    def draft(self, reply: Reply) -> Draft:
        """The claims of a case, from what was found for it."""
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
        if query is None or is_foreign(reply):
            return ()
        text = corrected(query.text, query.language, self.glossary, partial(_stands, reply.found.passages))
        asked = [Asked(text, query.language)]
        if query.earlier:
            asked.append(Asked(query.earlier, detect(query.earlier) or query.language, 0.5))
        passages, names, models = reply.found.passages, _names(reply), reply.found.models
        quote = best_quote(passages[:LOOKED_AT], asked, self.glossary, names=names, models=models)
        if quote and not quote.fits:
            quote = best_quote(passages, asked, self.glossary, names=names, models=models)
        if quote is None or ((reply.found.silent or reply.found.apart) and not quote.decided):
            return ()
        if sureness(quote, reply.found.support) < self.enough:
            return ()
        passage = passages[quote.passage]
        texts: tuple[str, ...] = (quote.text,)
        if self.page and passage.kind == "table":
            page = self.page(passage.manual, passage.page)
            texts = in_cells(quote.text, passage, page, meets(asked, passage.language, self.glossary))
        return tuple(Claim("", text, Source("passage", passage.id)) for text in texts)


def _stands(passages: Sequence[Passage], token: str) -> bool:
    return any(token in tokens(passage.text, passage.language) for passage in passages)


def _names(reply: Reply) -> tuple[str, ...]:
    """What the product is called: the same on every page, so it says nothing about what is asked."""
    match = reply.match
    return tuple(name for name in (match.designation, match.brand, match.title) if name)
