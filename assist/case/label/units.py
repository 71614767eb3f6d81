"""Units: the spellings of printed units, each with the quantity it means and the unit we keep it in.

Symbols follow the SI brochure (BIPM) and IEC 60027; the spelled-out forms are those of the nine reply languages.
The factors are checked against `pint` by the tests, so that nothing heavy is loaded to read a label.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Unit:
    """A kept unit: the quantity it measures and its factor and offset to the quantity's base unit."""

    symbol: str
    name: str
    base: str
    factor: float = 1.0
    offset: float = 0.0


# symbol: (quantity, base unit, factor to the base unit)
_KEPT = {
    "V": ("voltage", "V", 1.0), "A": ("current", "A", 1.0), "W": ("power", "W", 1.0),
    "VA": ("apparent_power", "VA", 1.0),
    "Hz": ("frequency", "Hz", 1.0), "Wh": ("energy", "Wh", 1.0), "mAh": ("capacity", "mAh", 1.0),
    "L": ("capacity", "L", 1.0), "ml": ("capacity", "L", 1e-3), "gal": ("capacity", "L", 3.785411784),
    "fl oz": ("capacity", "L", 0.0295735295625), "kg": ("weight", "kg", 1.0), "g": ("weight", "kg", 1e-3),
    "mg": ("weight", "kg", 1e-6), "lb": ("weight", "kg", 0.45359237), "oz": ("weight", "kg", 0.028349523125),
    "t": ("weight", "kg", 1000.0), "mm": ("length", "mm", 1.0), "m": ("length", "mm", 1000.0),
    "in": ("length", "mm", 25.4), "ft": ("length", "mm", 304.8), "µF": ("capacitance", "µF", 1.0),
    "Ω": ("resistance", "Ω", 1.0), "h": ("time", "h", 1.0), "min": ("time", "h", 1 / 60), "d": ("time", "h", 24.0),
    "week": ("time", "h", 168.0), "month": ("time", "h", 730.5), "year": ("time", "h", 8766.0),
    "lm": ("luminous_flux", "lm", 1.0), "K": ("colour_temperature", "K", 1.0), "%": ("share", "%", 1.0),
    "bar": ("pressure", "bar", 1.0), "ha": ("area", "m²", 10000.0), "m²": ("area", "m²", 1.0),
    "acre": ("area", "m²", 4046.8564224),
}  # fmt: skip

UNITS: dict[str, Unit] = {symbol: Unit(symbol, *row) for symbol, row in _KEPT.items()}
UNITS["°C"] = Unit("°C", "temperature", "°C")
UNITS["°F"] = Unit("°F", "temperature", "°C", 5 / 9, -160 / 9)

# kept unit, factor from the printed one, its spellings (exact ones; upper and lower case where both are printed)
_SPELLED: tuple[tuple[str, float, str], ...] = (
    ("V", 1,
     "V v VAC VDC Vac Vdc vac vdc VCA VCC Vca Vcc volt volts Volt Volts VOLT VOLTS voltios "
     "voltio 伏 伏特 ボルト вольт вольта В Volti volti"),
    ("V", 0.001, "mV"),
    ("V", 1000, "kV KV"),
    ("A", 1,
     "A a amp amps Amp Amps AMP AMPS ampere amperes Ampere Ampères ampères amper ampère amperios "
     "安 安培 アンペア ампер ампера А"),
    ("A", 0.001, "mA MA ma мА 毫安"),
    ("A", 1e-6, "µA uA μA мкА 微安"),
    ("W", 1, "W w watt watts Watt Watts WATT WATTS vatios vatio 瓦 瓦特 ワット Вт вт ватт"),
    ("W", 1000, "kW KW kw Kw кВт квт 千瓦 kilowatt kilowatts"),
    ("W", 0.001, "mW"),
    ("W", 1e+06, "MW"),
    ("VA", 1, "VA"),
    ("VA", 1000, "kVA KVA"),
    ("Hz", 1, "Hz HZ hz Гц 赫兹 ヘルツ"),
    ("Hz", 1000, "kHz KHz KHZ khz кГц"),
    ("Hz", 1e+06, "MHz MHZ Mhz mhz МГц"),
    ("Hz", 1e+09, "GHz GHZ Ghz ghz ГГц"),
    ("Wh", 1, "Wh WH wh Втч Вт·ч W·h"),
    ("Wh", 1000, "kWh KWh KWH kwh кВтч 度电"),
    ("mAh", 1, "mAh MAH mah MAh mAH мАч мА·ч 毫安时"),
    ("mAh", 1000, "Ah AH ah Ач А·ч"),
    ("L", 1,
     "L l litre litres liter liters Litre Litres Liter Liters LITRE LITRES LITER litro litros "
     "litri Litri л литр литра литров 升 公升 リットル"),
    ("ml", 1, "ml mL ML Ml мл 毫升 millilitres ミリリットル cc"),
    ("ml", 10, "cl cL"),
    ("ml", 100, "dl"),
    ("gal", 1, "gal Gal gallon gallons Gallon Gallons GALLON"),
    ("fl oz", 1, "fl_oz fl._oz fl.oz US_fl_oz FL_OZ"),
    ("kg", 1, "kg Kg KG kgs kilo kilos Kilo Kilos kilogram kilograms кг 公斤 千克 キロ キログラム quilos quilo chili"),
    ("g", 1, "g gr grams gram gramm Gramm grammes gramos grammi gramas г гр грамм 克 グラム"),
    ("mg", 1, "mg мг 毫克"),
    ("g", 500, "斤"),
    ("lb", 1, "lb lbs Ib Ibs Lb Lbs LB LBS lb. lbs. Lbs. pounds pound 磅"),
    ("oz", 1, "oz Oz OZ ounces 盎司"),
    ("t", 1, "tonnes Tonnen"),
    ("mm", 1, "mm MM Mm мм 毫米 millimetres millimeter ミリ"),
    ("mm", 10, "cm CM Cm см 厘米 公分 センチ centimetres centimeters"),
    ("mm", 100, "dm"),
    ("m", 1,
     "m mtr metre metres meter meters Metre Metres Meter Meters METRE METRES METER METERS mètre "
     "mètres metro metros metri м метр метра метров 米 公尺 メートル"),
    ("m", 1000, "km км 公里 千米"),
    ("in", 1,
     "in inch inches Inch Inches INCH INCHES in. Zoll pouces pouce pulgadas pulgada pollici "
     "polegadas дюйм дюйма дюймов 英寸 寸 インチ po \" ″ ”"),
    ("ft", 1, "ft feet foot ft. Fuß pieds pied pies 英尺"),
    ("°C", 1, "°C ℃ ºC ˚C °c °С °_C º_C °_С"),
    ("°C", 1, "° º degrees degree Grad degrés grados gradi graus градусов градуса 度"),
    ("°F", 1, "°F ℉ ºF ˚F °_F"),
    ("µF", 1, "µF uF μF мкФ MFD"),
    ("Ω", 1, "Ω ohm ohms Ohm Ом 欧"),
    ("Ω", 1000, "kΩ kohm KΩ кОм"),
    ("h", 1, "h hr hrs hour hours Stunden Stunde heures heure horas hora ore ora ч часов часа час 小时 時間"),
    ("min", 1, "min mins minutes minute Minuten minutos minuti минут 分钟 分間"),
    ("d", 1, "days day Tage Tagen Tag jours jour días día dias dia giorni giorno дней дня день 天 日間"),
    ("week", 1, "weeks week Wochen Woche semaines semaine semanas semana settimane недель недели неделю 周 星期 週間"),
    ("month", 1, "months month Monate Monat mois meses mes mesi месяцев месяца месяц 个月 か月 ヶ月"),
    ("year", 1, "years year Jahre Jahr ans années años año anni anos лет года год 年 岁 周岁 歳"),
    ("lm", 1, "lm lumen lumens Lumen Lumens Lumen* лм 流明"),
    ("K", 1, "K"),
    ("%", 1, "% ％"),
    ("bar", 1, "bar Bar BAR бар"),
    ("ha", 1, "ha hectare hectares Hektar hectárea 公顷 га"),
    ("m²", 1, "m² m2 sqm ㎡ 平方米 平米 м²"),
    ("acre", 1, "acre acres ac"),
)  # fmt: skip


def _spellings() -> dict[str, tuple[str, float]]:
    """Every spelling with its kept unit and factor; `_` stands for a space inside a spelling."""
    return {
        word.replace("_", " "): (symbol, float(factor)) for symbol, factor, words in _SPELLED for word in words.split()
    }


SPELLINGS: dict[str, tuple[str, float]] = _spellings()


def to_base(value: float, unit: str) -> tuple[float, str]:
    """`value` in the quantity's base unit, rounded to what a label can mean; an unknown unit stays as it is."""
    known = UNITS.get(unit)
    if known is None:
        return value, unit
    return round(value * known.factor + known.offset, 9), known.base


def show(value: float, unit: str) -> str:
    """A number with its unit as a label prints it: `2.4 A`, `-5 °C`."""
    number = f"{value:.10g}" if abs(value) < 1e9 else f"{value:.3g}"
    for big, factor in (("GHz", 1e9), ("MHz", 1e6), ("kHz", 1e3)):
        if unit == "Hz" and value >= factor:
            return f"{value / factor:.6g} {big}"
    return f"{number}{unit}" if unit == "%" else f"{number} {unit}".strip()
