"""Wants: what kind of words answer a question, so that `how long` is answered by a time and not by a heading.

A want is told by the small words of nine languages and found by what a fitting answer holds: a number with its unit,
a modal word, an order to do something.  It does not know what the number is about; the rest of the sentence says that.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from assist.case.text.accents import lenient

_WORDS = (
    r"one|two|three|four|five|six|seven|eight|nine|ten|twelve|ein|zwei|drei|vier|fünf|deux|trois|dos|tres|cinco|due|"
    r"tre|cinque|dois|três|два|две|три|пять"
)
_NUMBER = (
    rf"(?:(?<![a-zA-Z\u00c0-\u024f\u0400-\u04ff\d_.,])[-+~≤≥<>±]?\d+(?:[.,]\d+)?\s?(?:(?:-|–|to|~|…|x|×|/|bis|à|"
    rf"a)\s?\d+(?:[.,]\d+)?\s?)*"
    rf"|\b(?:{_WORDS})\b|[一二两三四五六七八九十半])"
)
_ANY_NUMBER = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|twelve|both|ein|zwei|drei|vier|fünf|sechs|sieben|"
    r"acht|"
    r"neun|zehn|zwölf|beide|kein\w*|deux|trois|quatre|cinq|sept|huit|neuf|dix|dos|tres|cuatro|cinco|seis|siete|ocho|"
    r"nueve|diez|due|tre|quattro|cinque|sei|sette|otto|nove|dieci|dois|duas|três|sete|oito|dez|од(?:ин|на|но)|два|две|"
    r"три|"
    r"четыре|пять|шесть|семь|восемь|девять|десять)\b|[一二三四五六七八九十两]",
    re.IGNORECASE,
)
_WORDLIKE = r"(?:[a-zа-я]|in|an|ans|ора)"

REMEMBERED = 32  # questions: each is asked about several times on its way, 0.25 ms a time


@dataclass(frozen=True, slots=True)
class Want:
    """A kind of answer: `asked` finds it in a question, `held` in a sentence that can answer.

    `measured` wants need their number: a sentence without one does not answer, and a number of another unit hardly.
    `unit` finds the unit alone, which a table's header may hold for its rows.
    """

    name: str
    asked: re.Pattern[str]
    held: re.Pattern[str]
    unit: re.Pattern[str] | None = None

    @property
    def measured(self) -> bool:
        return self.name != "steps"


def _measure(name: str, asked: str, units: str) -> Want:
    """A number before its unit, or the unit in brackets or after a stroke with the number behind it (in tables).

    A header's unit of one letter, or one that is a word too (`in`, `an`), counts only in brackets or after a comma:
    "after 10 minutes it can be set in the menu" holds no length.
    """
    held = rf"{_NUMBER}[\s()-]*(?:{units})(?![a-zа-я])|[(（/,]\s?(?:{units})\s?[)）:]?\W{{0,4}}\d"
    unit = rf"(?:(?<![a-zа-я])(?!{_WORDLIKE}(?![a-zа-я]))|(?<=[(（\[/,])\s?)(?:{units})(?![a-zа-я])"
    return Want(name, *(re.compile(pattern, re.IGNORECASE) for pattern in (asked, held, unit)))


def _as_typed(want: Want) -> Want:
    """The want, asked for also without accents."""
    return replace(want, asked=re.compile(lenient(want.asked.pattern), want.asked.flags))


# A designation is in capitals with a digit or of several parts, or a long number; no fault code, port or IP class.
# `IGNORECASE` is not meant for it.
_CODE = (
    r"(?-i:(?<![A-Za-z0-9-])(?!(?:(?:[A-Z]|ER|LE|AL)-?\d{1,2}|IP[X\d]\d|USB-?[A-C]\d?)(?![A-Za-z0-9-]))"
    r"(?:[A-Z]{1,8}(?:[-/][A-Z0-9]+)*[-/]?\d[A-Za-z0-9./-]*|[A-Z]{2,}(?:-[A-Z]{2,})+|\d{2,}(?:[ .-]\d{2,})+|\d{5,}|"
    r"\d[0-9-]*[A-Z][A-Z0-9-]*\d)(?![A-Za-z0-9]))"
)
_PLACE = r"(?:\b(?:where|find|wo|finde|dónde|donde|où|dove|onde|где|найти)\b|哪里|在哪|哪儿|どこ)"

# What is long in metres, where other things are in hours.
_CABLE = (
    r"(?= (?:is|does|will|are) (?:the|its|your|this) (?:[\w'’-]+ ){0,3}(?:cables?|cords?|hoses?|leads?|wires?|tapes?|"
    r"straps?)\b)"
)
# The narrow ones first: the first that is asked counts.
WANTS: tuple[Want, ...] = tuple(_as_typed(want) for want in (
    Want(
        "designation",
        re.compile(
            rf"\A(?!.*{_PLACE}).*?(?:"
            r"\b(?:part|order(?:ing)?|article|item|spare|catalog(?:ue)?|reference|stock|product|model) "
            r"(?:number|no\.?|code)s?\b|\bpart ?#|"
            r"型号(?:是|为)?(?:什么|多少|啥|哪)|什么型号|哪个型号|(?:料|货|订货|订购|零件|配件|部件)(?:编)?号|"
            r"\b(?:bestell|artikel|teile|ersatzteil|modell|typen|material)-?(?:nummer|nr\b)|"
            r"\b(?:número|código|n[.º°]+) (?:de |del |da |do )?(?:referencia|referência|pieza|peça|artículo|artigo|"
            r"pedido|encomenda|modelo|repuesto)|\bqu[ée] referencia|\b(?:qual|que) (?:é )?a? ?referência|"
            r"\b(?:numéro|n[º°]|code) (?:de |d'|du )?(?:référence|pièce|article|commande|modèle|série)|"
            r"\bquelle (?:est la |\w+ )?référence|\b(?:numero|codice) (?:di |d'|del )?(?:parte|articolo|ordine|modello|"
            r"ricambio|prodotto)|\bартикул|\bномер (?:детали|заказа|запчасти|по каталогу|модели)|"
            r"каталожн\w+ номер|型番|品番|部品番号|注文番号)",
            re.IGNORECASE | re.DOTALL,
        ),
        re.compile(_CODE, re.IGNORECASE),
    ),
    Want(
        "material",
        re.compile(
            r"\b(?:what|which) materials?\b|\bmade (?:out )?of\b|(?:什么|啥|哪种)(?:材质|材料)|材质是|"
            r"\bwelche\w* material|\bworaus\b|\bde qué (?:material|está hech)|\bquel(?:le)? (?:matériau|matière)|"
            r"\ben quoi est|"
            r"\b(?:di|che|quale) (?:che )?material|\bdi cosa è fatt|\b(?:de )?que material|\bиз чего (?:\w+ )?сделан|"
            r"\b(?:из )?как\w+ материал|何でできて|素材は|材質は|"
            r"是.{0,3}[铜铝铁钢木塑].{0,3}(?:的|做的)?还是|(?:金属|樹脂|プラスチック|ステンレス|アルミ)製?ですか",
            re.IGNORECASE,
        ),
        re.compile(
            r"\b(?:plastics?|abs|polycarbonate|silicone?|rubber|(?:stainless )?steel|metal|iron|alumini?um|brass|"
            r"copper|wood\w*|bamboo|leather|glass|ceramics?|cotton|polyester|nylon|wool|microfib\w+|tritan|teflon|"
            r"kunststoff|gummi|stahl|edelstahl|metall|messing|kupfer|holz|leder|glas|keramik|baumwolle|"
            r"plástico|plastique|plastica|silicona|silicio|caucho|goma|caoutchouc|gomma|borracha|acero|acier|acciaio|"
            r"aço|hierro|aluminio|alumínio|alluminio|madera|bois|legno|madeira|cuero|cuir|pelle|couro|vidrio|verre|"
            r"vetro|vidro|cerámica|céramique|ceramica|cerâmica|algodón|coton|cotone|algodão|poliéster|laine|lana)\b|"
            r"пластик|пластмасс|резин|сталь|стали|металл|алюмини|латун|мед[ьи]|дерев|кож|стекл|керамик|хлоп|полиэст|"
            r"силикон|塑料|硅胶|橡胶|不锈钢|钢|铝|铜|铁|木|竹|皮革|玻璃|陶瓷|棉|涤纶|尼龙|プラスチック|樹脂|シリコ|ゴム|"
            r"ステンレス|アルミ|鉄|木製|革|ガラス|陶器|綿",
            re.IGNORECASE,
        ),
    ),
    Want(
        "price",
        re.compile(
            r"\bhow much (?:does|do|would|will|is|are) .{0,40}\bcosts?\b|\bwhat (?:does|do) .{0,40}\bcost\b|"
            r"\b(?:the|what) price\b|\bcosts? (?:per|to run)\b|多少钱|价格|价钱|\bkoste[tn]\b|\bpreis\b|"
            r"\bcuánto (?:cuesta|vale|sale)|\bprecio\b|\bcombien (?:ça |il |elle )?coûte|\bprix\b|\bquanto costa|"
            r"\bprezzo\b|\bquanto custa|\bpreço\b|сколько (?:\w+ )?стоит|\bцена\b|いくら|値段|価格",
            re.IGNORECASE,
        ),
        re.compile(
            r"[$€£¥￥₽]\s?\d|\d\s?(?:€|\$|£|¥|元|円|₽|руб|eur|usd|gbp|euros?|dollars?|pounds?|cents?|kr|lei|zł)(?!\w)",
            re.IGNORECASE,
        ),
    ),
    _measure(
        "charge",
        r"\bm?ah\b|battery capacity|capacity of the (?:\w+ )?battery|电池(?:的)?(?:容量|多大)|毫安|バッテリーの?容量|"
        r"電池の?容量|[её]мкость (?:\w+ )?(?:акк|бат)|akkukapazität|kapazität (?:des|der|die) (?:akku|batterie)|"
        r"capaci(?:dad|dade|tà|té) (?:de la |da |della |de l['’]|de )(?:bater|batter|accu)",
        r"m?ah|wh|毫安时?|安时|мач|ач|ма·ч|mah",
    ),
    _measure("humidity", (
        r"humidity|湿度|luftfeucht|humedad|humidité|umidità|umidade|humidade|влажност"
    ), (
        r"%|％|percent"
    )),
    _measure(
        "time",
        rf"\bhow (?:long|often|soon)\b(?!{_CABLE})|"
        r"\bhow many (?:\w+ )?(?:seconds?|minutes?|"
        r"hours?|days?|weeks?|months?|years?)\b|\bhow much time|\bwarranty period|多久|多长时间|几(?:个月|年|天|"
        r"分钟|秒|小时|周)|多少(?:分钟|秒|小时|天|年|个月)|保修期|质保期|\bwie (?:lange|oft)|"
        r"\bwie ?viele? (?:sekunden|minuten|stunden|tage|wochen|monate|jahre)|cuánto (?:tiempo|dura|tarda)|"
        r"vida útil|cada cuánto|cuánt[oa]s (?:segundos|minutos|horas|días|semanas|meses|años)|combien d(?:e |"
        r"['’])(?:temps|"
        r"secondes|minutes|heures|jours|semaines|mois|ans|années)|quelle durée|durée de vie|lebensdauer|durata di vita|"
        r"service life|lifespan|life ?time|срок\w* службы|使用寿命|寿命|quanto (?:tempo|dura)|ogni quanto|"
        r"quant[ei] (?:secondi|minuti|ore|giorni|settimane|mesi|anni)|quant[oa]s (?:segundos|minutos|horas|dias|"
        r"semanas|meses|anos)|сколько (?:времени|секунд|минут|часов|дней|недель|месяцев|лет|длится|работает|"
        r"проработает)|как (?:долго|часто)|どのくらいの(?:時間|期間)|何(?:秒|分|時間|日|週間|か月|ヶ月|年)|いつまで|"
        r"保証期間",
        r"s|sec\w*|seconds?|min|mins|minutes?|hours?|h|hrs?|days?|weeks?|months?|years?|sek\w*|minuten?|stunden?|"
        r"std|tagen?|wochen?|monaten?|jahren?|segundos?|minutos?|horas?|d[ií]as?|semanas?|mes(?:es)?|a[ñn]os?|"
        r"secondes?|heures?|jours?|semaines?|mois|ans|an|années?|secondi|minuti|ore|ora|giorni|settimane|mesi|anni|"
        r"anno|с|сек\w*|мин\w*|час\w*|ч|дн\w*|дней|день|недел\w*|месяц\w*|лет|года?|秒钟?|分钟?|个?小时|天|周|个月|"
        r"年|秒|分|時間|日間?|週間|か月|ヶ月",
    ),
    _measure(
        "weight",
        r"\bweigh|\bhow heavy|\bweight\b|多重|重量|多少(?:公斤|千克|克|斤)|\bwiegt|\bgewicht|\bwie schwer|\bpesa\b|"
        r"\bpeso\b|\bpèse|\bpoids\b|весит|\bвес\b|重さ|何(?:キロ|グラム|kg)",
        r"m?g|kg|lbs?|oz|pounds?|gramm?\w*|kilo\w*|г|кг|грамм\w*|килограмм\w*|千克|公斤|克|斤|キロ|グラム",
    ),
    Want(
        "angle",
        re.compile(
            r"\bangle\b|\bfield of view\b|视角|视场角|角度(?:是|有|为)?(?:多|几)|"
            r"\b(?:blick|bild|öffnungs|schwenk)winkel|"
            r"\bwelche[rn]? winkel|\bsichtfeld|\bángulo\b|\bangolo\b|\bângulo\b|\bугол\b|画角|視野角|何度まで(?:回|首)",
            re.IGNORECASE,
        ),
        re.compile(r"\d\s?(?:°|º|˚)(?!\s?[cf])|\d\s?(?:degrees?|grad|grados|degrés|gradi|graus|градус\w*|度)(?!\w)",
                   re.IGNORECASE),
    ),
    _measure(
        "temperature",
        r"\b(?:what|which|how) (?:\w+ )?temperatures?|\bhow (?:hot|cold|warm)\b|\bhow many degrees|多少度|什么温度|"
        r"温度是?多少|\bwelche\w? \w*temperatur|\bwie hoch \w+ die (?:\w+ )?\w*temperatur|\bwie (?:heiß|warm|kalt)|"
        r"\bwie ?viel grad|(?:qué|cuál es la) (?:\w+ )?temperatura|"
        r"cuántos grados|quelle (?:est )?(?:\w+ )?température|combien de degrés|(?:che|qual(?:e| è (?:la|"
        r"il))) temperatura|quanti gradi|"
        r"que temperatura|qual (?:é |a )*temperatura|quantos graus|как\w* (?:\w+ )?температур|сколько градусов|何度",
        r"°\s?[cf]?|º\s?[cf]?|℃|℉|c|f|degrees?|grad|grados?|degrés?|gradi|graus?|градус\w*|度",
    ),
    _measure(
        "voltage",
        r"\b(?:what|which) (?:\w+ )?(?:voltage|volts?)|\bhow many volts|\bwelche \w*spannung|"
        r"\bwie hoch \w+ die \w*spannung|\bwie ?viel volt|"
        r"多少(?:伏|v\b)|电压(?:是|为)?(?:多少|多大|几)|(?:qué|cuál es la) (?:voltaje|tensión)|cuántos voltios|"
        r"quelle (?:est )?(?:\w+ )?tension|combien de volts|(?:che|qual(?:e| è (?:la|il))) (?:tensione|voltaggio)|"
        r"quanti volt|qual (?:é |"
        r"a )*(?:tensão|voltagem)|как\w+ напряжени|сколько вольт|何ボルト|電圧は",
        r"v(?:ac|dc)?|kv|mv|volts?|voltios?|в|вольт\w*|伏特?|ボルト",
    ),
    _measure(
        "current",
        r"\b(?:what|which|how much|sleep|standby|transmit|maximum|max|rated) current\b|\bhow many amps|\bwhat amp|"
        r"电流(?:是|为)?(?:多少|多大|几)|多少安|多大电流|\bwelche \w*strom|\bwie hoch \w+ der \w*strom\b|"
        r"\bwie ?viel ampere|"
        r"(?:qué|cuál es la) corriente|"
        r"cuántos amperios|quelle? (?:courant|intensité)|combien d'ampères|quale corrente|quanti ampere|qual (?:é |"
        r"a )*corrente|как\w+ ток|сколько ампер|何アンペア|電流は",
        r"[mμµu]?a|amps?|amperes?|ampère\w*|amperios?|[мк]?а|ампер\w*|安培?|毫安|アンペア",
    ),
    _measure(
        "power",
        r"\bwatts?\b|\bwattage|\bhow much power|\bpower consumption|多少瓦|功率(?:是|为)?(?:多少|多大|几)|多大功率|"
        r"\bwie ?viel (?:watt|strom)|\bwelche leistung|\bwie hoch \w+ die (?:\w+ )?\w*leistung|cuántos (?:vatios|"
        r"watts)|(?:qué|cuál es la) potencia|combien de watts|"
        r"quelle (?:est )?(?:\w+ )?puissance|quanti watt|(?:che|qual(?:e| è (?:la|il))) potenza|quantos watts|"
        r"qual (?:é |a )*potência|"
        r"сколько ватт|как\w+ мощност|何ワット|消費電力",
        r"k?w|watts?|vatios?|вт|квт|ватт\w*|瓦特?|千瓦|ワット|va",
    ),
    _measure(
        "energy",
        r"\b(?:how many|how much) kwh\b|\bkilowatt[- ]hours?\b|\bwie ?viele? (?:kwh|kilowattstunden)|几度电|多少度电|"
        r"\bcuántos kwh|\bcombien de kwh|\bquanti kwh|\bquantos kwh|сколько (?:квт|киловатт)|何(?:kwh|キロワット時)|"
        r"電気代",
        r"k?wh|квт[·. ]?ч|度电|千瓦时|キロワット時",
    ),
    _measure(
        "noise",
        r"\bhow (?:loud|noisy|quiet)\b(?! can)|\bdecibels?\b|\b(?:noise|sound) level|\bin db\b|分贝|"
        r"(?:噪音|噪声)(?:有|是)?(?:多大|多少)|"
        r"\bwie (?:laut|leise)\b|\bdezibel|geräuschpegel|decibel|nivel de ruido|cuánto ruido|niveau sonore|décibel|"
        r"livello di rumore|rumorosità|nível de ruído|decibéis|уровень шума|децибел|デシベル|騒音",
        r"db(?:\s?\(?a\)?)?|decibels?|dezibel|decibel\w*|décibels?|decibéis|дб|децибел\w*|分贝|デシベル",
    ),
    _measure(
        "pressure",
        r"\b(?:what|which|how (?:high|much|low)) (?:\w+ ){0,3}pressure|\bhow many (?:bars?|psi)\b|"
        r"\bwie ?viele? bar\b|\bcuántos bares\b|\bcombien de bars?\b|\bquanti bar\b|\bquantos bares?\b|"
        r"сколько (?:бар|атмосфер)|"
        r"\b(?:what|which|how many) psi\b|\bje (?:le |la |les )?gonfle\w* à combien|\bgonfler? à combien|"
        r"\ba cuánto (?:se )?inflo?a?n?\b|\ba quanto (?:si )?gonfi\w+|\bwie ?viel druck\b|"
        r"до скольки (?:\w*кача)|打多少气|充多少气|胎压(?:是)?多少|空気圧|"
        r"多少(?:巴|公斤压力)|几公斤压力|何(?:バール|MPa)|水压(?:是|要)?多|wasserdruck|"
        r"(?:qué|"
        r"cuál es la) presión|"
        r"quelle (?:est )?(?:\w+ )?pression|(?:che|qual(?:e| è (?:la|il))) pressione|(?:que |qual (?:é |a )*)pressão|"
        r"как\w+ давлени|水圧は",
        r"bars?|mbar|[mkh]?pa|psi|бар|[мк]?па|атм|巴|兆帕|バール",
    ),
    _measure(
        "flow",
        r"\bair ?flow\b|\bflow rate\b|\bm³|\bm3/h|\bdurchfluss|\bluftmenge|\bluftdurchsatz|\bcaudal\b|\bdébit\b|"
        r"\bportata\b|\bvazão\b|расход (?:воды|воздуха)|流量|风量|風量",
        r"m³/? ?(?:h|min)?|m3/? ?(?:h|min)|cfm|(?:l|lit(?:er|re|ro|ri)s?|litros?|litri|литр\w*|л) ?"
        r"(?:/|per|pro|par|por|al?|в|à la) ?(?:h|min|s|hour|heure|hora|ora|stunde|minut\w*|час|мин\w*)|"
        r"м³/?ч?|升/分|立方米",
    ),
    _measure(
        "volume",
        r"\bhow many (?:lit(?:er|re)s|gallons|cups|ml)|\bhow much (?:water|liquid|oil)|多少(?:升|毫升|水)|几升|"
        r"\bwie ?viele? (?:liter|wasser|milliliter)|cuántos litros|cuánta agua|combien (?:de litres|d'eau)|"
        r"quanti litri|quanta acqua|quantos litros|quanta água|сколько (?:литров|воды|миллилитров)|何(?:リットル|ml)",
        r"m?l|cl|dl|lit(?:er|re|ro|ri)s?|litros?|litri|gal\w*|cups?|м?л|литр\w*|毫升|升|リットル|ミリリットル",
    ),
    _measure(
        "area",
        r"\bsquare (?:met|f[eo]{2}t)|\bm²|\bm2\b|多少平|几平|\bquadratmeter|\bmetros cuadrados|\bmètres carrés|"
        r"\bmetri quadr|\bmetros quadrados|квадратн\w+ метр|何(?:平米|畳|平方)",
        r"m²|m2|m\^2|㎡|sq\.? ?(?:m|ft|feet)|square (?:met\w+|feet)|qm|quadratmeter\w*|平方米|平米|畳|кв\.? ?м",
    ),
    _measure(
        "length",
        r"\bhow many (?:km|kilomet\w+|miles|met(?:er|re)s|feet)\b(?! per\b)|\bwie ?viele? (?:kilometer|km|meter)\b|"
        r"\bcuántos (?:kilómetros|metros)\b(?! cu)|\bcombien de (?:kilomètres|mètres|km)\b(?! c)|"
        r"\bquanti (?:chilometri|metri|km)\b(?! q)|\bquantos (?:quilómetros|quilômetros|metros|km)\b(?! q)|"
        r"сколько (?:километров|метров|км)\b|多少(?:公里|千米|米)|几公里|何(?:キロメートル|km)|"
        r"\bhow (?:far|wide|deep|tall|thick)\b|\bhow high\b(?! (?:is|are) the (?:\w+ )?(?:power|voltage|volume|"
        r"pressure|temp\w+|current|humid\w+|speed)\b)|"
        rf"\bhow (?:long|big)\b(?:{_CABLE}|(?= is the (?:\w+ )?(?:gap|hole)))|"
        r"\bwhat (?:is|are) (?:the |its |your )?(?:\w+ )?(?:height|width|depth|length|diameter|dimensions)\b|"
        r"\b(?:what|which) (?:distance|height|width|depth|size|clearance)|\bdistance between|多远|多高|多宽|多深|"
        r"多厚|距离(?:是|为)?多少|多长(?!时间)|间距|\bwie (?:weit|breit|tief|dick|lang(?!e))\b|"
        r"welche[rn]? abstand|a (?:qué|cuánta) distancia|(?:qué|cuál es (?:el|la)) (?:distancia|altura|anchura|"
        r"profundidad|"
        r"longitud|largo|ancho|diámetro)|cuánto mide|"
        r"à quelle (?:distance|hauteur)|quelle (?:est (?:la|sa) )?(?:distance|hauteur|largeur|profondeur|longueur)|"
        r"quanto (?:è|sono) lung(?!\w+ la garanz)|(?:che|qual(?:e| è (?:la|il))) (?:distanza|"
        r"altezza|larghezza|profondità|lunghezza|diametro)|a que distância|qual (?:é |a |o )*(?:distância|altura|"
        r"largura|"
        r"profundidade|comprimento|diâmetro)|как(?:ом|"
        r"ое) расстояни|как\w+ (?:высот|ширин|глубин|длин)|どのくらい離|距離|何(?:センチ|メートル|ミリ|cm|mm|m\b)|"
        r"高さは|幅は",
        r'[cmkµ]?m|met(?:er|re)s?|metern|centimet\w*|millimet\w*|metros?|mètres?|metri|inch(?:es)?|in|ft|feet|\"|”|'
        r"''|u|м|см|мм|км|метр\w*|сантиметр\w*|миллиметр\w*|米|厘米|毫米|公里|メートル|センチ|ミリ",
    ),
    _measure(
        "torque",
        r"\b(?:how many|combien de|wie ?viele?|quanti|cuántos|quantos|сколько) n[·. ]?m\b|多少牛米|\btorque\b|"
        r"\bdrehmoment|\banzugsmoment|\bpar (?:de apriete|de torsión|motor|máximo)\b|"
        r"\bcouple (?:de serrage|du moteur|moteur|maxim\w+)|\bcoppia (?:di serraggio|del motore|massima)|\bbinário\b|"
        r"крутящ\w+ момент|момент затяжки|扭矩|扭力|トルク",
        r"n[·. ]?m|newton ?met\w+|kgf?[·. ]?c?m|ft[·. -]?lbs?|н[·. ]?м|牛[·. ]?米",
    ),
    _measure(
        "speed",
        r"\b(?:top|max(?:imum)?|highest|what|which) speed\b|\bhow many (?:km/h|mph|rpm|km per|miles per|revolutions)|"
        r"时速|最高速度|转速|\bhöchstgeschwindigkeit|\bwelche geschwindigkeit|\bdrehzahl|\bvelocidad (?:máxima|punta)|"
        r"\b(?:qué|cuál es la) velocidad|\bvitesse max\w*|\bquelle (?:est la )?vitesse|\bvelocità massima|"
        r"\bche velocità|"
        r"\bvelocidade máxima|\bque velocidade|(?:максимальн\w+|как\w+) скорост|回転数|最高速",
        r"km/h|kmh|kph|mph|m/s|mm/s|rpm|u/min|min-1|об/мин|км/ч|м/с|(?:per|pro|por|par|al) min\w+|公里|转|毎秒|毎分|"
        r"/min|km",
    ),
    _measure(
        "brightness",
        r"\blumens?\b|\bhow bright\b|\blúmen|\blumen\b|люмен|流明|ルーメン",
        r"lm|lumens?|lúmen\w*|lux|lx|nits?|cd(?:/m²)?|лм|люмен\w*|流明|ルーメン",
    ),
    Want(
        "resolution",
        re.compile(
            r"\bresolution\b|\bmegapixels?\b|分辨率|像素|\bauflösung|\bresolución|\brésolution|\brisoluzione|"
            r"\bresolução|разрешени[ея] (?:экрана|камеры|видео|печати|дисплея)|解像度|画素",
            re.IGNORECASE,
        ),
        re.compile(r"\d{3,4}\s?[x×*]\s?\d{3,4}|\d\s?(?:dpi|ppi|p|mp|k|万像素|megapixels?|мп|画素)(?!\w)",
                   re.IGNORECASE),
    ),
    _measure(
        "frequency",
        r"\b(?:what|which) (?:\w+ )?frequenc|\bwelche\w? \w*frequenz|频率(?:是|为)?(?:多|几)|"
        r"\b(?:qué|cuál es la) frecuencia|"
        r"\bquelle (?:est la )?fréquence|\b(?:che|qual(?:e| è (?:la|il))) frequenza|\b(?:que|qual (?:é |"
        r"a )*)frequência|как\w+ частот|"
        r"周波数(?:は|を)|何(?:ヘルツ|hz)",
        r"[kmg]?hz|[кмг]?гц|赫兹?|ヘルツ|(?:per|pro|por|par|al) (?:second|minut)\w*",
    ),
    Want(
        "count",
        re.compile(
            r"\bhow (?:many|much)\b|多少|几(?:个|路|台|块|张|次|种|串|口|组|级)|\bwie ?viele?\b|\bcuánt[oa]s?\b|"
            r"\bcombien\b|\bquant[ieao]\b|\bquant[oa]s\b|сколько|いくつ|何(?:個|台|枚|回|種類|人|本)",
            re.IGNORECASE,
        ),
        _ANY_NUMBER,
    ),
    Want(
        "steps",
        re.compile(
            r"\bhow (?:do|can|to|should|would|could)\b|\bwhat (?:do i do|now|should i)|want to|怎么(?!样)|如何|怎样|"
            r"怎么办|\bwie (?:kann|mache|stelle|lösche|setze|bekomme|schalte|reinige|wechsle|tausche|\w+e ich|"
            r"\w+t man)|\bcómo\b|qué hago|\bcomment\b|que faire|\bcome (?:si|posso|faccio|\w+o)\b|cosa faccio|"
            r"\bcomo\b|o que faço|\bкак (?!долго|часто|\w+ой|\w+ая|\w+ое)|что делать|どうやって|どうすれば|やり方|"
            r"方法|するには",
            re.IGNORECASE,
        ),
        re.compile(
            r"\b(?:press|push|hold|select|choose|turn|set|open|close|remove|pull|insert|connect|disconnect|unplug|"
            r"plug|clean|wipe|rinse|switch|release|repeat|restart|reset|replace|check|touch|tap|enter|go to|lift|"
            r"place|put|make sure|use|wait|allow|drücken|halten|wählen|drehen|schalten|öffnen|schließen|ziehen|"
            r"stecken|reinigen|wischen|entfernen|prüfen|pulse|presione|mantenga|seleccione|gire|abra|cierre|retire|"
            r"conecte|desconecte|limpie|compruebe|pulsar|appuyez|maintenez|sélectionnez|tournez|ouvrez|fermez|"
            r"retirez|branchez|débranchez|nettoyez|vérifiez|appuyer|premere|premi|tenere|selezionare|girare|aprire|"
            r"chiudere|rimuovere|collegare|scollegare|pulire|verificare|prima|pressione|mantenha|selecione|rode|"
            r"gire|abra|feche|retire|ligue|desligue|limpe|verifique)\b|(?:нажм|удерж|выбер|поверн|откро|закро|сним|"
            r"извлек|подключ|отключ|очист|протр|провер|установ)\w*|按|长按|选择|打开|关闭|拔|插入|旋转|取出|清洗|"
            r"清洁|擦|检查|点击|进入|设置|押[しすさ]|長押し|選[びぶん]|開[きけい]|閉[じめ]|抜[いき]|差し込|"
            r"拭[いきく]|確認|回[しす]|外[しす]",
            re.IGNORECASE,
        ),
    ),
))  # fmt: skip


@lru_cache(REMEMBERED)
def want_of(question: str) -> Want | None:
    """The first kind of answer that the question asks for; None where any sentence may answer."""
    return next((want for want in WANTS if want.asked.search(question)), None)


@lru_cache(REMEMBERED)
def asks_once(question: str) -> bool:
    """Whether at most one kind of value is asked for; a count says no more than the kinds before it."""
    kinds = [want for want in WANTS if want.measured and want.name != "count"]
    return sum(bool(want.asked.search(question)) for want in kinds) <= 1
