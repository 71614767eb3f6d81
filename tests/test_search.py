"""Search over a small library of invented manuals: by words, by meaning and across languages."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from assist.case.passages import Found, Manual, Passage, Query, spread
from assist.case.text.glossary import Glossary
from assist.case.text.tokens import misread, tokens
from assist.case.text.wants import want_of
from assist.engines.embedding import Embedder
from assist.engines.embedding_rerank import Reranker
from assist.engines.lexical import Lexical, Term
from assist.engines.vectors import Vectors
from assist.library.search import Search, valued, without
from assist.wiring import open_glossary

OVEN = (
    (1, "Kelda K200 oven", "Kelda K200. Instruction manual for the built-in oven Kelda K200."),
    (2, "Contents", "Changing the lamp 5. Cleaning 6. Fault codes 8. Technical data 9."),
    (
        5,
        "Changing the lamp",
        "The oven lamp must be replaced by a service technician. Use a 25 W lamp of the same type.",
    ),
    (6, "Cleaning", "Never spray liquids onto the control panel. Wipe it with a soft, slightly damp cloth."),
    (8, "Fault codes", "E04: the door is not closed. Close the door and press Start."),
    (8, "Fault codes", "E14: the temperature sensor is broken. Call customer service."),
    (9, "Technical data", "Power source 230-240 V, 50 Hz. Power consumption at most 3100 W. Net weight 34 kg."),
)
RADIO = (
    (1, "Sorrel R7 radio", "Sorrel R7 two-way radio. User manual."),
    (3, "Charging", "Do not use the radio while it is being charged. The red lamp goes out when charging is complete."),
    (4, "Keys", "Press and hold the hash key to lock or unlock the keypad."),
    (7, "Reset", "Choose ALL to restore every parameter to the factory settings."),
)
BALANCER = (
    (2, "技术参数", "均衡电流最大2A。工作温度-20℃到60℃。"),
    (4, "蓝牙连接", "打开手机APP，设备默认密码为1234。设备名称仅支持英文或者数字。"),
    (6, "故障", "首次开机时，第一串电池电压必须高于2.4V，否则均衡器无法开机。"),
)
MANUALS = (
    Manual("oven", "oven.pdf", "Kelda K200 oven", "Kelda", ("K200",), ("oven",)),
    Manual("radio", "radio.pdf", "Sorrel R7 radio", "Sorrel", ("R7",), ("radio",)),
    Manual("balancer", "balancer.pdf", "均衡器", "Tiller", ("TB-24S",), ("均衡器",)),
    Manual("empty", "empty.pdf", "Empty", "Void", ("V1",)),
)


def passages_of(manual: str, language: str, rows: tuple[tuple[int, str, str], ...]) -> list[Passage]:
    return [
        Passage(
            f"{manual}-{place}", manual, page, heading, text, language,
            kind="contents" if heading == "Contents" else "text",
        )
        for place, (page, heading, text) in enumerate(rows)
    ]  # fmt: skip


@pytest.fixture(scope="module")
def glossary() -> Glossary:
    return open_glossary()


Make = Callable[[Reranker | None], Search]


@pytest.fixture(scope="module")
def make(embedder: Embedder, glossary: Glossary, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Make]:
    """Searches over the one library, with and without a reranker."""
    folder: Path = tmp_path_factory.mktemp("library")
    everything = {
        "oven": passages_of("oven", "en", OVEN),
        "radio": passages_of("radio", "en", RADIO),
        "balancer": passages_of("balancer", "zh", BALANCER),
    }
    known = {passage.id: passage for found in everything.values() for passage in found}
    vectors = Vectors(folder / "vectors", "", embedder.id, embedder.dimension)
    lexical = Lexical(folder / "lexical")

    def opened(rerank: Reranker | None) -> Search:
        return Search(
            embedder, vectors, lexical, lambda ids: {id_: known[id_] for id_ in ids}, lambda: MANUALS, glossary,
            rerank=rerank,
        )  # fmt: skip

    search = opened(None)
    for manual in MANUALS:
        search.add(everything.get(manual.id, ()), f"{manual.title} {manual.brand} {' '.join(manual.models)}")
    search.commit()
    yield opened
    vectors.close()


@pytest.fixture(scope="module")
def search(make: Make) -> Search:
    return make(None)


def first(found: Found) -> tuple[str, int]:
    return found.passages[0].manual, found.passages[0].page


@pytest.mark.parametrize(
    ("question", "language", "manual", "page"),
    [
        ("can I change the bulb myself", "en", "oven", 5),
        ("what does E04 mean", "en", "oven", 8),
        ("how much electricity does it pull at most", "en", "oven", 9),
        ("how heavy is it", "en", "oven", 9),
        ("屏幕脏了可以直接喷清洁剂吗", "zh", "oven", 6),
        ("¿Puedo cambiar yo mismo la bombilla?", "es", "oven", 5),
        ("Wie viel wiegt das Gerät?", "de", "oven", 9),
        ("Kann ich es während des Ladens benutzen?", "de", "radio", 3),
        ("comment bloquer les touches", "fr", "radio", 4),
        ("Как вернуть заводские настройки?", "ru", "radio", 7),
        ("bluetooth pasword?", "en", "balancer", 4),
        ("Il ne démarre pas, quelle tension de batterie faut-il ?", "fr", "balancer", 6),
        ("默认密码是多少", "zh", "balancer", 4),
    ],
)
def test_a_question_finds_its_page_within_the_manual(
    search: Search, question: str, language: str, manual: str, page: int
) -> None:
    assert first(search.find(Query(question, language, (manual,)))) == (manual, page)


def test_the_right_one_of_two_fault_codes_comes_first(search: Search) -> None:
    for code, text in (("E04", "E04: the door"), ("e-14", "E14: the temperature")):
        found = search.find(Query(f"it stopped and shows {code}", "en", ("oven",)))
        assert found.passages[0].text.startswith(text)


def test_a_code_misread_from_seven_segments_leads_to_the_one_the_manual_has(search: Search) -> None:
    for typed, text in (("E0A", "E04: the door"), ("E1A", "E14: the temperature"), ("E O4", "E04: the door")):
        found = search.find(Query(f"the display says {typed}", "en", ("oven",)))
        assert found.passages[0].text.startswith(text), typed


def test_a_short_code_may_be_another_and_a_designation_may_not() -> None:
    assert "#e4" in misread("#e0a") and "#e7" in misread("#e1")
    assert misread("#nne28jmm") == [] and misread("bulb") == []


def test_slips_of_the_finger_are_found_by_what_they_mean(search: Search) -> None:
    assert first(search.find(Query("what tempreture sensor is brokken", "en", ("oven",)))) == ("oven", 8)
    assert first(search.find(Query("wich servise technicain replaces the lamp", "en", ("oven",)))) == ("oven", 5)


def test_without_a_product_the_name_in_the_message_leads_to_its_manual(search: Search) -> None:
    found = search.find(Query("Sorrel R7: what does the red lamp mean", "en"))
    assert first(found) == ("radio", 3)


def test_the_products_own_name_does_not_lead_to_the_cover(search: Search) -> None:
    found = search.find(Query("Kelda K200 what weight has the Kelda K200", "en", ("oven",)))
    assert first(found) == ("oven", 9)


def test_a_table_of_contents_does_not_stand_before_the_answer(search: Search) -> None:
    found = search.find(Query("changing the lamp", "en", ("oven",)))
    assert [passage.kind for passage in found.passages].index("contents") > 0


def test_a_scoped_search_never_leaves_its_manuals(search: Search) -> None:
    found = search.find(Query("默认密码", "zh", ("oven", "radio")))
    assert {passage.manual for passage in found.passages} <= {"oven", "radio"} and not found.widened


def test_a_manual_without_passages_widens_the_search_and_says_so(search: Search) -> None:
    found = search.find(Query("oven lamp", "en", ("empty",)))
    assert found.widened and first(found) == ("oven", 5)


def test_a_follow_up_leans_on_the_question_before_it(search: Search) -> None:
    found = search.find(Query("and how many hertz?", "en", ("oven",), earlier="which voltage does it need"))
    assert first(found) == ("oven", 9)


def test_support_tells_what_the_manual_answers_from_what_it_does_not(search: Search) -> None:
    answered = search.find(Query("who may replace the oven lamp", "en", ("oven",)))
    foreign = search.find(Query("how do I pair the wireless headphones with spotify", "en", ("oven",)))
    assert answered.support > 0.5 > foreign.support


def test_what_words_alone_found_is_as_alike_as_the_last_of_the_alike_ones(
    search: Search, monkeypatch: pytest.MonkeyPatch
) -> None:
    def supported(likeness: dict[str, float]) -> float:
        monkeypatch.setattr(search, "_rank", lambda *_: ({"oven-2": 1.0}, likeness))
        return search.find(Query("what does it do", "en", ("oven",))).support

    assert supported({"oven-0": 0.5, "oven-1": 0.3}) == supported({"oven-2": 0.3}) > supported({"oven-2": 0.0})


def test_a_reranker_reads_the_question_with_each_passage_and_reorders_the_best(search: Search, make: Make) -> None:
    pairs: list[tuple[str, str]] = []

    def likes_cleaning(question: str, texts: Sequence[str]) -> NDArray[np.float32]:
        pairs.extend((question, text) for text in texts)
        return np.array([float(text.startswith("Cleaning")) for text in texts], dtype=np.float32)

    query = Query("Kelda K200 who replaces the oven lamp", "en", ("oven",))
    assert first(search.find(query)) == ("oven", 5)
    reranked = make(likes_cleaning).find(query)
    assert first(reranked) == ("oven", 6)
    assert {question for question, _ in pairs} == {query.text}  # the product's name too: it was trained on whole ones
    assert [p.score for p in reranked.passages] == sorted((p.score for p in reranked.passages), reverse=True)


def test_scores_fall_and_no_passage_comes_twice(search: Search) -> None:
    found = search.find(Query("lamp", "en"), limit=5).passages
    assert len({passage.id for passage in found}) == len(found) <= 5
    assert [passage.score for passage in found] == sorted((passage.score for passage in found), reverse=True)


def test_a_removed_manual_is_found_no_more(search: Search) -> None:
    extra = Passage("extra-0", "extra", 1, "Flux", "The flux capacitor needs 1.21 GW.", "en")
    search.add([extra], "Extra")
    search.remove("extra")
    search.commit()
    assert "extra" not in {passage.manual for passage in search.find(Query("flux capacitor", "en")).passages}


def test_a_manual_is_found_by_its_new_names_at_once_without_being_embedded_again(
    search: Search, monkeypatch: pytest.MonkeyPatch
) -> None:
    extra = [Passage(f"extra-{k}", "extra", k, "Care", f"Wipe part {k} with a cloth.", "en") for k in (1, 2)]
    search.add(extra, "Extra")
    search.commit()
    with monkeypatch.context() as patch:
        patch.setattr(search, "_embedder", None)
        search.rename(extra, "Zephyra Q9")
        search.commit()
    named = [Term("names", token) for token in tokens("Zephyra", "en")]
    assert named and search._lexical.counts(named) == [2] * len(named)
    assert set(search.ids()[0]) == set(search.ids()[1])
    search.remove("extra")
    search.commit()


def test_manuals_are_added_renamed_and_removed_by_several_threads_at_once(search: Search) -> None:
    before = search.ids()

    def work(manual: str) -> None:
        for k in range(8):
            own = [Passage(f"{manual}-{k}", manual, k, "", f"Page {k} of {manual}.", "en")]
            search.add(own, manual)
            search.rename(own, f"{manual} again")
            search.commit()
        search.remove(manual)
        search.commit()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, ("one", "two", "three", "four")))
    assert search.ids() == before


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("is the HAP-S1 loud", "is the   loud"),
        ("is the hap s1 loud", "is the   loud"),
        ("HAP-S10 is another", "HAP-S10 is another"),
        ("HAP-S1", "HAP-S1"),
    ],
)
def test_a_name_is_left_out_however_it_is_spaced(text: str, left: str) -> None:
    assert without(text, ["HAP-S1", "Sony"]) == left


def test_the_same_paragraph_of_sibling_manuals_does_not_crowd_out_others() -> None:
    twins = [
        Passage(f"t{n}", f"S{n}", 4, "", f"Press and hold the key of the S{n} for 5 seconds.", "en") for n in range(4)
    ]
    other = Passage("o", "S1", 9, "", "Remove the battery.", "en")
    assert [passage.id for passage in spread([*twins, other], 3)] == ["t0", "o", "t1"]


def test_one_page_is_not_the_whole_answer() -> None:
    long = [Passage(f"l{n}", "a", 1, "", f"Line {'x' * n}", "en") for n in range(5)]
    assert [passage.id for passage in spread([*long, Passage("o", "a", 2, "", "Other", "en")], 9, per_page=2)] == [
        "l0", "l1", "o",
    ]  # fmt: skip


def test_of_the_candidates_those_with_a_rare_value_of_the_asked_kind_are_lifted() -> None:
    texts = [f"Step {n}: wait {n} minutes." for n in range(1, 30)]
    rows = tuple((1, "", text) for text in [*texts, "Sound pressure level 58 dB(A)"])
    many = passages_of("m", "en", rows)
    assert valued(want_of("how noisy is it"), many) == {"m-29": 1.0}
    assert valued(want_of("how long does it last"), many) == {}  # times stand everywhere
    assert valued(want_of("where is the switch"), many) == {}
