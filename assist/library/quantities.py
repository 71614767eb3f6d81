"""Quantities: rows of a specification (`Potencia 120 W`, `Vitesses 3`), which look like models and are none."""

from __future__ import annotations

import re


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


# What a specification names before a number, in the nine reply languages, singular and plural, in small letters.
_MEASURED = _set(
    # en
    "power voltage current speed speeds dimension dimensions size sizes capacity weight time duration timer frequency "
    "temperature pressure flow noise length width height depth diameter volume output input consumption supply rating "
    "rated load range distance area resistance humidity energy torque suction brightness resolution quantity qty "
    "channels level levels steps settings programs programmes modes "
    # de
    "leistung spannung geschwindigkeit geschwindigkeiten maße masse abmessung abmessungen größe grösse kapazität "
    "gewicht zeit dauer laufzeit frequenz temperatur druck durchfluss lautstärke länge breite höhe tiefe durchmesser "
    "volumen inhalt füllmenge verbrauch aufnahme nennleistung nennspannung drehzahl stufen reichweite fläche "
    "widerstand feuchte schutzart schutzklasse kabellänge programme anzahl menge "
    # es
    "potencia voltaje tensión corriente velocidad velocidades medida medidas dimensiones tamaño capacidad peso tiempo "
    "duración frecuencia temperatura presión caudal ruido longitud largo ancho anchura alto altura profundidad fondo "
    "diámetro volumen consumo alimentación carga alcance distancia superficie resistencia humedad energía niveles "
    "programas cantidad "
    # fr
    "puissance alimentation courant vitesse vitesses taille capacité poids temps durée fréquence température pression "
    "débit bruit longueur largeur hauteur profondeur diamètre consommation portée surface résistance humidité énergie "
    "niveau niveaux quantité contenance autonomie encombrement "
    # it
    "potenza tensione corrente velocità dimensione dimensioni misura misure capacità tempo durata frequenza pressione "
    "portata rumore rumorosità lunghezza larghezza altezza profondità diametro consumo assorbimento alimentazione "
    "carico distanza superficie resistenza umidità livello livelli programmi quantità autonomia "
    # pt
    "tensão velocidade medidas dimensões tamanho capacidade tempo duração frequência temperatura pressão vazão ruído "
    "comprimento largura altura profundidade diâmetro alimentação alcance distância área resistência umidade humidade "
    "níveis quantidade autonomia "
    # ru
    "мощность напряжение ток сила скорость скорости скоростей размер размеры габариты объём объем ёмкость емкость "
    "масса вес время длительность частота температура давление расход шум длина ширина высота глубина диаметр "
    "потребление "
    "питание нагрузка дальность площадь сопротивление влажность энергия уровень уровни режимы программы количество "
    # zh, ja
    "功率 电压 电流 速度 尺寸 容量 重量 时间 频率 温度 压力 流量 噪音 长度 宽度 高度 深度 直径 面积 "
    "额定功率 额定电压 电源 "
    "額定功率 電壓 電流 重量 時間 頻率 電力 電圧 消費電力 "
    "定格電圧 定格 寸法 外形寸法 質量 時間 周波数 圧力 騒音 長さ 幅 高さ 奥行 直径 面積"
)
# A unit after a space, as units are written; `in` and `a` are left out, for `Robin 980 in the dock` is no quantity.
_UNIT = (
    r"(?:[kM]?W|[kM]?Wh|[mkμµ]?V|V[~≈⎓]|V?AC|V?DC|VA|m?A|m?Ah|[kMG]?Hz|[kM]?Ω|[munpµ]F|mm|cm|dm|km|m|mm[²³23]|cm[²³23]|m[²³23]|㎡|"
    r"g|kg|mg|lbs?|oz|l|L|ml|mL|cl|dl|gal|bar|psi|k?Pa|MPa|dB|dBm|dB\(A\)|rpm|min|ms|sec?|s|h|hrs?|[KMGT]B|lm|lux|lx|C|F|K|°\w?|"
    r"Nm|N|BTU|CFM|px|MP|pcs|"
    r"[Ww]atts?|[Vv]olts?|[Vv]oltios|[Vv]atios|[Ll]iters?|[Ll]it(?:re|ro|ri)s?|[Ll]itri|[Gg]ramm?\w?|[Kk]ilo\w*|"
    r"[Mm]inut\w*|[Ss][eé][ckg]+und\w*|[Ss]econds?|[Hh]ours?|[Hh]or\w+|[Hh]eures?|[Ss]tund\w+|ore|"
    r"к?Вт|В|м?А|мАч|к?Гц|мм|см|м|км|г|кг|л|мл|дБ|бар|к?Па|мин|сек|с|ч|шт)"
)
# What goes on as a quantity does after its number: a unit, the next side, the end of a range.
_GOES_ON = re.compile(rf"\s?(?:{_UNIT}(?![\w])|[%‰′″\"]|[x×*~±≈⎓–—…～]\s?\d|-\s\d|(?:to|bis|до|à|hasta|até|fino)\s\d)")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")


def is_measured(word: str) -> bool:
    """Does a specification name so what it gives a number for: `Potencia`, `SPEED`, `Мощность`?"""
    return word.casefold().strip(".:：()[]") in _MEASURED


def is_quantity(words: list[str], after: str) -> bool:
    """Is a run of words and a number a row of a specification: does its word measure, or does a unit follow?

    `after` is what follows the run on its line.
    """
    number = next((place for place, word in enumerate(words) if _NUMBER.fullmatch(word)), len(words))
    if any(is_measured(word) for word in words[:number]):
        return True
    if number == len(words):
        return False
    return bool(_GOES_ON.match(" ".join(["", *words[number + 1 :]]) + after))
