"""Sides: what a number in the buyer's words stands for: a load, a limit of theirs, or a supply."""

from __future__ import annotations

import re

from assist.case.rules.facts import Facts
from assist.case.specs import Spec

_SUPPLY = re.compile(
    r"mains|supply|power (?:source|adapter)|battery|outlet|socket|grid|programmer|usb-serial|"
    r"household|at home|in (?:my|the) (?:house|country)|"
    r"netz|steckdose|versorgung|batterie|akku|bei mir|zuhause|红色|电源|市电|家里|电瓶|蓄电池|电压|corriente|"
    r"red eléctrica|batería|casa|secteur|prise|"
    r"alimentation|batterie|rete|presa|alimentatore|batteria|casa|コンセント|電源|バッテリー|家|сет[ьи]|"
    r"розетк\w*|питани\w*|аккумулятор\w*|дома|rede|"
    r"tomada|fonte|bateria",
    re.IGNORECASE,
)
_LIMIT = re.compile(
    r"\bmax\b|maximum|\blimit\w*|allow\w*|at most|\bup to\b|breaker|fuse|circuit|"
    r"can (?:deliver|supply|give)|marked|inverter|generator|"
    r"power station|sicherung|höchstens|maximal|erlaubt|grenze|最大|上限|最多|限|空开|保险|máximo|límite|"
    r"fusible|disjoncteur|maximum|"
    r"limite|massimo|salvavita|最大|上限|ブレーカー|максим\w*|не более|автомат|предохранител\w*|máx\w*|disjuntor",
    re.IGNORECASE,
)
_SOURCE = re.compile(
    r"plug|socket|outlet|strip|switch|relay|controller|dimmer|adapter|adaptor|charger|"
    r"\bload\w*|exceed|power ?bank|inverter|extension|timer|"
    r"thermostat|插座|插头|排插|插排|插线板|接线板|开关|继电器|控制器|充电|适配器|负载|逆变|steckdose|stecker|leiste|"
    r"schalter|relais|netzteil|ladegerät|last|"
    r"enchufe|regleta|interruptor|relé|cargador|carga|prise|multiprise|interrupteur|chargeur|"
    r"charge|presa|ciabatta|interruttore|"
    r"caricatore|carico|プラグ|コンセント|タップ|スイッチ|リレー|充電|負荷|розетк|вилк|удлинител|выключател|реле|"
    r"контроллер|зарядн|нагрузк|tomada|"
    r"régua|interruptor|carregador|\bUSB\b",
    re.IGNORECASE,
)
LAMP = re.compile(
    r"\b(?:bulb|lamp|globe|luminaire|fixture|light|led|fitting|fassung|leuchte|lampe|"
    r"glühbirne|birne|bombilla|lámpara|luminaria|ampoule|"
    r"luminaire|douille|lampadina|lampada|portalampada|plafoniera|lâmpada|luminária|"
    r"abajur)\w*|灯|灯泡|灯具|灯座|電球|照明|器具|ламп\w*|светильник\w*|"
    r"люстр\w*|патрон\w*",
    re.IGNORECASE,
)
_MOTOR = re.compile(
    r"fridge|freezer|refrigerator|compressor|air ?con\w*|pump|drill|vacuum|motor|saw|"
    r"washing machine|dryer|mower|冰箱|空调|水泵|压缩机|吸尘器|电机|洗衣机|"
    r"kühlschrank|klimaanlage|kompressor|pumpe|bohrmaschine|staubsauger|säge|waschmaschine|"
    r"nevera|frigorífico|aire acondicionado|"
    r"compresor|bomba|aspiradora|taladro|frigo|réfrigérateur|climatiseur|compresseur|pompe|"
    r"aspirateur|frigorifero|condizionatore|"
    r"compressore|pompa|aspirapolvere|trapano|冷蔵庫|エアコン|ポンプ|掃除機|モーター|洗濯機|холодильник|"
    r"кондиционер|насос|компрессор|пылесос|дрель|geladeira|"
    r"ar condicionado|compressor|aspirador|furadeira",
    re.IGNORECASE,
)


# The buyer's own source of power, whose number is what the product may take and no load on it.
OWN_SOURCE = re.compile(
    r"inverter|generator|power ?station|power ?bank|breaker|\bcircuit\b|\bsocket (?:is|has|"
    r"gives)|\b\d+ ?A socket|\boutlet (?:is|has)|"
    r"wechselrichter|generator|steckdose mit|逆变器|发电机|户外电源|空开|inversor|generador|generador|"
    r"disyuntor|onduleur|groupe électrogène|"
    r"disjoncteur|inverter|generatore|salvavita|contatore|インバーター|発電機|ポータブル電源|ブレーカー|"
    r"инвертор\w*|генератор\w*|автомат\w*|gerador|disjuntor|"
    r"(?:adapter|supply|netzteil|charger) (?:is|gives|has|delivers|with|mit|liefert)|"
    r"(?:socket|outlet|steckdose|enchufe|prise|presa|tomada|розетк\w*|コンセント|插座)[^,.;!?，。；！？]{0,16}"
    r"(?:gives?|delivers?|supplies|liefert|gibt|entrega|donne|fournit|dà|eroga|fornisce|fornece|выда[её]т|да[её]т|"
    r"只有|只能|は)[^,.;!?，。；！？]{0,16}\d|"
    r"(?:extension (?:cord|lead|cable)|power strip|verlängerung\w*|mehrfachsteckdose\w*|rallonge|multiprise|"
    r"prolunga|ciabatta|alargador\w*|alargadera|regleta|удлинител\w*|延長コード|電源タップ|排插|插排|插线板|接线板|"
    r"extensão|régua)[^,.;!?，。；！？]{0,30}\d",
    re.IGNORECASE,
)


def words_near(facts: Facts, need: Spec, reach: int = 40) -> str:
    """The buyer's words around a number, in the same text."""
    text = facts.question.message if need.source.kind == "message" else facts.question.context
    return text[max(0, need.span[0] - reach) : need.span[1] + reach]


def clause_of(facts: Facts, need: Spec) -> str:
    """The clause a number stands in."""
    text = facts.question.message if need.source.kind == "message" else facts.question.context
    start = max(
        (m.end() for m in re.finditer(r"[,;.!?，。；！？、]\s|[，。；！？、]|\n", text[: need.span[0]])), default=0
    )
    stop = re.search(r"[,;.!?](?:\s|$)|[，。；！？、\n]", text[need.span[1] :])
    return text[start : need.span[1] + (stop.start() if stop else len(text))]


def is_limit(facts: Facts, need: Spec) -> bool:
    """Whether the buyer names what their side allows (`luminaire max 4 W`, `breaker 16 A`)."""
    return (need.low is None and need.high is not None) or bool(_LIMIT.search(clause_of(facts, need)))


def is_supply(facts: Facts, need: Spec) -> bool:
    return bool(_SUPPLY.search(clause_of(facts, need)))


def is_source(facts: Facts) -> bool:
    """Whether the product on the photo feeds others: a plug, a strip, a relay, a charger."""
    return bool(_SOURCE.search(facts.joined) or _SOURCE.search(facts.question.message))


def is_lamp_question(facts: Facts) -> bool:
    return bool(LAMP.search(facts.said))


def is_own_source(facts: Facts, need: Spec) -> bool:
    """Whether a number is what the buyer's own supply gives, while the product on the photo is what takes it."""
    return bool(OWN_SOURCE.search(clause_of(facts, need))) and not _SOURCE.search(facts.joined)


def is_motor(facts: Facts) -> bool:
    return bool(_MOTOR.search(facts.said))
