"""Addresses: how private persons' numbers, streets and towns are written on parcels, in nine languages and a few more.

Parcel numbers: UPU S10 (two letters, nine digits with their check digit, two letters), UPS `1Z`, USPS, the carriers of
China and Japan; any long number behind a word for one.  Streets and towns: by the words and postcodes of the country.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

Span = tuple[int, int]

_EMAIL = re.compile(r"[\w.+-]+\s?@\s?[\w-]+(?:\s?\.\s?[\w-]+)+")
_S10 = re.compile(r"(?<![A-Z0-9])[A-Z]{2}\s?(\d{3})\s?(\d{3})\s?(\d{2})\s?(\d)\s?[A-Z]{2}(?![A-Z0-9])")
_CARRIERS = re.compile(
    r"(?<![A-Z0-9])(?:1Z[ ]?(?:[0-9A-Z][ ]?){15}[0-9A-Z]|9[1-5]\d{2}(?: ?\d{4}){4}(?: ?\d{2})?|SF\d{12,15}|YT\d{13,15}|"
    r"JD[A-Z0-9]{1,3}\d{9,15}|JJD\d{14,18}|ZTO\d{10,14}|STO\d{10,14}|TBA\d{12})(?![A-Z0-9])"
)
_PARCEL_WORD = re.compile(
    r"(?:tracking|waybill|consignment|shipment|parcel|sendungs\w*|paket\w*|suivi|colis|seguimiento|envío|guía|"
    r"spedizione|tracciamento|rastreio|rastreamento|encomenda|трек\w*|отправлени\w*|накладн\w*)"
    r"[\s\w.-]{0,14}?(?:no|nr|n[°ºo]|number|nummer|numéro|número|numero|номер|code|id|#)?[\s.:#№]*"
    r"(?P<number>[A-Z]{0,4}\d[\dA-Z ]{7,28}\d)|"
    r"(?:运单号|運單號|快递单号|快递号|物流单号|单号|面单号|送り状番号|お問い合わせ番号|伝票番号|追跡番号)[\s:：]*"
    r"(?P<cjk>[A-Z]{0,4}\d[\dA-Z -]{7,28}\d)",
    re.IGNORECASE,
)
PARTY = re.compile(
    r"(?:ship|deliver|delivered|send|sold|bill)\s?to\b|\bship\s?from\b|\bsender\b|\brecipient\b|\bconsignee\b|"
    r"\breturn to\b|"
    r"\b(?:empfänger|absender|lieferadresse|versandadresse|rechnungsadresse|destinataire|expéditeur|livrer à|"
    r"livraison à|destinatario|remitente|enviar a|entregar a|mittente|spedire a|consegnare a|destinatário|remetente|"
    r"entregar em)\b|"
    r"получател|отправител|кому\s*:|от кого|收件|寄件|收货|发件|收貨|寄貨|お届け先|ご依頼主|届け先|依頼主|送り先",
    re.IGNORECASE,
)
"""Heads of the blocks of a shipping label: who sends and who receives."""

COMPANY = re.compile(
    r"\b(?:Ltd|Limited|LLC|Inc|Corp|Corporation|GmbH|mbH|KG|AG|S\.?A\.?R\.?L|S\.?p\.?A|S\.?r\.?l|S\.?L\.?U?|Ltda|Lda|"
    r"B\.?V|N\.?V|Pty|PLC|Oy|ApS|s\.?r\.?o|Co\.,)\b|Co\. ?,? ?Ltd|"
    r"\b(?:manufactur\w+|made by|importer|imported by|distribut\w+|hersteller|importeur|vertrieb|"
    r"fabricant|importateur|fabricante|importador|produttore|importatore|distribuito|EC REP|UK REP|"
    r"customer service|hotline|kundendienst|"
    r"service client|"
    r"assistenza|atención al cliente)\b|"
    r"изготовител|импорт[её]р|производител|\bООО\b|有限公司|股份|制造商|生产商|生产企业|委托方|经销|客服|服务热线|"
    r"株式会社|有限会社|製造元|販売元|発売元|輸入元|お客様相談",
    re.IGNORECASE,
)
"""A firm, or what heads a maker's address on a product: print of the product, nobody's privacy."""

TITLED = re.compile(
    r"^\W*(?:Mr|Mrs|Ms|Miss|Herrn?|Frau|Monsieur|Madame|Mme|Mlle|Sr|Sra|Srta|Señor|Señora|Sig|Sig\.ra|Signora?|Senhora?)\.?\s+"
    r"[A-ZÀ-Ý][\w'’-]+|[\u4e00-\u9fff]{1,3}(?:先生|女士|小姐)(?![\u4e00-\u9fff])|"
    r"^[\u3040-\u30ff\u4e00-\u9fff\s]{2,8}\s*様\s*$",
)
_LATIN_STREET = re.compile(
    r"\b\d{1,5}[A-Z]?,?\s+(?:[A-ZÀ-Ý0-9][\w'.’-]*\s+){1,4}(?:Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Dr|Boulevard|Blvd|Court|Ct|"
    r"Place|Pl|Square|Sq|Terrace|Crescent|Close|Gardens|Way|Parkway|Pkwy|Highway|Hwy|Row|Mews|Grove|STREET|ROAD|AVENUE|LANE|"
    r"DRIVE|AVE|RD)\b\.?|"
    r"\b[A-ZÄÖÜ][\wäöüß.-]*(?i:straße|strasse|str\.|weg|platz|allee|gasse|ring|damm|ufer)\s+\d{1,4}\s?[a-z]?\b|"
    r"\b\d{1,4}\s?(?:bis|ter)?,?\s+(?i:rue|avenue|av\.|boulevard|bd|place|chemin|impasse|allée|quai|route)\s+\w+|"
    r"\b(?:Calle|CALLE|C/|Avda\.?|Avenida|Plaza|Paseo|Carrer|Camino|Via|VIA|Viale|Piazza|Corso|Vicolo|Rua|RUA|R\.|Travessa|"
    r"Praça|Largo|Alameda)"
    r"\s+[\wÀ-ÿ'’. -]{2,40}?,?\s*(?:n[°ºo.]*\s*)?\d{1,5}\b|"
    r"(?i:ул\.|улица|просп\.|проспект|пр-т|пер\.|переулок|бульвар|шоссе|наб\.)\s*[\w\s.-]{2,40}?,?\s*(?:д\.?|дом)?\s*\d+|"
    r"\b(?:Apt|Apartment|Flat|Unit|Suite|P\.?O\.? Box|Postfach)\.?\s*#?\d+\w?\b"
)
_CJK_STREET = re.compile(
    r"(?:(?:省|市|区|區|县|縣|镇|鎮|乡|街道|路|街|巷|弄|小区|花园|大道).*){2}(?:\d+|[一二三四五六七八九十]+)\s*(?:号|號|栋|棟|幢|单元|室|楼|层)|"
    r"〒\s?\d{3}[-‐－]?\d{4}|(?:[都道府県]|[市区町村]).{1,14}(?:丁目|番地|\d+[-‐－]\d+[-‐－]?\d*)",
)
_TOWN = re.compile(
    r"^\W*(?:[A-Z]{1,3}[- ])?\d{4,6}(?:[ -]\d{3,4})?\s+[A-ZÀ-ÝА-ЯЁ][\wÀ-ÿ'’. -]{2,30}$|"
    r"^\W*[A-ZÀ-Ý][\wÀ-ÿ'’. -]{2,30},?\s+[A-Z]{2}\s+\d{5}(?:-\d{4})?\W*$|"
    r"\b[A-Z]{1,2}\d[A-Z\d]?\s\d[A-Z]{2}\b|^\W*\d{5}-\d{3}\b|^\W*\d{6},?\s+[А-ЯЁ]|"
    r"^\W*(?:Germany|Deutschland|France|España|Spain|Italia|Italy|Portugal|Brasil|Россия|United Kingdom|UK|USA|"
    r"United States|Österreich|Austria|Schweiz|中国|日本|日本国)\W*$"
)
_NAME = re.compile(
    r"^\W*(?:[A-ZÀ-ÝА-ЯЁ][\wÀ-ÿ'’.-]*\s+){1,3}[A-ZÀ-ÝА-ЯЁ][\wÀ-ÿ'’.-]+\W*$|^\W*[\u4e00-\u9fff]{2,4}\W*$|"
    r"^[\u3040-\u30ff\u4e00-\u9fff]{1,5}\s+[\u3040-\u30ff\u4e00-\u9fff]{1,5}\W*$"
)
_PRODUCT = re.compile(
    r"\d\s?(?:V|W|A|mA|Hz|kW|mAh|Ah|Wh|kg|g|ml|L|mm|cm|°C|℃|dB|lm|K|MHz|GHz)(?![a-z])|\b(?:model|input|output|rating|type|IP\d\d)\b|"
    r"型号|输入|输出|额定|型番|入力|出力|定格|модель|вход|выход",
    re.IGNORECASE,
)
_CARD = re.compile(r"BEGIN:VCARD|\bMECARD:|\bmailto:|\btel:|\bsmsto:", re.IGNORECASE)
_DIGITS = re.compile(r"\d+")
# Free and shared-cost numbers and those with letters are a firm's (types of libphonenumber).
_PRIVATE_TYPES = frozenset({"FIXED_LINE", "MOBILE", "FIXED_LINE_OR_MOBILE", "PERSONAL_NUMBER", "VOIP"})
# A bare run of digits is a phone number only of China or the buyer's country, or behind a word for one.
_PHONE_WORD = re.compile(
    r"(?:\btel\b|telephone|phone|mobile|mob\.|cell|\bph\b|whatsapp|telefon|handy|téléphone|portable|teléfono|móvil|telefono|"
    r"cellulare|telefone|celular|тел|моб|电话|手机|电話|電話|携帯|联系方式)[\s.:：#()№]*$",
    re.IGNORECASE,
)
_CHINESE_MOBILE = re.compile(r"(?<![\dA-Za-z.])(?:\+?86[\s-]?)?1[3-9]\d[\s-]?\d{4}[\s-]?\d{4}(?![\dA-Za-z])")


def emails(text: str) -> Iterator[Span]:
    yield from (match.span() for match in _EMAIL.finditer(text))


def parcels(text: str) -> Iterator[Span]:
    """Parcel numbers, told by their form or by the word in front."""
    for match in _S10.finditer(text):
        digits = "".join(match.groups()[:3])
        if s10_check(digits) == int(match[4]):
            yield match.span()
    yield from (match.span() for match in _CARRIERS.finditer(text))
    for match in _PARCEL_WORD.finditer(text):
        yield match.span("number" if match["number"] else "cjk")


def s10_check(digits: str) -> int:
    """The check digit of a UPU S10 identifier's eight digits (weights 8 6 4 2 3 5 9 7, modulo 11)."""
    left = 11 - sum(int(d) * w for d, w in zip(digits, (8, 6, 4, 2, 3, 5, 9, 7), strict=True)) % 11
    return {10: 0, 11: 5}.get(left, left)


def phones(text: str, country: str = "") -> Iterator[Span]:
    """Phone numbers of private lines, by libphonenumber; digits that are an EAN, and free numbers, are none."""
    import phonenumbers
    from phonenumbers import PhoneNumberMatcher, PhoneNumberType, number_type

    if sum(ch.isdigit() for ch in text) < 7:
        return
    yield from (match.span() for match in _CHINESE_MOBILE.finditer(text))
    for found in PhoneNumberMatcher(text, country.upper() or _region(text), phonenumbers.Leniency.VALID):
        kind = PhoneNumberType.to_string(number_type(found.number))
        digits = re.sub(r"\D", "", found.raw_string)
        # An article number in two groups (`90595 00200`) is a valid number of some country as well.
        grouped = len(_DIGITS.findall(found.raw_string)) > 2 or found.raw_string.startswith(("+", "(", "0"))
        bare = (found.raw_string == digits or not grouped) and not _PHONE_WORD.search(text[: found.start])
        if kind in _PRIVATE_TYPES and not is_ean(digits) and not bare:
            yield found.start, found.end
    for match in re.finditer(r"[+(]?\d[\d\s().-]{5,18}\d", text):
        if _PHONE_WORD.search(text[: match.start()]):
            yield match.span()


def _region(text: str) -> str:
    """The region that a text's script names, `ZZ` for none: then only numbers with their country code are found."""
    for region, letters in (("JP", r"[\u3040-\u30ff〒]"), ("CN", r"[\u4e00-\u9fff]"), ("RU", r"[А-Яа-яЁё]")):
        if re.search(letters, text):
            return region
    return "ZZ"


def is_ean(digits: str) -> bool:
    """Whether digits are a GTIN of 8, 12, 13 or 14 places with a right check digit (GS1)."""
    if len(digits) not in (8, 12, 13, 14) or not _DIGITS.fullmatch(digits):
        return False
    weighed = sum(int(d) * (3 if k % 2 == 0 else 1) for k, d in enumerate(reversed(digits[:-1])))
    return (10 - weighed % 10) % 10 == int(digits[-1])


def is_card(text: str) -> bool:
    """Whether a QR code holds a visiting card, a number to call or an address to write to."""
    return bool(_CARD.search(text))


def is_street(text: str) -> bool:
    return bool(_LATIN_STREET.search(text) or _CJK_STREET.search(text)) and not is_product(text)


def is_town(text: str) -> bool:
    return bool(_TOWN.search(text)) and not is_product(text)


def is_number_of_someone(text: str) -> bool:
    """Whether a line beside an address is a phone number in any country's form: digits in groups and nothing else."""
    return bool(re.fullmatch(r"\W*\+?[\d\s().\-/]{8,22}", text)) and 7 <= sum(ch.isdigit() for ch in text) <= 15


def is_name(text: str) -> bool:
    """Whether a line could be a person's name: two to four capitalised words, or a few Chinese characters."""
    return bool(_NAME.match(text)) and not any(ch.isdigit() for ch in text)


def is_product(text: str) -> bool:
    """Whether a line is print of a product: ratings, a model, an input."""
    return bool(_PRODUCT.search(text))


def says_more(text: str) -> bool:
    """Whether a line holds more than the cue itself (`收件人：王小明`)."""
    rest = PARTY.sub("", text)
    return sum(ch.isalnum() for ch in rest) >= 2
