"""Wants: which kind of answer is asked for, in nine languages, and which sentences hold one."""

from __future__ import annotations

import pytest

from assist.case.text.having import asks_for_fact, warns
from assist.case.text.wants import asks_once, want_of


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("what is the part number of the filter", "designation"),
        ("滤芯的型号是什么", "designation"),
        ("Welche Bestellnummer hat der Schlauch?", "designation"),
        ("¿Qué referencia tiene el mando?", "designation"),
        ("Quelle référence pour la télécommande ?", "designation"),
        ("qual è il codice ricambio", "designation"),
        ("какой у фильтра артикул", "designation"),
        ("交換フィルターの型番は", "designation"),
        ("qual é o código da peça", "designation"),
        ("how much does a new basket cost", "price"),
        ("一个滤芯多少钱", "price"),
        ("Was kostet ein Ersatzkorb?", "price"),
        ("сколько стоит фильтр", "price"),
        ("what is it made of", "material"),
        ("外壳是什么材质的", "material"),
        ("Aus welchem Material ist der Korb?", "material"),
        ("из чего сделан корпус", "material"),
        ("how much does it weigh", "weight"),
        ("how long does it take", "time"),
        ("Combien d'années dure l'appareil ?", "time"),
        ("какой срок службы чайника", "time"),
        ("Wie lang ist das Kabel?", "length"),
        ("how long is the camera's power cable", "length"),
        ("Quelle est la longueur du tuyau ?", "length"),
        ("на сколько километров хватает заряда", "length"),
        ("what torque do the screws need", "torque"),
        ("какой крутящий момент у мотора", "torque"),
        ("后摄像头的视角是多少", "angle"),
        ("Qual é a capacidade da bateria?", "charge"),
        ("what size carpet can it clean in square metres", "area"),
        ("Quel est le débit d'air en m³ par heure ?", "flow"),
        ("какая скорость в режиме Eco", "speed"),
        ("¿Cuántos lúmenes da?", "brightness"),
        ("屏幕分辨率是多少", "resolution"),
        ("雾化片的频率是多少", "frequency"),
        ("Qual é a pressão máxima?", "pressure"),
        ("Quelle est la puissance ?", "power"),
        ("cuantos metros de cable puedo poner", "length"),
        ("a que distancia del muro", "length"),
        ("qual a pressao maxima", "pressure"),
        ("à combien de bars descend la lance", "pressure"),
        ("je gonfle à combien", "pressure"),
        ("how many Nm for the nut", "torque"),
        ("煮一锅饭大概耗几度电", "energy"),
        ("泵头是铜的还是铝的", "material"),
    ],
)
def test_the_kind_of_answer_is_told_by_small_words(question: str, kind: str) -> None:
    want = want_of(question)
    assert want is not None and want.name == kind and want.measured


def test_where_a_number_stands_is_no_question_for_the_number() -> None:
    for question in ("where do I find the model number", "wo steht die Artikelnummer", "型号在哪里看，什么型号"):
        want = want_of(question)
        assert want is None or want.name != "designation"


@pytest.mark.parametrize(
    ("question", "holds", "lacks"),
    [
        (
            "what is the part number of the plug head",
            "Plug head, order no. KV-PH-AU",
            "Clip-on plug heads: EU, UK",
        ),
        ("滤芯的型号是什么", "滤芯（型号WF-2）需另购", "滤芯每3个月更换一次"),
        ("how much does a new basket cost", "A new basket costs 19.90 € at our shop.", "A basket may be ordered anew."),
        ("what is it made of", "Housing: stainless steel", "×：至少在某一均质材料中的含量超出限量要求"),
    ],
)
def test_an_answer_holds_the_kind_and_a_sentence_that_only_names_the_thing_does_not(
    question: str, holds: str, lacks: str
) -> None:
    want = want_of(question)
    assert want is not None and want.held.search(holds) and not want.held.search(lacks)


@pytest.mark.parametrize(
    "question",
    ["does it have an app", "有没有遥控器", "Gibt es eine Fernbedienung?", "¿Tiene mando a distancia?",
     "Y a-t-il une minuterie ?", "c'è un timer?", "tem aplicativo?", "есть ли таймер", "リモコンは付いていますか",
     "what fuel does it need", "which phone does it take"],
)  # fmt: skip
def test_a_part_or_a_property_is_asked_for(question: str) -> None:
    assert asks_for_fact(question)


@pytest.mark.parametrize(
    "question",
    ["can I use it near my phone", "手机可以放在旁边吗", "Darf ich es im Bad benutzen?", "¿Puedo usarla mojada?",
     "Peut-on l'utiliser dehors ?", "можно ли мыть его водой", "what must I avoid"],
)  # fmt: skip
def test_leave_is_asked_for_and_a_warning_gives_or_refuses_it(question: str) -> None:
    assert not asks_for_fact(question)


def test_warnings_are_told_from_facts() -> None:
    warnings = (
        "Do not put your phone in front of the outlet.", "请勿将手机放在喷雾口前方。", "Das Netzteil nie öffnen.",
        "Ne couvrez pas le moteur.", "No utilizar la manta doblada.", "Не погружайте чайник в воду.",
    )  # fmt: skip
    facts = (
        "The remote control works up to 5 metres.",
        "按“定时”键可选择1小时。",
        "La manta pesa 1,4 kg.",
        "Объём 1,7 л",
    )
    assert all(map(warns, warnings)) and not any(map(warns, facts))


@pytest.mark.parametrize("code", ["KV-PH-AU", "WF-20", "CR2032", "4006381333931", "TVL-AF5201", "2.863-298", "SL-T60"])
def test_designations_are_told_from_fault_codes_ports_and_classes(code: str) -> None:
    want = want_of("what is the part number")
    assert want is not None and want.held.search(f"Spare part {code} is sold apart.")
    for other in ("E05", "F-3", "USB-C1", "IP65", "IPX4", "Type A", "30 W", "V2"):
        assert not want.held.search(f"The part shows {other} here.")


def test_a_word_that_is_spelled_like_a_unit_makes_no_measure_of_a_number_elsewhere() -> None:
    length = want_of("Wie lang ist das Kabel?")
    assert length is not None and length.unit is not None
    assert not length.unit.search("After 10 minutes it switches itself off; set it in the menu")
    assert length.unit.search("Length (m)") and length.unit.search("Height, cm") and length.unit.search("Width mm")


def test_degrees_of_an_angle_are_no_temperature() -> None:
    angle, heat = want_of("what is the viewing angle"), want_of("what temperature does it reach")
    assert angle is not None and heat is not None
    assert angle.held.search("lens 150°") and not angle.held.search("up to 60 °C")


def test_two_kinds_of_values_in_one_question_are_told() -> None:
    assert not asks_once("what temperature and how many minutes for pizza")
    assert asks_once("how many minutes for pizza") and asks_once("does it have a lid")
