"""The quote is verbatim, short, and the part that answers; where nothing answers there is none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assist.case.evidence import stands_in
from assist.case.geometry import Box
from assist.case.page.cells import in_cells
from assist.case.passages import Models, Page, Passage, TextLine, Word
from assist.case.text.pieces import pieces
from assist.case.text.quoting import LONGEST, Asked, Quote, best_quote, meets, sentences, sureness
from assist.case.text.wants import want_of
from assist.wiring import ENOUGH_SUPPORT, open_glossary

GLOSSARY = open_glossary()


def passage(text: str, heading: str = "", language: str = "en", kind: str = "text") -> Passage:
    return Passage(text[:40], "m", 1, heading, text, language, kind=kind)


HEATER = (
    passage(
        "4 Placing the heater\nStand the heater upright on a level floor. Keep it at least 1 metre away from curtains, "
        "beds and paper. Never cover it.",
        "4 Placing the heater",
    ),
    passage(
        "9 Limited warranty\nThis product is covered for a period of three (3) years from the date of purchase. Keep "
        "the receipt.",
        "9 Limited warranty",
    ),
    passage(
        "Technical data\nRated voltage 220-240 V, 50 Hz\nRated power 1500 W\nCord length 1.8 m\nWeight 3.2 kg",
        "Technical data",
        kind="table",
    ),
    passage(
        "Display Cause Remedy\nE03 Room sensor open Have the sensor replaced\nE04 Tilt switch open Stand the heater "
        "upright\nE05 Overheated Let it cool for 30 minutes",
        "Faults",
        kind="table",
    ),
)
CAMERA = (
    passage(
        "Resetting the camera\nPress and hold the RESET button for 10 seconds. Release it when the light turns orange.",
        "Resetting the camera",
    ),
    passage("No connection\nRestart the router and move the camera closer to it.", "Troubleshooting › No connection"),
    passage("The camera supports 2.4 GHz Wi-Fi only; 5 GHz networks are not supported.", "Wi-Fi"),
    passage("Does the camera record sound?\nYes, the microphone can be turned off in the app.", "Questions"),
    passage("1.1 Wi-Fi 1.2 Resetting the camera 1.3 Cleaning the lens\nCleaning the lens ........ 17", "Contents"),
)
BOOKLET = (
    passage("Clean the filter every 2 weeks with warm water.", "Cleaning", "en"),
    passage("Reinigen Sie den Filter alle 2 Wochen mit warmem Wasser.", "Reinigung", "de"),
    passage("Limpie el filtro cada 2 semanas con agua tibia.", "Limpieza", "es"),
    passage("Nettoyez le filtre toutes les 2 semaines à l'eau tiède.", "Nettoyage", "fr"),
    passage("Pulire il filtro ogni 2 settimane con acqua tiepida.", "Pulizia", "it"),
    passage("Limpe o filtro a cada 2 semanas com água morna.", "Limpeza", "pt"),
    passage("Очищайте фильтр каждые 2 недели тёплой водой.", "Очистка", "ru"),
    passage("每两周用温水清洗一次过滤网。", "清洁", "zh"),
    passage("フィルターは2週間ごとにぬるま湯で洗ってください。", "お手入れ", "ja"),
)
KETTLE = (
    passage("用软布擦拭外壳。请勿将底座浸入水中。", "清洁"),
    passage("容量：1.7 L\n额定电压：220 V\n额定功率：1800 W", "技术参数", "zh"),
    passage("Potencia 1800 W\nCapacidad 1,7 l\nPeso 1,1 kg", "Datos técnicos", "es", "table"),
)
OVEN = (
    passage(
        "Food Level Temp. (°C) Time (min)\nPizza 1 280 8\nApple pie 2 180 45\nRoast chicken 2 200 70",
        "Cooking table",
        kind="table",
    ),
    passage("Temperature knob\nThis knob allows you to select the cooking temperature.", "Controls"),
)

WARRANTY = "This product is covered for a period of three (3) years from the date of purchase."
RESET = "Press and hold the RESET button for 10 seconds. Release it when the light turns orange."
ANSWERS = [
    (
        "How far from the curtains must it stand?",
        "en",
        HEATER,
        "Keep it at least 1 metre away from curtains, beds and paper.",
    ),
    ("how long is the warranty", "en", HEATER, WARRANTY),
    ("it shows E04 on the display", "en", HEATER, "E04 Tilt switch open Stand the heater upright"),
    ("what does e5 mean", "en", HEATER, "E05 Overheated Let it cool for 30 minutes"),
    ("how much does it weigh?", "en", HEATER, "Weight 3.2 kg"),
    ("what voltage does the heater need", "en", HEATER, "Rated voltage 220-240 V, 50 Hz"),
    ("how many watts is the heater?", "en", HEATER, "Rated power 1500 W"),
    ("may I cover the heater?", "en", HEATER, "Never cover it."),
    ("Wie lange ist die Garantie?", "de", HEATER, WARRANTY),
    ("¿Cuánto pesa?", "es", HEATER, "Weight 3.2 kg"),
    ("保修期多久？", "zh", HEATER, WARRANTY),
    ("Quelle est la tension d'alimentation, quelle tension ?", "fr", HEATER, "Rated voltage 220-240 V, 50 Hz"),
    ("how do I reset the camera?", "en", CAMERA, RESET),
    ("RESET 按钮要按多久", "zh", CAMERA, "Press and hold the RESET button for 10 seconds."),
    (
        "does it work with 5 GHz wifi?",
        "en",
        CAMERA,
        "The camera supports 2.4 GHz Wi-Fi only; 5 GHz networks are not supported.",
    ),
    ("can I turn the microphone off?", "en", CAMERA, "Yes, the microphone can be turned off in the app."),
    ("how often should I clean the filter?", "en", BOOKLET, "Clean the filter every 2 weeks with warm water."),
    (
        "Wie oft muss ich den Filter reinigen?",
        "de",
        BOOKLET,
        "Reinigen Sie den Filter alle 2 Wochen mit warmem Wasser.",
    ),
    ("¿Cada cuánto limpio el filtro?", "es", BOOKLET, "Limpie el filtro cada 2 semanas con agua tibia."),
    ("Combien de fois nettoyer le filtre ?", "fr", BOOKLET, "Nettoyez le filtre toutes les 2 semaines à l'eau tiède."),
    ("Ogni quanto devo pulire il filtro?", "it", BOOKLET, "Pulire il filtro ogni 2 settimane con acqua tiepida."),
    ("Com que frequência limpo o filtro?", "pt", BOOKLET, "Limpe o filtro a cada 2 semanas com água morna."),
    ("Как часто очищать фильтр?", "ru", BOOKLET, "Очищайте фильтр каждые 2 недели тёплой водой."),
    ("过滤网多久清洗一次", "zh", BOOKLET, "每两周用温水清洗一次过滤网。"),
    ("フィルターはどのくらいの頻度で洗いますか", "ja", BOOKLET, "フィルターは2週間ごとにぬるま湯で洗ってください。"),
    ("底座能放水里洗吗", "zh", KETTLE, "请勿将底座浸入水中。"),
    ("水壶容量多少升", "zh", KETTLE, "容量：1.7 L"),
    ("what temperature for roast chicken?", "en", OVEN, "Roast chicken 2 200 70"),
    ("Welche Temperatur für Pizza?", "de", OVEN, "Pizza 1 280 8"),
]

REFUSED = [
    ("how many mAh is the battery?", "en", HEATER),
    ("what is the humidity limit for using it?", "en", HEATER),
    ("it shows E09 on the display", "en", HEATER),
    ("wie viel wiegt die Kamera?", "de", CAMERA),
    ("what voltage does the camera take?", "en", CAMERA),
    ("摄像头多重", "zh", CAMERA),
    ("сколько ватт потребляет камера?", "ru", CAMERA),
]


def quote_of(question: str, language: str, passages: tuple[Passage, ...], names: tuple[str, ...] = ()) -> Quote | None:
    return best_quote(passages, [Asked(question, language)], GLOSSARY, names=names)


@pytest.mark.parametrize(("question", "language", "passages", "answer"), ANSWERS, ids=[row[0] for row in ANSWERS])
def test_the_words_that_answer_are_quoted(
    question: str, language: str, passages: tuple[Passage, ...], answer: str
) -> None:
    quote = quote_of(question, language, passages)
    assert quote
    assert quote.text == answer
    assert sureness(quote, 0.8) >= ENOUGH_SUPPORT


@pytest.mark.parametrize(("question", "language", "passages"), REFUSED, ids=[row[0] for row in REFUSED])
def test_a_missing_kind_of_answer_or_code_is_no_answer(
    question: str, language: str, passages: tuple[Passage, ...]
) -> None:
    quote = quote_of(question, language, passages)
    assert quote is None or sureness(quote, 0.9) < ENOUGH_SUPPORT


def test_a_quote_is_less_sure_where_the_search_is() -> None:
    quote = quote_of("how long is the warranty", "en", HEATER)
    assert quote and sureness(quote, 0.2) < sureness(quote, 0.8) < 1


def test_a_code_that_is_there_answers_even_where_the_search_is_unsure() -> None:
    quote = quote_of("it stopped, E04", "en", HEATER)
    assert quote and sureness(quote, 0.1) == 1.0


def test_a_followup_leans_on_the_earlier_question() -> None:
    asked = [Asked("and in watts?", "en"), Asked("what voltage does the heater need?", "en", 0.5)]
    quote = best_quote(HEATER, asked, GLOSSARY)
    assert quote and quote.text == "Rated power 1500 W"


def test_a_followup_that_names_only_another_thing_asks_for_the_same_kind_of_answer() -> None:
    found = (passage("The wall and the hose: hang the hose up beside the wall."), passage("Wall 30 cm", kind="table"))
    asked = [Asked("and the wall?", "en"), Asked("how far from the pool must the wire be", "en", 0.5)]
    quote = best_quote(found, asked, GLOSSARY)
    assert quote and quote.text == "Wall 30 cm" and quote.fits
    alone = best_quote(found[:1], asked, GLOSSARY)
    assert alone and not alone.fits, "no distance is given"


def test_a_model_that_looks_like_a_fault_code_decides_nothing() -> None:
    found = (passage("Zelio U10"), passage("The rider weighs 25 to 110 kg."))
    quote = best_quote(found, [Asked("U10 rider of 104 kg, ok?", "en")], GLOSSARY, models=Models(("U10",)))
    assert quote and not quote.decided and quote.text.startswith("The rider")


def test_flashes_are_looked_up_as_the_codes_that_a_table_lists() -> None:
    table = "Red flashes Meaning\n2 Motor over temperature\n3 Mains voltage too low\n4 Running dry: no water"
    lamp = "The lamp shows red; count the red flashes of one sequence."
    for question in ("lamp blinks red 4 times", "the lamp flashes red 4x then waits"):
        quote = quote_of(question, "en", (passage(lamp), passage(table, kind="table")))
        assert quote and quote.text == "4 Running dry: no water", question


def test_a_short_word_that_two_languages_share_by_chance_is_no_answer() -> None:
    found = (passage("El cable puede quedarse en el suelo; proteja los extremos con grasa.", language="es"),)
    quote = quote_of("erkennt er Igel im Gras", "de", found)
    assert quote is None or quote.met < 0.1


def test_the_products_name_says_nothing_about_what_is_asked() -> None:
    found = (
        passage("The Zephyr Q7 is a Zephyr Q7 heater by Zephyr."),
        passage("The timer can be set to 12 hours."),
    )
    quote = quote_of("Zephyr Q7 timer", "en", found, names=("Zephyr Q7",))
    assert quote and quote.text == "The timer can be set to 12 hours."


def test_headings_header_rows_and_contents_are_not_quoted() -> None:
    for found in (*HEATER, *CAMERA, *OVEN):
        quotable = [piece.text for piece in pieces(found) if not piece.titles]
        assert found.heading not in quotable
        assert not any("....." in text or text.startswith(("1.1 ", "Display Cause", "Food Level")) for text in quotable)
    assert pieces(passage("Cleaning 4\nWarranty 9", kind="contents")) == ()


def test_decimals_do_not_end_a_sentence() -> None:
    assert sentences("The cable is 1.5 m long and carries 2.4 A at most. Next one is here for sure.") == (
        "The cable is 1.5 m long and carries 2.4 A at most.",
        "Next one is here for sure.",
    )


def test_a_steps_number_and_an_abbreviation_stay_with_their_sentence() -> None:
    assert sentences("5. Replace the lamp with one of the same type. Use a cloth, e.g. a soft one, to hold it.") == (
        "5. Replace the lamp with one of the same type.",
        "Use a cloth, e.g. a soft one, to hold it.",
    )


def test_chinese_sentences_are_told_apart() -> None:
    assert sentences(
        "使用前请先仔细阅读本说明书的全部内容并妥善保管好以备日后查阅使用。请勿将本产品放入水中清洗，以免发生触电危险或损坏机器部件。"
    )[1].startswith("请勿")


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("how long is the warranty", "time"),
        ("Wie weit muss er von der Wand weg stehen?", "length"),
        ("¿Cuántos litros caben?", "volume"),
        ("电压是多少", "voltage"),
        ("何ワットですか", "power"),
        ("сколько весит", "weight"),
        ("quanti gradi?", "temperature"),
        ("comment le nettoyer ?", "steps"),
        ("quantas tomadas tem?", "count"),
    ],
)
def test_the_kind_of_answer_is_told_from_the_question(question: str, name: str) -> None:
    want = want_of(question)
    assert want and want.name == name


def test_nothing_to_quote_is_none() -> None:
    assert quote_of("a", "en", ()) is None
    assert quote_of("how long?", "en", (passage(""), passage(" \n "))) is None


def table_row(*cells: tuple[str, ...]) -> tuple[Page, Passage]:
    """A page with one row: each cell's printed lines below each other, the cells beside each other."""
    words: list[Word] = []
    firsts = []
    for column, lines in enumerate(cells):
        firsts.append(len(words))
        for k, line in enumerate(lines):
            for place, text in enumerate(line.split()):
                left, top = 0.05 + 0.3 * column + 0.04 * place, 0.1 + 0.03 * k
                words.append(Word(text, Box(left, top, left + 0.03, top + 0.02)))
    row = TextLine((0, len(words)), cells=tuple(firsts))
    text = " ".join(word.text for word in words)
    page = Page("m", 1, 600, 800, tuple(words), lines=(row,))
    return page, Passage("p", "m", 1, "", text, "en", (0, len(words)), "table")


def test_a_row_on_one_printed_line_is_quoted_whole() -> None:
    page, row = table_row(("E04",), ("Tilt switch",), ("Stand it upright",))
    worth = meets([Asked("it shows E04", "en")], "en", GLOSSARY)
    assert in_cells(row.text, row, page, worth) == ("E04 Tilt switch Stand it upright",)


def test_a_row_over_several_lines_is_quoted_cell_by_cell() -> None:
    page, row = table_row(("E04",), ("Tilt switch", "is open"), ("Stand the heater", "upright"))
    worth = meets([Asked("it shows E04", "en")], "en", GLOSSARY)
    assert in_cells(row.text, row, page, worth) == ("E04", "Tilt switch is open", "Stand the heater upright")


def test_of_a_column_of_values_the_line_that_answers_is_quoted() -> None:
    page, row = table_row(("Size", "Weight", "Power", "Colour"), ("115 mm", "234 g", "5 W", "black"))
    worth = meets([Asked("how much does it weigh?", "en")], "en", GLOSSARY)
    assert in_cells(row.text, row, page, worth) == ("Weight", "234 g")


@given(st.lists(st.text(alphabet="abc d.1,。电;： \n", max_size=700), min_size=1, max_size=3))
def test_a_quote_is_always_verbatim_and_short(texts: list[str]) -> None:
    quote = quote_of("how do I 电 abc", "en", tuple(passage(text) for text in texts))
    if quote and any(ch.isalnum() for ch in quote.text):
        assert len(quote.text) <= LONGEST
        assert stands_in(quote.text, texts[quote.passage])


def test_a_tables_header_under_a_heading_is_no_answer() -> None:
    table = Passage(
        "t", "m", 7, "6 Status light", "6 Status light\nLight Meaning\nWhite, steady Ready or charging\n"
        "Amber, flashing A port is overloaded and was switched off", "en", kind="table",
    )  # fmt: skip
    quote = best_quote([table], [Asked("What does the amber flashing light mean?", "en")], GLOSSARY)
    assert quote and quote.text == "Amber, flashing A port is overloaded and was switched off"


def test_a_new_numbered_section_ends_the_one_that_the_passage_begins_with() -> None:
    """Short sections share a passage: what stands under `8 Cleaning` is not about `7.1 Reset`."""
    shared = passage(
        "7.1 Reset\nUnplug the charger from the mains for 30 seconds. All faults are cleared.\n"
        "8 Cleaning and storage\nUnplug the charger before cleaning. Wipe it with a dry, soft cloth.",
        "USB charger › 7 Troubleshooting › 7.1 Reset",
    )
    assert [piece.under.split("\n")[0] for piece in pieces(shared)][-2:] == ["USB charger", "USB charger"]
    quote = quote_of("How do I reset the charger?", "en", (shared,))
    assert quote and quote.text.startswith("Unplug the charger from the mains")


def test_a_time_of_the_warranty_is_not_quoted_for_another_question_and_is_for_its_own() -> None:
    lamp = (
        passage("Warranty: the lamp is covered for 3 years. Do not put it into household waste.", "Warranty"),
        passage("Service life\nThe lamp lasts 10 years on average.", "Service life"),
    )
    lasts = best_quote(lamp, [Asked("how many years does the lamp last", "en")], GLOSSARY)
    covered = best_quote(lamp, [Asked("how many years of warranty does the lamp have", "en")], GLOSSARY)
    assert lasts is not None and lasts.text == "The lamp lasts 10 years on average." and lasts.fits
    assert covered is not None and "3 years" in covered.text and covered.fits
    alone = best_quote(lamp[:1], [Asked("how many years does the lamp last until it breaks", "en")], GLOSSARY)
    assert alone is None or not alone.fits


def test_how_something_is_done_is_not_told_by_a_step_about_other_things_nor_by_what_only_names_it() -> None:
    heater = (
        passage("Ensure that the appliance is switched off before replacing the lamp.", "Replacing the lamp"),
        passage("The heater beeps twice when the programme has ended.", "Signals"),
    )
    quote = quote_of("How do I switch off the beeps?", "en", heater)
    assert quote is None or sureness(quote, 0.9) < ENOUGH_SUPPORT
    told = passage("Press and hold MODE for 3 seconds to switch the beep off.", "Signals")
    quote = quote_of("How do I switch off the beeps?", "en", (*heater, told))
    assert quote and quote.text == told.text and sureness(quote, 0.8) >= ENOUGH_SUPPORT
