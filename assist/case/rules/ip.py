"""IP: the printed IP code (IEC 60529) against the use the buyer describes.

Second digit: 1-2 dripping, 3 spraying, 4 splashing, 5 jets, 6 strong jets, 7 immersion to 1 m, 8 longer immersion.
"""

from __future__ import annotations

import re

from assist.case.judgement import Verdict
from assist.case.rules.facts import Facts, top, verdict
from assist.case.specs import Spec

# Least second digit for a use; a use that two rows name takes the higher.
_USES: tuple[tuple[int, re.Pattern[str]], ...] = (
    (
        8,
        re.compile(
            r"\bswim|\bdiv(?:e|ing)\b|underwater|under water|游泳|潜水|水下|水里|schwimm|tauch|unter wasser|"
            r"nadar|bucear|bajo el agua|sumerg|\bnager\b|plong|sous l'eau|immerg|nuotare|sott'acqua|"
            r"水中|泳|プール|плава|под водой|нырять|mergulh|nadar|debaixo d|pool\b|piscina|piscine|бассейн|"
            r"池底",
            re.IGNORECASE,
        ),
    ),
    (
        9,
        re.compile(
            r"pressure wash|jet wash|power wash|高压水枪|高压清洗|hochdruck|hidrolimpiadora|alta presión|"
            r"haute pression|karcher|kärcher|idropulitrice|高圧洗浄|мойк\w* высокого|минимойк|lavadora de pressão",
            re.IGNORECASE,
        ),
    ),
    (
        5,
        re.compile(
            r"\bhose|water jet|水管冲|冲洗|高压水|schlauch|abspritzen|"
            r"manguera|tuyau|jet d'eau|tubo dell'acqua|ホース|шланг|"
            r"мойк|mangueira",
            re.IGNORECASE,
        ),
    ),
    (
        4,
        re.compile(
            r"\brain|shower|splash|\bwet\b|sprinkl|waterproof|water ?proof|water resistant|bathroom|"
            r"淋雨|下雨|雨|淋浴|浴室|溅水|防水|卫生间|regen|dusche|spritz|(?:im|ins|fürs) bad\b|badezimmer|"
            r"wasserdicht|lluvia|ducha|baño|salpic|impermeable|pluie|douche|éclabouss|salle de bain|"
            r"étanche|pioggia|doccia|bagno|schizzi|impermeabile|雨|シャワー|浴室|風呂|防水|дожд|душ|ванн|брызг|"
            r"влаг|водонепрониц|chuva|chuveiro|banheiro|casa de banho|respingo|à prova d'água|"
            r"impermeável",
            re.IGNORECASE,
        ),
    ),
    (
        4,
        re.compile(
            r"outdoor|outside|garden|balcony|patio|\byard|\broof|facade|室外|户外|阳台|花园|院子|露天|draußen|"
            r"außen|garten|balkon|terrasse|exterior|\bfuera\b|jardín|terraza|dehors|extérieur|jardin|"
            r"\besterno|\bfuori\b|giardino|terrazzo|屋外|外で|ベランダ|庭|улиц|снаружи|\bсад|балкон|дач|"
            r"ao ar livre|jardim|varanda|lá fora|\btuin\b|buiten",
            re.IGNORECASE,
        ),
    ),
)
_DUST = re.compile(
    r"\bdust|\bsand\b|workshop|灰尘|沙|staub|\bpolvo\b|poussière|polvere|粉塵|ほこり|пыл|песок|poeira", re.IGNORECASE
)
# IEC 60529 rates the whole enclosure; a print that names what is left out leaves that part open.
_LEFT_OUT = re.compile(
    r"\bexcept|\bexcl|\bwithout\b|\bnot for\b|\bonly\b|\baußer\b|\bohne\b|\bnur\b|\bsauf\b|\bhors\b|"
    r"\bseulement\b|\bexcepto\b|\bsalvo\b|\bsin\b|\bsolo\b|\btranne\b|\bsenza\b|\bкроме\b|\bбез\b|"
    r"\bтолько\b|\bexceto\b|\bsem\b|除|不含|仅|のみ|以外|"
    r"\b(?:when|if|once|while|provided)\b|\bwith\b[^.;]{0,16}\b(?:closed|cover|cap|lid|plug)|\bclosed\b|"
    r"\bgeschlossen\w*|\bwenn\b|"
    r"\bsofern\b|\bfermée?s?\b|\bcerrad[oa]|\bchius[oa]|\bfechad[oa]|закрыт\w*|при\s|关闭|盖[上好]|闭合|閉",
    re.IGNORECASE,
)
# A part of the set that is for indoors, an adapter mostly: which part the buyer means, the code does not say.
_INDOORS = re.compile(
    r"indoor use|indoors? only|usage intérieur|utilisation (?:en )?intérieur|à l['’]intérieur|innenbereich|"
    r"innenräume|nur innen|"
    r"uso (?:en )?interior|en interiores|uso interno|per interni|all['’]interno|uso (?:em )?interior|室内使用|"
    r"仅限室内|屋内(?:専用|用|使用)|"
    r"внутри помещ|для помещений|в помещени",
    re.IGNORECASE,
)
# A position that the print names and the buyer asks to change: the code was tested in the printed one only.
_POSITION = re.compile(
    r"vertical\w*|horizontal\w*|upright|upside|flat\b|facing|senkrecht|waagerecht|waagrecht|liegend|hängend|"
    r"kopfüber|vertikal|"
    r"verticale|horizontale|à plat|orizzontal\w*|vertical|tumbad[oa]|deitad[oa]|вертикальн\w*|горизонтальн\w*|垂直|"
    r"水平|横放|倒置|"
    r"立て|横置き|逆さ",
    re.IGNORECASE,
)
# Left outdoors for months, a thing meets dust and rain: IP44 at least.
_LASTING = re.compile(
    r"all (?:year|winter|summer|season)|whole (?:year|winter|summer)|year[- ]round|permanent|"
    r"ganze[ns]? (?:jahr|winter|sommer)|ganzjährig|dauerhaft|全年|一年四季|整个(?:冬|夏)|长期|"
    r"todo el (?:año|invierno|verano)|"
    r"tout(?:e l'année| l'hiver| l'été)|tutto l'(?:anno|inverno)|tutta l'estate|一年中|круглый год|"
    r"вс[юе] (?:зиму|лето)|весь год|(?:o ano|o inverno|o verão) (?:todo|inteiro)",
    re.IGNORECASE,
)
_LASTING_DUST = 4
_PRINTED_WATER = re.compile(
    r"waterproof|water resistant|防水|wasserdicht|étanche|impermeable|impermeabile|водонепрониц\w*|à prova d'água",
    re.IGNORECASE,
)


def ip(facts: Facts) -> Verdict | None:
    """The IP code against rain, showers, jets, swimming, dust or an asked code."""
    needed = _needed(facts)
    if needed is None:
        return None
    level, solid = needed
    printed = facts.has("ip_rating")
    if not printed:
        if facts.needs("ip_rating") or _USES[3][1].search(facts.said) or level >= 5:
            return verdict(None, "ip", "not_printed", ask="ask.ip")
        return None
    code = max(printed, key=lambda spec: (_digit(spec, 1), _digit(spec, 0)))
    if len({s.value for s in printed}) > 1:
        lowest = min(printed, key=lambda spec: _digit(spec, 1))
        if _digit(lowest, 1) < level <= _digit(code, 1):
            return verdict(None, "ip", "not_certain", has=lowest, ask="ask.ip")
    water, dust = _digit(code, 1), _digit(code, 0)
    # Immersion codes need not withstand jets (IEC 60529, 6.2): IPX7 and IPX8 do not cover IPX5 and IPX6.
    # Nor do jets prove a pressure washer, which is IPX9 (14.2.9).
    jets_unproved = (level in (5, 6) and water in (7, 8)) or (level == 9 and 5 <= water < 9)
    if water < 0 or (solid and dust < 0) or jets_unproved:
        return verdict(None, "ip", "not_certain", has=code, ask="ask.ip")
    # IPX8 holds to the depth that the maker names (IEC 60529, 14.2.8); a deeper one is not proved.
    depths = [top(spec) for spec in facts.has("length")]
    too_deep = any(top(need) > max(depths, default=0.0) for need in facts.needs("length"))
    if level == 8 and (water == 7 or too_deep):
        return verdict(None, "ip", "not_certain", has=code, ask="ask.ip")
    if water < level or (solid and dust < solid):
        return verdict(False, "ip", "ip_too_low", has=code, needs=f"IP{solid or 'X'}{level or 'X'}")
    if (
        any(_LEFT_OUT.search(facts.own_line(spec)) for spec in printed)
        or (_POSITION.search(facts.said) and _POSITION.search(facts.joined))
        or _INDOORS.search(facts.joined)
    ):
        return verdict(None, "ip", "not_certain", has=code, ask="ask.ip")
    if not solid and level == 4 and _LASTING.search(facts.said):
        if dust < _LASTING_DUST:
            return verdict(None, "ip", "not_certain", has=code, ask="ask.ip")
        solid = _LASTING_DUST
    return verdict(True, "ip", "ip_enough", has=code, needs=f"IP{solid or 'X'}{level or 'X'}")


def _needed(facts: Facts) -> tuple[int, int] | None:
    """The least second and first digit that the buyer's use asks for; None where no use asks for one."""
    asked = facts.needs("ip_rating")
    if asked:
        return max(0, _digit(asked[0], 1)), max(0, _digit(asked[0], 0))
    levels = [level for level, use in _USES if use.search(facts.said)]
    dust = 5 if _DUST.search(facts.said) else 0
    if not levels and not (dust and facts.has("ip_rating")):
        return None
    return max(levels, default=0), dust


def _digit(spec: Spec, place: int) -> int:
    """A digit of the code: 0 for solids, 1 for water; -1 where an X leaves it open."""
    digit = spec.value[2 + place : 3 + place]
    return int(digit) if digit.isdigit() else -1
