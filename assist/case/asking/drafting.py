"""Drafting: a model's form becomes a draft whose claims point at lines, passages and parts of photos.

Nothing is repaired: an id that was not given out, or a quote at the wrong line, stays wrong and does not hold.  Only a
region whose words a line of that photo has already read at that place is taken as that line, which is exact.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from assist.case.asking.forms import AnswerForm, ClaimForm
from assist.case.asking.material import Material
from assist.case.asking.sentences import MARK, marks_of
from assist.case.draft import REGION, Claim, Draft
from assist.case.evidence import stands_in
from assist.case.generation import Picture
from assist.case.geometry import Box
from assist.case.judgement import Judgement, Sentence
from assist.case.reading import Reading
from assist.case.reply import Reply
from assist.case.specs import Source

# A mark that names no claim: no draft has so many.
NOWHERE = 999
# A line's box lies in a region when this share of it does; boxes of models are loose (no run has measured it yet).
INSIDE = 0.5


def draft_of(form: AnswerForm, material: Material, reply: Reply, own: Draft) -> Draft:
    """The draft of a model's form.

    `own` is the program's draft of the same ticket: its claims come first, so that a proved decision keeps its prints;
    a claim of the model's that says the same is not repeated.
    """
    claims = list(own.claims)
    places: dict[int, int] = {}
    for number, said in enumerate(form.claims, start=1):
        claim = _claim(said, material, reply.readings)
        same = next((at for at, other in enumerate(claims) if _same(claim, other)), None)
        if same is None:
            claims.append(claim)
        elif not claims[same].text:
            claims[same] = replace(claims[same], text=claim.text)
        places[number] = len(claims) if same is None else same + 1
    return Draft(
        claims=tuple(claims),
        given=len(own.claims),
        judgement=None if form.verdict == "none" else Judgement(form.verdict),
        text=_renumbered(form.reply, places),
        ask=tuple(Sentence.of("ask.model", question=question) for question in form.ask if question),
        found=bool(claims),
        because=form.because,
    )


def region_of(picture: Picture, corners: list[float]) -> Box:
    """The part of the photo that four thousandths of a picture stand for: the one place where they are converted."""
    inner, outer = Box.from_glm(*corners), picture.region
    return Box.clamped(
        outer.left + inner.left * outer.width, outer.top + inner.top * outer.height,
        outer.left + inner.right * outer.width, outer.top + inner.bottom * outer.height,
    )  # fmt: skip


def _claim(said: ClaimForm, material: Material, readings: tuple[Reading, ...]) -> Claim:
    picture = material.pictures.get(said.source)
    if picture is not None and said.region:
        region = region_of(picture, said.region)
        line = _line_in(region, said.quote, next((r for r in readings if r.photo == picture.photo), None))
        if line is not None:
            return Claim(said.text, said.quote, line)
        return Claim(said.text, said.quote, Source("photo", picture.photo, REGION), region)
    return Claim(said.text, said.quote, material.sources.get(said.source, Source("unknown", said.source)))


def _line_in(region: Box, quote: str, reading: Reading | None) -> Source | None:
    """The line that stands in the region and says the quote."""
    if reading is None or not quote.strip():
        return None
    for index, line in enumerate(reading.lines):
        if stands_in(quote, line.text) and region.intersection(line.box) >= INSIDE * line.box.area > 0:
            return Source("photo", reading.photo, index)
    return None


def _same(one: Claim, other: Claim) -> bool:
    if one.source != other.source or one.region != other.region:
        return False
    return one.quote == other.quote or (stands_in(one.quote, other.quote) and stands_in(other.quote, one.quote))


def _renumbered(text: str, places: Mapping[int, int]) -> str:
    """The text with its marks naming the draft's claims; a mark of no claim names none there either."""
    return MARK.sub(lambda mark: "".join(f"[{places.get(n, NOWHERE)}]" for n in marks_of(mark.group())), text)
