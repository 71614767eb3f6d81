"""Frames: the words around a topic, on a print or in a question, that allow, forbid, except, deny or leave it open."""

from __future__ import annotations

import re

from assist.case.text.accents import lenient

ALLOWS_BEFORE = re.compile(
    r"(?:\bfor(?: use)?(?: on| in| with)?|suitable(?: for)?|safe(?: for| on)?|ideal for|"
    r"compatible with|approved for|recommended for|use (?:on|with|in)|"
    r"can be used (?:on|in|with)|geeignet für|für|zum|zur|apto para|para|pour|"
    r"convient (?:aux?|à)|adatto (?:a|per)|per|подходит для|для|适用于|适用|适合|"
    r"可用于|专用|próprio para|adequado para|indicado para)\s*:?\s*(?:all |any |new |most |use on |"
    r"den |die |das |les |le |la |los |las |il |i |gli )?"
    r"(?:[\w&,'’-]+[\s,&]+){0,5}$",
    re.IGNORECASE,
)
ALLOWS_AFTER = re.compile(
    r"^[\s-]*(?:safe|friendly|approved|compatible|proof|geeignet|tauglich|fest|verträglich|可用|"
    r"适用|专用|可|OK|対応|使用可|用)(?![\w])",
    re.IGNORECASE,
)
FORBIDS_BEFORE = re.compile(
    r"(?:\bnot\b|\bnever\b|\bdo not\b|\bdon't\b|\bno\b|\bavoid\b|\bkeep away from\b|"
    r"\bunsuitable\b|\bmust not\b|\bnicht\b|\bkein\w*|\bno\s+apto|\bne\b|\bpas\b|"
    r"\béviter\b|\bnon\b|\bevitare\b|\bnão\b|\bevitar\b|\bне\b|\bнельзя\b|\bзапрещ\w*|"
    r"\bизбегать\b|不适用于?|不适合|不可|不能|禁止|请勿|勿|严禁|避免|切勿|不宜|不得)"
    r"(?:[^.;!?。；！？]{0,70})$",
    re.IGNORECASE,
)
# "All floors except parquet", "Microwave safe: no", and a star that points to a condition elsewhere.
EXCEPT_BEFORE = re.compile(
    r"\bexcept(?:ing)?\b|\bexclud\w+|\bexcl\b|\bapart from\b|\bother than\b|\bbut not\b|\baußer\b|"
    r"\bausgenommen\b|\bmit ausnahme\b|\bsauf\b|\bhormis\b|\bà l'exception\b|\bexcepto\b|\bsalvo\b|"
    r"\bmenos\b|\bexceto\b|\btranne\b|\beccetto\b|\bкроме\b|за исключением|除了",
    re.IGNORECASE,
)
EXCEPT_AFTER = re.compile(
    r"^[^\s,.;，。；、]{0,6}(?:除外|以外|之外|を除|\s(?:excepted|excluded|ausgenommen))", re.IGNORECASE
)
DENIED_AFTER = re.compile(
    r"^[\s-]*(?:(?:safe|proof|use|compatible|geeignet|fest|tauglich|support\w*|apto|適|适用|可用)\s*)?"
    r"(?:[:：=]\s*\(?(?:no|not|non?e?|nein|nicht|kein\w*|нет|не|não|否|无|無|不|なし|NG|n/a)(?![^\W\d_])|"
    r"[:：=]\s*[否无無不]|"
    r"[:：=]?\s*[✗✘❌✖])",
    re.IGNORECASE,
)
STARRED = re.compile(
    r"^\s?[*†‡＊※?？]|^[^;()（）]{0,12}[(（]"
    r"(?:no|not|only|nur|solo|sólo|uniquement|только|仅|のみ|without|nicht|kein\w*|ohne|sans|pas|sin|senza|non|sem|"
    r"não|не|без|不|无|無)"
    r"|^\s*[:：-]?\s*[(（]?(?:coming soon|demnächst|in kürze|próximamente|bientôt|prossimamente|"
    r"скоро|em breve|即将|近日)",
    re.IGNORECASE,
)
WITHOUT_PART = re.compile(
    r"(?:\bwithout|\bexcept|\baußer|\bsauf|\bexcepto|\btranne|\bexceto|\bкроме|\bohne|\bsans|\bsin|\bsenza|\bsem|"
    r"\bбез)\s+(?:(?:the|its|den|die|das|le|la|les|el|los|il|lo|o|a)\s+)?(\w{3,})",
    re.IGNORECASE,
)
ANIMALS = (
    re.compile(r"\bdogs?\b|\bhund|\bperr|\bchien|\bcan[ei]\b|[狗犬]|собак|cachorr|\bcão", re.IGNORECASE),
    re.compile(r"\bcats?\b|\bkatze|\bgat[oa]s?\b|\bchat|\bgatt|猫|кош|\bкот", re.IGNORECASE),
)
UPPER = re.compile(r"top|upper|ober|上层|上層|上段|上の|верхн|superior|supérieur|superiore", re.IGNORECASE)
LOWER = re.compile(
    r"bottom|lower|unter(?:e|korb|en|er)|下层|下層|下段|下の|нижн|inferior|inférieur|inferiore|\bbas\b", re.IGNORECASE
)
NEGATED_FEATURE = re.compile(
    r"(?:\bno\b|\bnot\b|\bwithout\b|\bkein\w*|\bohne\b|\bnicht\b|\bsans\b|\bpas de\b|\bsin\b|"
    r"\bno\b|\bsenza\b|\bnon\b|\bsem\b|\bnão\b|\bбез\b|\bне\b|\bнет\b|不支持|不带|无|没有|不含|非)"
    r"\s*(?:[\w-]+\s+){0,3}$",
    re.IGNORECASE,
)
NEGATED_AFTER = re.compile(
    r"^\s*(?:is |are )?(?:not (?:supported|included|available|compatible)|"
    r"nicht (?:unterstützt|enthalten|verfügbar)|no (?:compatible|incluid\w*)|"
    r"non (?:support\w*|inclus\w*)|"
    r"не (?:поддерж\w*|входит|предусмотр\w*)|不支持|没有|なし|非対応|não (?:suport\w*|inclu\w*))",
    re.IGNORECASE,
)
OPTIONAL = re.compile(r"optional|sold separately|另购|选配|別売|опци|separat|opcional|option|venduto", re.IGNORECASE)
HARM_ASKED = re.compile(
    lenient(
        r"\bbad\b|harm|irritat|danger|toxic|poison|hurt|burn|damage|hazard|schädlich|giftig|"
        r"gefährlich|reizt|reizend|schlecht für|nocif|dangereux|irritant|"
        r"toxique|mauvais pour|peligros|dañin|irrita|tóxic|malo para|pericolos|nociv|fa male|"
        r"tossic|perigos|faz mal|nociv|вредн|опасн|ядовит|токсич|"
        r"раздража|有害|有毒|伤(?!口)|危险|刺激|危険|害|毒"
    ),
    re.IGNORECASE,
)
SAFE_ASKED = re.compile(
    lenient(
        r"\bsafe\b|\bok(?:ay)?\b|\bfine\b|\bcan i\b|\bmay i\b|\bcould i\b|\ballowed\b|darf|"
        r"kann ich|sicher|unbedenklich|ungefährlich|puedo|seguro|sans danger|je peux|puis-je|"
        r"posso|"
        r"sicur|pode|можно|безопас|可以|能|安全|没事|大丈夫|使え|てもいい|安心|edible|essbar|comestible"
    ),
    re.IGNORECASE,
)
FREE_ASKED = re.compile(
    lenient(
        r"free\b|without|c(?:o|œ)?eliac|zöliak|celía|целиак|乳糜泻|allerg|intoler[aâ]n|reacts? to\b|avoid|must not|"
        r"no \w+ in|sensitiv|vegan|frei\b|ohne|"
        r"empfindlich|unverträglich|sin\b|libre de|sensible|alérgic|sans|"
        r"senza|privo|sem\b|без|аллерг|чувствительн|不含|无|过敏|忌|アレルギー|不使用|無添加|フリー|"
        r"no debe|ne doit pas|\bkein|skip|al[eé]rg|celia[ck]|cel[ií]ac|"
        r"(?:can ?not|can[’']?t|n[’']t|\bnot|never)\s+(?:have|eat|drink|tolerate|take|stand)|verträg|\bvertrage|"
        r"no (?:come|bebe|toma|tolera|puede (?:comer|beber|tomar))|"
        r"n(?:e |[’'])(?:\w+ )?(?:tolère|supporte|mange|boi[st]|"
        r"peut pas)|non (?:mangia|beve|tollera|sopporta|può)|não (?:come|bebe|toma|tolera|pode)|"
        r"не (?:ест|пь[её]т|перенос|мо[гж])|непереносим|нельзя|不吃|不喝|不能|不耐|食べられ(?:ない|ません)|"
        r"飲め(?:ない|ません)|食べ(?:ない|ません)"
    ),
    re.IGNORECASE,
)
CONTAINS_ASKED = re.compile(
    lenient(
        r"contain|includ|is there|has it|does it have|\bin it\b|enthält|enthalten|drin\b|contiene|"
        r"lleva|contient|il y a|c'è|含|有没有|入って|含まれ|содерж|есть ли|contém|"
        r"\btem\b"
    ),
    re.IGNORECASE,
)
# Whom it is for, or who would eat it: such a question is no question of what is in it, even where it names that.
FOR_SOMEBODY = re.compile(
    r"\b(?:can|may|could|should) (?!it\b|this\b|that\b)\w+|\b(?:eat|drink|wear|give)|for (?:him|her|them|me|us|my)\b|"
    r"\bsuit|\bright for|\b(?:son|daughter|wife|husband|child|kid|baby|pregnan)|\bsohn|tochter|\bkind|"
    r"\bfrau\b|\bmann\b|schwanger|für (?:ihn|sie|mich|uns|mein)|\b(?:iss|ess|trink|geeignet)|hij[oa]|\bniñ|embaraz|"
    r"puede|comer|beber|tomar|apto|\bfils\b|fille|femme|mari\b|enfant|enceinte|peu[tx]|manger|boire|convient|"
    r"figli|moglie|marito|bambin|incinta|può|mangia|\bbere\b|adatt|filh|esposa|marido|grávida|"
    r"\bсын|доч|\bжен|\bмуж|реб[её]н|беременн|подой|подход|можно|есть\b|пить\b|"
    r"儿子|女儿|孩子|宝宝|老婆|老公|孕|适合|吃|喝|息子|娘|子供|赤ちゃん|妊娠|食べ|飲",
    re.IGNORECASE,
)
# Free of a part is not free of the whole: milk without lactose keeps its protein, and a peanut is one nut of many.
PARTS_OF_CONTENTS = tuple(
    re.compile(words, re.IGNORECASE)
    for words in (
        r"la[ck]tos\w*|lattosio|乳糖|лактоз\w*",
        r"peanuts?|erdn[uü]ss\w*|cacahuet\w*|arachid\w*|amendoi\w*|花生|落花生|ピーナッツ|арахис\w*",
        r"almonds?|mandel\w*|almendr\w*|amandes?|mandorl\w*|amêndoa\w*|杏仁|アーモンド|миндал\w*",
        r"hazelnuts?|haseln[uü]ss\w*|avellan\w*|noisettes?|nocciol\w*|avelã\w*|榛子|ヘーゼルナッツ|фундук\w*",
    )
)
# The letters before are looked at (`Cappuccino milk`), and the digits (`10% milk`).
FREE_BEFORE = re.compile(
    r"(?:(?<![^\W\d_])(?:free of|free from|without|no|not (?:a|an)|ohne|frei von|sin|sans|senza|sem|без|non)|"
    r"(?<![\d.,])0(?:[.,]0+)?\s?%|不含|无|無)\s*(?:added\s+|any\s+|a\s+)?$",
    re.IGNORECASE,
)
FREE_AFTER = re.compile(r"^[\s-]*(?:free|frei|フリー|不使用|無添加)(?![\w]|[\s-]*range)", re.IGNORECASE)
OPEN_ENDED = re.compile(r"(?:不可|不能|禁止|请勿|勿|严禁|避免|切勿|不宜|不得|不适用于?|不适合|不要|不)$")
# A symbol beside the words (the P in a circle of a care label) is read as a letter on its own.
SYMBOL = re.compile(r"^(?:[A-Za-z]\s)+(?=[\u2e80-\uffff])|(?<=[\u2e80-\uffff])(?:\s[A-Za-z])+$")
# A manual's sentence says yes to a feature only where it speaks of the product's own ability.
SUPPORTS = re.compile(
    r"support|compatible|works with|equipped|suitable|can be used|支持|兼容|可用|unterstützt|"
    r"kompatibel|geeignet|soporta|apto|prend en charge|"
    r"convient|supporta|adatto|対応|поддерж|совместим|подходит|suporta|adequado",
    re.IGNORECASE,
)
