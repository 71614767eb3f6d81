"""Having: questions for a fact or a part of the product, which a warning that only names the thing does not answer.

"Do not use it where there is petrol vapour" does not tell what fuel a heater needs, and "keep your phone away from the
mist" not whether it has an app; but whether it may stand in the mist, it does.
"""

from __future__ import annotations

import re
from functools import lru_cache

from assist.case.text.accents import lenient
from assist.case.text.cues import WANTS_FACT


def _any(*parts: str) -> re.Pattern[str]:
    return re.compile(lenient("|".join(parts)), re.IGNORECASE)


# It is asked whether the product has something, which a warning that names the thing does not tell.
_ASKS_HAVING = _any(
    r"\b(?:does|do|did) (?:it|this|they|the [\w-]+(?: [\w-]+)?) (?:also |even |still )?(?:have|come with|"
    r"include|support|offer|contain)\b|\b(?:is|are) there (?:an?|any|some)\b|\bhas (?:it|this)\b|"
    r"\bequipped with\b|\bcontrol\w* (?:it|them)\b",
    r"有没有|有无|带不带|(?:有|带|支持|具备).{1,12}(?:吗|么|嘛)|是否(?:有|带|支持)|遥控|控制吗",
    r"\b(?:hat|haben|besitzt|unterstützt) (?:er|sie|es|das|der|die)\b|\bgibt es\b|\bverfügt\b",
    r"\b(?:tienen?|hay|incluye|dispone|trae|soporta|cuenta con)\b",
    r"\by a[- ]?t[- ]il\b|\ba[- ]t[- ](?:il|elle)\b|\bil y a\b|\best[- ]ce qu['’ei]+l? ?(?:a|y a|dispose)\b|"
    r"\bdispose\b|\bpossède\b",
    r"\bc['’]è\b|\bci sono\b|\bha (?:un|una|il|la|lo)\b|\bdispone\b|\bsupporta\b|\bdotat[oa]\b",
    r"\b(?:tem|há|possui|inclui|suporta|vem com)\b",
    r"\bесть ли\b|\bимеет(?:ся)?\b|\bоснащ\w+|\bподдерживает\b",
    r"(?:あります|付いて|ついて|対応して|搭載).{0,6}か",
)
# May I, is it safe, what must I mind: warnings are the answer.
_ASKS_LEAVE = _any(
    r"\b(?:can|could|may|should|must|shall) (?:i|we|you|one|it|they|my|the|this|children|kids)\b|\b(?:allowed|safe|"
    r"dangerous|harmful|ok(?:ay)?|permitted|careful|mind|avoid|never|risk)\b",
    r"可以|能不能|能否|能.{1,12}吗|允许|安全|危险|注意|可不可以|行吗",
    r"\b(?:kann|darf|dürfen|können|muss|soll\w*|sicher|gefährlich|erlaubt)\b",
    r"\b(?:puedo|puede|se puede|debo|segur[oa]|peligros[oa]|permitid[oa])\b",
    r"\b(?:peut|puis|peux|dois|doit|sûr|dangereu\w+|permis|autorisé)\b",
    r"\b(?:posso|può|si può|devo|sicur[oa]|pericolos[oa])\b",
    r"\b(?:posso|pode|devo|segur[oa]|perigos[oa])\b",
    r"\b(?:можно|нельзя|безопасн\w+|опасн\w+|разреш\w+)\b",
    r"(?:てもいい|できます|使えます|大丈夫|危険|安全)",
)
# A warning or what to do when something is damaged: it names things that the product need not have.
_WARNS = re.compile(
    r"\b(?:do not|don['’]t|never|must not|shall not|keep away|damaged|children|warning|danger|risk of|nicht|niemals|"
    r"nie|kein\w*|beschädigt\w*|kinder\w*|gefahr|no (?:se |lo |la )?(?:us\w+|utili\w+|coloc\w+|coloqu\w+|pon\w+|toc\w+|"
    r"toqu\w+|abr\w+|cubr\w+|moj\w+|dej\w+|sumer\w+|introdu\w+|deb\w+|pued\w+|conect\w+|tir\w+|permit\w+|intent\w+)|"
    r"nunca|dañad[oa]|niños|peligro|n(?:e |['’])\w+ (?:pas|jamais)|ne (?:pas|jamais)|endommagé\w*|enfants|"
    r"non (?:\w+(?:are|ere|ire|arsi|ate|ete|ite)|si|deve|devono|lasci\w*|toc\w*)|danneggiat[oa]|bambini|pericolo|"
    r"não|danificad[oa]|crianças|perigo|не|нельзя|никогда|запрещ\w+|повреж\w+|дети|детям|опасн\w+)\b|"
    r"[请不]?勿|禁止|严禁|不[要得可]|破[损損]|损坏|儿童|ないでください|しないこと|お子様|危[険险]",
    re.IGNORECASE,
)
REMEMBERED = 4000  # sentences


def asks_for_fact(question: str) -> bool:
    """Whether a property or a part is asked for, and not whether something may be done."""
    if _ASKS_HAVING.search(question):
        return True
    return bool(WANTS_FACT.search(question)) and not _ASKS_LEAVE.search(question)


@lru_cache(REMEMBERED)
def warns(sentence: str) -> bool:
    """Whether a sentence forbids, or tells what to do when something is damaged; the latest are remembered."""
    return bool(_WARNS.search(sentence))
