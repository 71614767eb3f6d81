"""Which language a short message is written in, and which one the reply gets."""

from __future__ import annotations

import pytest

from assist.case.photo import Case, Turn
from assist.case.text.language import detect, reply_language

SHORT = {
    "en": [
        "is it ok for 110v?", "does this fit my lamp", "how heavy is it", "under 5 kg?", "can i wash it",
        "what does E04 mean", "my heater smells burnt", "will the XR-200 work outside", "where do I find the filter",
    ],
    "de": [
        "Passt das in E27?", "Wie schwer ist es?", "Läuft das mit 12 V?", "Kann man das waschen?", "Was bedeutet E04?",
        "Mein Gerät piept ständig", "geht das auch draußen", "Wo finde ich den Filter?",
    ],
    "es": [
        "¿Funciona con 220V?", "cuánto pesa", "se puede lavar?", "no enciende, qué hago", "¿Qué significa E04?",
        "sirve para exterior?", "hace mucho ruido", "¿dónde está el filtro?",
    ],
    "fr": [
        "Ça marche en 110 V ?", "combien ça pèse", "on peut le laver ?", "il ne s'allume plus", "que veut dire E04",
        "est-ce étanche ?", "où est le filtre", "je peux le mettre dehors ?",
    ],
    "it": [
        "Funziona con 12V?", "quanto pesa?", "si può lavare?", "non si accende più", "cosa vuol dire E04",
        "va bene per l'esterno?", "dov'è il filtro?", "fa troppo rumore",
    ],
    "pt": [
        "Funciona em 110V?", "quanto pesa isso?", "posso lavar?", "não liga, o que faço?", "o que significa E04?",
        "serve para usar fora?", "onde fica o filtro?", "você tem o manual?",
    ],
    "ru": ["Он работает от 110 вольт?", "сколько весит", "можно мыть?", "не включается", "что значит E04"],
    "zh": ["能用110V吗", "多重", "XR-200可以水洗吗", "打不开机怎么办", "支持5G WiFi吗"],
    "ja": ["110Vで使えますか", "重さは？", "洗えますか", "電源が入りません", "E04とは何ですか"],
    "ko": ["110V에서 되나요?", "세탁할 수 있나요"],
    "nl": ["Werkt dit op 110V?", "hoe zwaar is het", "mag het in de vaatwasser?"],
    "pl": ["Czy działa na 12V?", "ile to waży", "czy można to prać?"],
    "sv": ["Fungerar den på 110V?", "hur mycket väger den", "kan man tvätta den?"],
    "tr": ["Bu 12V ile çalışır mı?", "kaç kilo", "dışarıda kullanılır mı?"],
    "vi": ["cái này dùng được 110V không?", "nặng bao nhiêu ạ"],
    "cs": ["Funguje to na 12V?", "kolik to váží", "může to být venku?"],
    "hu": ["Működik ez 12V-ról?", "mennyi a súlya", "lehet ezt mosni?"],
    "ro": ["Merge la 12V și afară?", "cât cântărește", "pot să îl spăl?"],
    "uk": ["Чи працює він від 12 вольт?", "скільки він важить і як його мити"],
    "el": ["Δουλεύει στα 110V;"],
    "he": ["האם זה עובד ב-110V?"],
    "ar": ["هل يعمل على 110 فولت؟"],
    "th": ["ใช้กับ 110V ได้ไหม"],
}  # fmt: skip


@pytest.mark.parametrize("language", SHORT)
def test_short_messages_are_told_apart_more_often_than_not(language: str) -> None:
    right = [text for text in SHORT[language] if detect(text) == language]
    assert len(right) >= 0.66 * len(SHORT[language]), [(t, detect(t)) for t in SHORT[language] if t not in right]


def test_nine_in_ten_of_all_short_messages_are_right() -> None:
    every = [(text, language) for language, texts in SHORT.items() for text in texts]
    assert sum(detect(text) == language for text, language in every) >= 0.9 * len(every)


@pytest.mark.parametrize("text", ["", "   ", "???", "12 V / 3 A", "https://example.org/a?b=c", "XR-200 NN-E28JMM"])
def test_text_without_words_has_no_language(text: str) -> None:
    assert detect(text) == ""


def test_a_chinese_shop_name_with_one_kana_stays_chinese() -> None:
    assert detect("优の良品这个水杯能放进洗碗机吗") == "zh"


def test_a_designation_in_latin_letters_does_not_make_a_chinese_message_english() -> None:
    assert detect("SKYLINE FALCON PRO 900 怎么重置") == "zh"


def test_the_agent_chooses_the_language_first() -> None:
    assert reply_language(Case(message="Wie schwer ist das?", language="ja")) == "ja"
    assert reply_language(Case(message="Wie schwer ist das?", language="pt-BR")) == "pt"


def test_an_unsupported_language_is_answered_in_english() -> None:
    assert reply_language(Case(message="Kan dit in de tuin blijven staan?")) == "en"
    assert reply_language(Case(message="Hello", language="nl")) == "en"


def test_a_message_without_words_takes_the_language_of_the_conversation() -> None:
    turns = (Turn("Läuft das Gerät mit 12 V?"), Turn("It does.", who="agent"))
    assert reply_language(Case(message="24V?", conversation=turns)) == "de"


@pytest.mark.parametrize(
    ("context", "language"),
    [("order 17, buyer in Italy", "it"), ("lang=fr_FR", "fr"), ("buyer writes Japanese", "ja"), ("sku 5512", "en")],
)
def test_without_any_words_the_context_says_the_language(context: str, language: str) -> None:
    assert reply_language(Case(message="230V?", context=context)) == language
