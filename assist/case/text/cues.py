"""Cues: the small words of nine languages that tell what kind of sentence a buyer wrote.

Used to tell a yes/no question from one that wants a fact, to find which side a number belongs to (a load, a limit, a
supply), and to see negation on a print.
"""

from __future__ import annotations

import re

from assist.case.text.accents import lenient


def _cue(*parts: str) -> re.Pattern[str]:
    return re.compile(lenient("|".join(parts)), re.IGNORECASE)


# A fact is wanted, not a yes or no.
WANTS_FACT = _cue(
    r"(?:^|[,.;:!?]\s*|\b(?:and|but|so|ok|hi|hello|und|also|hallo|y|et|e|а|и)\s+)(?:what|"
    r"whats|which|where|when|who|whose|why|how"
    r"(?!\s+about)|was|welche\w*|wo|wann|warum|wieso|wie|wer|womit|wofür|wohin|wieviel\w*|qué|"
    r"que es|cuál\w*|cuánt\w*|dónde|cuándo|cómo|"
    r"por qué|quel\w*|quoi|où|quand|comment|combien|pourquoi|che cosa|cosa|quale|quali|"
    r"quant[oaie]|dove|quando|come|perché|qual|"
    r"quais|onde|como|por que|o que|какой|какая|какое|какие|каком|какую|что|где|когда|как|"
    r"сколько|почему|зачем|кто|от какого)(?![\w-])",
    r"\b(?:which|why|what|wieviel\w*|wie viel\w*|welche\w*|warum|wieso|cuánt\w*|cuál\w*|qué|"
    r"cómo|dónde|combien|quel(?:le)?s?|comment|"
    r"pourquoi|quale|quali|perché|quanto|quanta|quanti|quante|quais|quantos|quantas|сколько|"
    r"какой|какая|какое|какие|каком|каких|почему)\b",
    r"\bwie (?:kann|mache|stelle|lösche|setze|bekomme|lange|oft|hoch|groß|breit|schwer|weit)\b",
    r"\bhow (?:many|much|long|big|wide|far|high|heavy|old|often|deep|tall|do|does|to|can|should|is|are)\b",
    r"\b(?:where|when) (?:is|are|do|does|did|can|was|will|should)\b|\bкак \w+(?:ть|ти|ться)\b",
    r"\b(?:de|en|con|desde|para|от|на|до|с|из|à|de|in|con|per|auf|mit|in|bei) (?:qué|cuánt\w*|"
    r"quel\w*|che|quale|какого|каком|каких|сколько|welche\w*)\b",
    r"多少|什么|怎么(?!样)|如何|哪(?!怕)|几(?:个|号|年|米|瓦|伏|安|寸|次|天)|为什么|为啥|啥(?!时候都)|多大|多长|多久|多重|咋",
    r"何|なに|どう|どこ|いつ|いくら|いくつ|どの|どれ|なぜ|誰|どんな",
)
SEASONS = _cue(r"\bwinters?\b|\binvierno|\bhiver|\binverno|\bзим\w*|冬天?")
# A fragment that names a fact and asks for no more: "sleep current of the E18?".
NAMES_FACT = re.compile(
    r"\W*(?:the\s+)?(?:[\w-]+\s+){0,2}(?:distance|size|length|width|height|depth|weight|current|voltage|power|"
    r"consumption|pass?word|pin|code|capacity|diameter|torque|resistance|range|price|warranty|frequency|speed|"
    r"dimensions)\s+(?:of|between|for|from)\b",
    re.IGNORECASE,
)
# A yes or no is wanted whatever else stands there.
WANTS_YES_NO = _cue(
    r"\b(?:right|correct|ok(?:ay)?|fine|or not|isn'?t it|alright|allowed|possible|safe|enough|"
    r"too much|compatible|true|same thing)\s*\?",
    r"\b(?:can|could|may|will|would|does|do|is|are|did|should)\s+(?:i|we|you|it|its|"
    r"this|that|these|those|they|the|my|a|an|there|one)\b",
    r"(?:^|[,.;:!?]\s*)(?:has|have)\s+(?:i|we|you|it|this|that|these|those|they|the|my|there|one)\b",
    r"\b(?:under|below|over|at least|less than|more than)\s+\d+[^?]*\?",
    r"吗|么[?？]|嘛[?？]|吧[?？。]?$|能不能|可不可以|行不行|是不是|有没有|要不要|会不会|可以不|够不够|对不对|好不好|能否|是否|可否|行吗|"
    r"[?？]\s*行不|不\s*[?？]?$|用行不|还能|能用|可以用",
    r"(?:です|ます|ません|でしょう|いい|ない|大丈夫|可能|OK|対応|使え\w*|でき\w*)か?\s*[?？]|(?:ですか|ますか|ませんか|でしょうか|かな)\s*[。?？]?$",
    r"\b(?:kann|darf|geht|passt|läuft|ist|sind|hat|funktioniert|reicht|muss|brauch\w*|gibt|"
    r"hält|verträgt|schafft|taugt|eignet|lässt|kommt|soll\w*|wird|macht)\s+(?:ich|man|das|der|"
    r"die|es|er|sie|ein\w*|mein\w*|dies\w*|beim?|sich|in|auf|an|mit|da\w*)\b",
    r"\b(?:puedo|puede|sirve|funciona|vale|es|está|tiene|cabe|aguanta|soporta|necesito|"
    r"se puede|hay|son|va|carga|lleva)\b[^.]*\?",
    r"\b(?:est-ce|puis-je|peut-on|je peux|on peut|ça (?:marche|tient|va|passe|fonctionne|"
    r"convient|supporte)|est-il|est-elle|sont-ils|y a-t-il|faut-il|c'est|a-t-il|convient|"
    r"fonctionne|va-t-il|je dois|il faut|compatible)\b",
    r"\b(?:posso|si può|può|va bene|funziona|è|ci sta|regge|sono|serve|basta|c'è|ha|devo|"
    r"entra|supporta|resiste|ci va)\b[^.]*\?",
    r"\b(?:pode|dá para|funciona|serve|é|está|tem|cabe|aguenta|suporta|preciso|posso|são|vai|vem|precisa)\b[^.]*\?",
    r"\b(?:можно|подойд[её]т|работает|будет|выдержит|есть ли|нужн\w+|хватит|подходит|"
    r"совместим\w*|поместится|влезет|это|потянет|годится|безопасно|\w+ ли|умеет|поддерживает|"
    r"входит|требуется)\b",
)
# A yes or no is wanted by how the sentence begins, its question mark forgotten.
BEGINS_YES_NO = re.compile(
    r"\W*(?:(?:hi|hello|hallo|hola|bonjour|ciao|olá|привет|здравствуйте|你好|您好)\W+)?(?:is|are|"
    r"was|can|could|may|do|does|did|will|would|has|have|should|ok|okay|safe|"
    r"good|fine|enough|right|under|over|kann|darf|geht|passt|ist|sind|hat|läuft|funktioniert|"
    r"reicht|muss|puedo|puede|sirve|funciona|vale|está|es|tiene|"
    r"cabe|peut|puis|est|sont|a-t|faut|va|posso|può|funziona|regge|è|ci|si può|pode|dá|tem|"
    r"serve|можно|подойд[её]т|есть|будет|выдержит|это|работает)\b",
    re.IGNORECASE,
)
# A follow-up that only swaps the thing asked about ("and in the main one?") asks again for the fact asked before.
CARRIES_ON = re.compile(
    r"\W*(?:and|und|y|et|e|а|и)\s+(?:in|im|en|dans|nel\w*|no|na|в|у|for|für|para|pour|"
    r"per)\s+(?:the\s+)?[^?]{0,24}\?\s*$|\W*(?:那|换成?|改成?|如果|要是).{1,16}呢",
    re.IGNORECASE,
)
# Only one of these is asked: the answer yes means "it is needed".
NEEDED = _cue(
    r"\b(?:do|does|would|will|did)\s+\w+\s+(?:\w+\s+)?(?:need|require|have to)\b|\bis (?:a|an|"
    r"the)?\s*[\w\s-]{0,30}(?:needed|required|necessary)\b|\bneed(?:s|ed)? (?:a|an)\b[^.?]*\?|"
    r"\bmust i\b|\bhave to\b",
    r"需要|要不要|必须|得有|非要|必要|要る|必須|いります|要りますか|brauch\w+|benötig\w+|notwendig|muss ich|nötig|"
    r"necesit\w+|hace falta|es necesari\w*|requiere|besoin|nécessaire|faut-il|il faut|doit-on|"
    r"bisogno|serve (?:un|una|il|la|lo)|necessari\w*|occorre|devo avere|precis\w+|"
    r"necessári\w*|é preciso|нужн\w*|требуется|необходим\w*|обязательн\w*",
)
WITHOUT = _cue(
    r"\bwithout\b|\bno (?:\w+ ){0,2}(?:needed|here|in my|at my|at home)\b|\b(?:don'?t|"
    r"doesn'?t|haven'?t|do not|does not) (?:have|own|got)\b|\bhave no\b|\bhas no\b|"
    r"\bno neutral\b|\bno hub\b|没有|没|无需|不用|不需要|不带|无|ohne|kein\w*|sin\b|no tengo|no hay|sans|"
    r"pas de|pas d'|je n'ai pas|senza|non ho|non c'è|sem\b|não tenho|não há|без|нет|なし|無し|ない|"
    r"無い",
)
SIMULTANEOUS = _cue(
    r"\b(?:same time|together|at once|simultaneous\w*|both|all (?:four|three|two|of them|at)|"
    r"in total|altogether|plus)\b|一起|同时|一块|全部|同時|一緒に|まとめて|gleichzeitig|zusammen|beide|"
    r"zugleich|a la vez|al mismo tiempo|junt[oa]s|simultáne\w*|ambos|en même temps|à la fois|"
    r"ensemble|simultané\w*|insieme|contemporanea\w*|allo stesso tempo|entramb\w*|"
    r"ao mesmo tempo|simultane\w*|одновременно|вместе|сразу|оба|обе",
)
EACH = _cue(
    r"\beach\b|\bper (?:phone|tablet|device|port|lamp|bulb)\b|\bapiece\b|每个|每台|每部|每只|各|それぞれ|"
    r"各々|ずつ|jeweils\b|je\s(?:\d|ein|handy|gerät|stück)|pro (?:handy|gerät|tablet|stück)|cada (?:un[oa]|\w+)|"
    r"chacun\w*|chaque|ciascun\w*|ognun\w*|ogni|cada|кажд\w+|по\b"
)
ASKS_EQUAL = _cue(
    r"\b(?:right|correct|isn'?t it|is (?:it|that|this) (?:the|a)?)\b|是不是|对吧|对吗|吧|是\s*\d|ですよね|ですか|"
    r"richtig|stimmt|oder\?|verdad|correcto|no\?|c'est bien|n'est-ce pas|giusto|vero|certo|"
    r"né\?|правильно|верно|так\?"
)
SAME_PART = _cue(
    r"\bsame (?:part|thing|one|number|model|as|item)|\bidentical\b|\bis (?:it|"
    r"this) the same\b|\bequivalent\b|\breplace(?:ment)?\b|\bput in\b|\bsubstitut\w*|"
    r"\binstead\b|同款|同一个|一样|一样的|相同|替换|代替|换成|通用|同じ|交換|代わり|代用|gleich\w*|dasselbe|derselbe|"
    r"dieselbe|identisch|ersatz\w*|ersetzen|statt\b|misma?|mism[oa] pieza|idéntic\w*|recambio|"
    r"repuesto|sustitu\w*|reemplaz\w*|même\b|identique|remplac\w*|à la place|stess[oa]|"
    r"identic\w*|ricambio|sostitu\w*|al posto|mesm[oa]|idêntic\w*|substitu\w*|no lugar|тот же|"
    r"та же|такой же|такая же|такое же|замен\w*|вместо|аналог\w*|одинаков\w*"
)
NEGATION = (
    r"(?:\bno\b|\bnot\b|\bnon\b|\bnever\b|\bwithout\b|\bfree of\b|\bdon'?t\b|\bdo not\b|"
    r"\bcannot\b|\bcan'?t\b|\bavoid\b|\bnicht\b|"
    r"\bkein\w*|\bohne\b|\bnie\b|\bsans\b|\bpas\b|\bne pas\b|\bjamais\b|\bsin\b|\bnunca\b|"
    r"\bsenza\b|\bmai\b|\bnão\b|\bsem\b|\bне\b|\bбез\b|"
    r"\bнет\b|\bзапрещ\w+|不|勿|禁|无|非|未|没有|避免|忌)"
)
NEGATION_AFTER = re.compile(
    r"^\W*(?:\w+\W+){0,2}?(?:is |are |must |should |may |can )?(?:not\b(?!\s+(?:for|on|with)\b)|"
    r"nicht\b(?!\s+(?:für|auf|mit)\b)|non\b|prohibited|forbidden|verboten|interdit\w*|prohibid\w*|vietat\w*|"
    r"proibid\w*|запрещ\w*|不可|不支持|不能|禁止|厳禁|しないで|できません|ません|非対応|不得|unsupported|excluded)",
    re.IGNORECASE,
)
NUMBER_WORDS = {
    "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "eight": 8, "ten": 10, "zwei": 2, "drei": 3, "vier": 4,
    "fünf": 5, "sechs": 6, "dos": 2, "tres": 3, "cuatro": 4,
    "cinco": 5, "seis": 6, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5,
    "due": 2, "tre": 3, "quattro": 4, "cinque": 5, "dois": 2, "duas": 2, "três": 3, "quatro": 4, "два": 2, "две": 2,
    "двух": 2, "три": 3, "трёх": 3, "четыре": 4, "четырёх": 4, "пять": 5,
    "两": 2, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "both": 2,
}  # fmt: skip
# What a sentence says may, must or can not be: it answers a yes or no.
MODAL = re.compile(
    r"\b(?:can|cannot|can't|may|must|should|shall|not|never|only|no|suitable|support\w*|compatible|allow\w*|avoid|"
    r"required?|need\w*|kann|können|darf|dürfen|muss|müssen|nicht|nie|niemals|nur|kein\w*|geeignet|soll\w*|no|nunca|"
    r"jamás|sólo|solo|puede|debe|deben|apto|compatible|pas|jamais|peut|doit|seulement|uniquement|adapté|non|mai|può|"
    r"deve|adatto|não|nunca|pode|deve|apenas|adequado|нельзя|не|можно|должен|должна|только|никогда|запрещ\w*|"
    r"подходит|совместим\w*|поддерживает\w*)\b|不|勿|禁止|可以|可用|不能|只能|支持|必须|仅|严禁|できません|できます|"
    r"ないで|可能|必ず|対応|のみ",
    re.IGNORECASE,
)  # fmt: skip
