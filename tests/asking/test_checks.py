"""No sentence of a model is shown that says a number, a designation, a link or a promise which nothing supports."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assist.case.asking.amounts import amounts, codes
from assist.case.asking.checks import Checked, backing, checked
from assist.case.asking.rewriting import differing, looked_through, lost
from assist.case.asking.sentences import MARK
from assist.case.asking.support import Lists
from assist.case.draft import Claim
from assist.case.evidence import Evidence, numbered
from assist.case.geometry import Box, Quad
from assist.case.passages import Found, Passage
from assist.case.photo import Case, Turn
from assist.case.product import ProductMatch
from assist.case.reply import Reply
from assist.case.specs import Source
from assist.case.text.language import SUPPORTED
from assist.wiring import open_lists
from tests.asking.natural_replies import PRINTS, REPLIES

PLACE = (Quad.of(Box(0.1, 0.1, 0.4, 0.2)),)
PASSAGE = Passage("x1", "m1", 7, "Care", "...", "en")
PHOTO = Source("photo", "p1", 0)
MANUAL = Source("passage", "x1")
LISTS = open_lists()


def claim(quote: str, source: Source = MANUAL, holds: bool = True) -> Evidence:
    where = ("m1", 7) if source.kind == "passage" else ("", 0)
    return Evidence(Claim("", quote, source), holds, PLACE if holds else (), *where, why="" if holds else "not_on_page")


def ticket(*evidence: Evidence, message: str = "Can I use it?", language: str = "en", **parts: Any) -> Reply:
    case = Case(message, context=parts.pop("context", ""), conversation=parts.pop("conversation", ()))
    base = Reply(
        case, language=language, evidence=numbered(evidence), found=Found((PASSAGE,), 0.9),
        match=ProductMatch(("m1",), "Kettle K2", "K2"),
    )  # fmt: skip
    return replace(base, **parts)


def shown(text: str, reply: Reply) -> Checked:
    return checked(text, backing(reply, LISTS), LISTS, reply.language)


RATED = claim("INPUT 100-240V~ 50/60Hz", PHOTO)
CARE = claim("Hold the button for 5 seconds and use 50 ml of vinegar.")
FALSE = claim("lasts 10 years", holds=False)


def test_what_is_proved_is_shown_with_its_marks() -> None:
    found = shown("It takes 100-240 V [1]. Hold the button for 5 s [2].", ticket(RATED, CARE))
    assert (found.text, found.struck) == ("It takes 100-240 V. [1] Hold the button for 5 s. [2]", ())


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("It takes 250 V [1].", "number"),
        ("It takes 240 A [1].", "number"),
        ("It takes 240 [1].", "number"),
        ("Hold it for 5 minutes [2].", "number"),
        ("Hold it for five hours [2].", "number"),
        ("Use half a litre, ½ l, of vinegar [2].", "number"),
        ("Hold it for 5 s [1].", "number"),
        ("It lasts long [3].", "uncited"),
        ("It lasts long [9].", "uncited"),
        ("The KFR-35GW takes it too [1].", "designation"),
        ("It is rated IP67 [1].", "designation"),
        ("See https://evil.example/form [2].", "link"),
        ("Write to help@evil.example [2].", "link"),
        ("You will get a refund [2].", "promise"),
        ("The repair is free of charge.", "promise"),
    ],
)
def test_a_sentence_goes_where_nothing_supports_it_and_the_agent_is_told(sentence: str, kind: str) -> None:
    found = shown(f"It takes 240 V [1]. {sentence}", ticket(RATED, CARE, FALSE))
    assert found.text == "It takes 240 V. [1]"
    assert [each.kind for each in found.struck] == [kind]
    assert found.struck[0].note().key == f"model.struck_{kind}"
    assert dict(found.struck[0].note().facts)["sentence"] in f"It takes 240 V [1]. {sentence}"


REFUNDS = {
    "en": "We will refund the full price.", "de": "Wir erstatten Ihnen den vollen Preis.",
    "es": "Le haremos un reembolso completo.", "fr": "Nous vous remboursons intégralement.",
    "it": "Le faremo un rimborso completo.", "pt": "Faremos o reembolso total.",
    "ru": "Мы оформим полный возврат средств.",
    "zh": "我们会给您全额退款。", "ja": "全額返金いたします。",
}  # fmt: skip
DELIVERIES = {
    "en": "It will arrive tomorrow.", "de": "Wir liefern morgen.", "es": "Le llegará mañana.",
    "fr": "Il sera livré demain.",
    "it": "Verrà consegnato domani.", "pt": "Será entregue amanhã.", "ru": "Доставим завтра.", "zh": "明天发货。",
    "ja": "明日お届けします。",
}  # fmt: skip
FREE = {
    "en": "A new one is free of charge.", "de": "Ein neues ist kostenlos.", "es": "Uno nuevo es gratis.",
    "fr": "Un neuf est gratuit.", "it": "Uno nuovo è gratis.", "pt": "Um novo é grátis.", "ru": "Новый бесплатно.",
    "zh": "新的免费。", "ja": "新しいものは無料です。",
}  # fmt: skip
GUARANTEES = {
    "en": "We guarantee it.", "de": "Das garantieren wir.", "es": "Lo garantizamos.", "fr": "C'est garanti.",
    "it": "Lo garantiamo.", "pt": "Isso é garantido.", "ru": "Мы гарантируем это.", "zh": "我们保证。",
    "ja": "保証します。",
}  # fmt: skip


@pytest.mark.parametrize("language", SUPPORTED)
@pytest.mark.parametrize("promises", [REFUNDS, DELIVERIES, FREE, GUARANTEES])
def test_no_promise_is_shown_in_any_language_even_where_the_buyer_asks_for_it(
    language: str, promises: dict[str, str]
) -> None:
    reply = ticket(RATED, language=language, message=promises[language])
    found = shown(promises[language], reply)
    assert found.text == "" and found.struck[0].kind == "promise"


@pytest.mark.parametrize("language", SUPPORTED)
def test_a_natural_reply_about_what_was_proved_loses_nothing(language: str) -> None:
    label, *pages = PRINTS
    reply = ticket(claim(label, PHOTO), *(claim(page) for page in pages), language=language)
    for text in REPLIES[language]:
        assert shown(text, reply).struck == (), text


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("You get a re\u200bfund.", "promise"), ("You get a r\u00adefund.", "promise"), ("re\u2060fund", "promise"),
        ("re\ufe0ffund", "promise"), ("You get a ｒｅｆｕｎｄ.", "promise"), ("A 𝐫𝐞𝐟𝐮𝐧𝐝.", "promise"),
        ("A r\u0332e\u0332fund.", "promise"), ("You get a r\u0435fund.", "designation"),
        ("A ref\u03c5nd.", "designation"), ("Visit evil\u200b.example now.", "link"),
        ("It takes 240 V\u200bA.", "number"), ("The 𝐊𝟑 takes it.", "designation"),
    ],
)  # fmt: skip
def test_what_is_hidden_from_a_search_but_not_from_the_eye_is_found(text: str, kind: str) -> None:
    found = shown(f"It takes 240 V [1]. {text}", ticket(RATED))
    assert found.text == "It takes 240 V. [1]" and [each.kind for each in found.struck] == [kind]


def test_words_of_one_alphabet_and_signs_of_units_are_left_alone() -> None:
    reply = ticket(claim("Конденсатор 10 μF, 5 kΩ, КFR-35GW", PHOTO), language="ru")
    for text in ("Конденсатор 10 μF и 5 kΩ [1].", "USB-кабель и Wi-Fi-роутер.", "Модель KFR-35GW [1].", "Это ☎️."):
        assert shown(text, reply).struck == (), text


def test_a_sibling_of_the_product_is_another_product() -> None:
    reply = ticket(RATED, message="K2?")
    assert shown("The K2 takes 240 V [1].", reply).struck == ()
    for name in ("K2 Pro", "K2 Max", "K2-Plus", "K2 mini", "K2 - Ultra"):
        assert [each.kind for each in shown(f"The {name} takes it [1].", reply).struck] == ["designation"], name
    assert shown("The K2 Pro takes 240 V [1].", ticket(RATED, message="K2 pro?")).struck == ()


# What a shop promises in its own words: money, a new one, the costs, a day, another place to talk.
SWORN = {
    "en": ("We will give you your cash back.", "We take it back any time.", "We will swap it.", "It ships within days.",
           "You will get another unit.", "We’ll gladly cover the cost.", "Contact us on WhatsApp.",
           "Add WeChat shop_help."),
    "de": ("Wir nehmen es zurück.", "Sie bekommen Ihr Geld wieder.", "Wir tauschen es aus.",
           "Die Kosten übernehmen wir.", "Es kommt morgen bei Ihnen an.", "Schreiben Sie uns per WhatsApp."),
    "es": ("Le cambiamos el producto.", "Nosotros pagamos los gastos.", "Le mandaremos otro.", "Recibirá su dinero."),
    "fr": ("Nous vous rendons votre argent.", "Nous reprenons l'appareil.", "Nous prenons les frais en charge.",
           "Vous recevrez un autre appareil."),
    "it": ("Le restituiamo i soldi.", "Le mandiamo un altro.", "Paghiamo noi le spese.", "Lo ritiriamo noi."),
    "pt": ("Trocamos o produto.", "Nós pagamos os custos.", "Mandaremos outro.", "Devolvemos tudo."),
    "ru": ("Мы вернём вам деньги.", "Деньги будут возвращены.", "Мы поменяем его.", "Расходы берём на себя."),
    "zh": ("我们会把钱退给您。", "全额退还。", "可以包退。", "给您换新。", "运费我们承担。", "明天就能到。"),
    "ja": ("お金をお返しします。", "交換します。", "新品をお送りします。", "費用は当店が負担します。"),
}  # fmt: skip


@pytest.mark.parametrize("language", SUPPORTED)
def test_a_promise_in_the_shops_own_words_is_one_too(language: str) -> None:
    for text in SWORN[language]:
        found = shown(text, ticket(RATED, language=language))
        assert [each.kind for each in found.struck] == ["promise"], text


ORDINARY = (
    "Return the lever to its position and replace the fuse.", "Use a replacement filter of the same kind.",
    "Water damages the housing.", "It has temperature compensation.", "Feel free to ask; it is free of lead.",
    "Tauschen Sie den Filter aus und setzen Sie den Ersatzfilter ein.", "Das Wasser ist kostbar.",
    "Vous devez avoir un adaptateur; retournez l'appareil.", "La remise en marche est simple.",
    "Reemplace el filtro y devuelva la palanca a su sitio.", "Abone la planta.",
    "Il funzionamento è buono; la sostituzione del filtro è semplice.", "A substituição do filtro é simples.",
    "Замените фильтр; обмен данными идёт по Wi-Fi.", "请更换滤芯，具有温度补偿功能。", "電池を交換します。",
    "We can see on your photo that it takes a type F plug.", "You can take the filter out and put it back.",
    "Der Filter wird ersetzt; Sie erhalten die Meldung in der App.", "Wir sehen das auf dem Foto.",
    "Podemos ver en la foto la tensión. Recibirá un aviso.", "Nous voyons que l'appareil prend en charge le Wi-Fi.",
    "Possiamo vedere la targhetta; riceverà una notifica.", "Podemos ver na foto a tensão. Troque o filtro.",
    "Мы видим на фото табличку. Вы получите уведомление.", "换新的电池后再试。今天可以使用。",
    "写真をお送りください。電池を新しいものと取り替えてください。", "It shows messages from WhatsApp.",
)  # fmt: skip


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_words_are_no_promise(text: str) -> None:
    assert shown(text, ticket(RATED)).struck == ()


def test_a_guarantee_that_the_manual_prints_may_be_told_and_nothing_else_that_is_the_shops_to_give() -> None:
    warranty = claim("The warranty is 2 years.")
    assert shown("The warranty is 2 years [1].", ticket(warranty)).text == "The warranty is 2 years. [1]"
    slipped_in = claim("You get a full refund at www.evil.example, free of charge.")
    for sentence in ("You get a full refund [1].", "Visit www.evil.example [1].", "It is free of charge [1]."):
        assert shown(sentence, ticket(slipped_in)).text == ""
    printed = claim("2 years warranty, visit www.maker.example", PHOTO)
    assert shown("You have a warranty [1].", ticket(printed)).text == "", (
        "a label's print promises nothing for the shop"
    )
    assert shown("See www.maker.example [1].", ticket(printed)).text == ""


@pytest.mark.parametrize("language", SUPPORTED)
def test_numbers_that_the_buyer_wrote_may_be_said_back_in_any_language(language: str) -> None:
    reply = ticket(RATED, message="230 V, 50 Hz, KFR-35GW?", context="SKU 4711", language=language)
    assert shown("230 V, 50 Hz, KFR-35GW, 4711", reply).text
    assert shown("231 V", reply).text == "" and shown("KFR-36GW", reply).text == ""
    turns = (Turn("I have 12 V", "buyer"), Turn("It takes 13 V", "agent"))
    asked = ticket(RATED, conversation=turns, language=language)
    assert shown("12 V", asked).text and not shown("13 V", asked).text


def test_the_page_of_a_cited_passage_may_be_named_and_no_other_number() -> None:
    reply = ticket(CARE, language="de")
    assert shown("Siehe Seite 7 [1].", reply).text == "Siehe Seite 7. [1]"
    assert shown("第7页有说明[1]。", replace(reply, language="zh")).text
    assert shown("Siehe Seite 8 [1].", reply).text == "" and shown("Warten Sie 7 [1].", reply).text == ""


def test_statements_without_a_mark_are_told_apart_from_questions() -> None:
    found = shown("It is safe. It takes 240 V [1]. Which plug do you have?", ticket(RATED))
    assert found.bare == ("It is safe.",) and "Which plug" in found.text


def test_two_harmless_sentences_never_read_as_one_thing_that_is_not() -> None:
    reply = ticket(RATED, message="5 or 000 V?")
    found = shown("It is 5。000 V", reply)
    assert "5000" not in re.sub(r"\D", "", found.text) or found.struck


WORDS = ("It", "takes", "240", "V", "250", "5 s", "[1]", "[2]", "[3]", ".", "?", "\n", "1.", "2)", "fünf", "两年", "½",
         "IP67", "K2", "5", "000", ",", "-", "refund",
         "№", "x", "Seite 7", "①", "٣", "5 ", "0V", "。", "and", "…")  # fmt: skip


@given(st.lists(st.sampled_from(WORDS), max_size=24), st.sampled_from(SUPPORTED), st.sampled_from(["", " "]))
def test_no_number_or_designation_in_the_shown_text_is_unsupported(words: list[str], language: str, gap: str) -> None:
    reply = ticket(RATED, CARE, FALSE, language=language, message="K2?")
    found = shown(gap.join(words), reply)
    said = MARK.sub(" ", re.sub(r"(?m)^\s*\d{1,2}(?:[.)]\s|[.)、](?=[\u3040-\u9fff]))", "", found.text))
    sources = " ".join((RATED.claim.quote, CARE.claim.quote, "K2?", "page 7"))
    known = amounts(sources, LISTS.numerals, ("en", ""))
    for amount in amounts(said, LISTS.numerals, (language,)):
        assert any(amount.same(other) for other in known), (found.text, amount)
    # The same by another way, which shares no rule with the checks: no run of figures that the sources lack.
    runs = {run.lstrip("0") for run in re.findall(r"\d+", said)}
    assert runs <= {run.lstrip("0") for run in re.findall(r"\d+", sources)} | {""}, found.text
    assert {code for code, _ in codes(said)} <= {code for code, _ in codes(sources)}
    assert not re.search(r"\brefund\b", found.text)
    assert not re.search(r"\[(?:3|9)\]", found.text)


@given(st.text(max_size=200), st.sampled_from(SUPPORTED))
def test_any_text_can_be_looked_through_and_a_second_look_finds_nothing(text: str, language: str) -> None:
    reply = ticket(RATED, FALSE, language=language)
    once = shown(text, reply)
    assert shown(once.text, reply).struck == ()


# Rewritten replies


def test_a_rewritten_reply_keeps_what_was_in_it_and_gains_nothing() -> None:
    reply = ticket(RATED)
    before = "Hello,\n\nit takes 240 V [1] and 20 minutes. We guarantee it.\n\nBlue Whale"
    found = looked_through(
        "Hi!\n\nIt takes 240 V [1] and 20 minutes. We guarantee it. You also get a refund. It weighs 3 kg [2].", reply,
        before, "", LISTS, "en",
    )  # fmt: skip
    assert found.text == "Hi!\n\nIt takes 240 V and 20 minutes. [1] We guarantee it."
    assert [each.kind for each in found.struck] == ["promise", "uncited"]


def test_the_agents_own_wish_may_add_what_it_says() -> None:
    reply = ticket(RATED)
    found = looked_through("It takes 240 V [1]. We refund 10 EUR.", reply, "It takes 240 V [1].",
                           "offer to refund 10 EUR",
                           LISTS, "en")  # fmt: skip
    assert "We refund 10 EUR." in found.text and not found.struck


def test_what_a_rewritten_reply_lost_is_named() -> None:
    before = "Use K2 for 5 s [1], then 50 ml [2]."
    assert lost(before, "Use it for five seconds. [1]", LISTS, "en", "en") == ("50 ml", "K2", "[2]")
    assert lost(before, "K2 fünf Sekunden [1], dann 50 ml [2]", LISTS, "en", "de") == ()


@pytest.mark.parametrize(
    ("text", "translation", "language", "unlike"),
    [
        ("Halten Sie die Taste 5 Sekunden [1].", "Hold the button for 5 seconds [1].", "en", ()),
        ("2.400 W", "2,400 W", "en", ()),
        ("按住5秒，型号K2。", "Hold it for five seconds, model K2.", "en", ()),
        ("Halten Sie 5 Sekunden.", "Hold for 50 seconds.", "en", ("5 Sekunden", "50 seconds")),
        ("Modell K2, 230 V", "Model K3, 230 V", "en", ("K2", "K3")),
        ("Nicht benutzen.", "请使用 3 次。", "zh", ("3 次",)),
    ],
)
def test_a_translation_whose_numbers_differ_is_told(
    text: str, translation: str, language: str, unlike: tuple[str, ...]
) -> None:
    assert differing(text, translation, LISTS, language) == unlike


def test_the_lists_cover_every_reply_language() -> None:
    assert isinstance(LISTS, Lists) and len(LISTS.promises) >= 6
    assert set(SUPPORTED) <= set(LISTS.numerals.words)
