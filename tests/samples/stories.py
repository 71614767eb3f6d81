"""The examples of the page: a photo, what the buyer wrote, and how the case ends."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.samples.camera import Shot
from tests.samples.manuals import adapter_zh, air_fryer, charger, heater, lights, smart_plug
from tests.samples.photos import adapter as adapter_photos
from tests.samples.photos import air_fryer as fryer_photos
from tests.samples.photos import charger as charger_photos
from tests.samples.photos import others as other_photos
from tests.samples.photos import outdoors as outdoor_photos
from tests.samples.photos import smart_plug as plug_photos
from tests.samples.solids import Scene

Picture = Callable[[], tuple[Scene, Shot]]


@dataclass(frozen=True)
class Story:
    """One example and how it must end.

    `manual` is the file that must be recognised (None for none), `pages` where the answer may stand, `quote` words that
    the proof shown must hold.
    """

    id: str
    picture: Picture | None
    message: str
    language: str
    title_en: str
    title_zh: str
    verdict: str | None
    manual: str | None
    context: str = ""
    outcomes: tuple[str, ...] = ("answered",)
    pages: tuple[int, ...] = ()
    quote: str = ""

    @property
    def photo(self) -> str | None:
        return f"{self.id}.jpg" if self.picture else None

    def entry(self) -> dict[str, Any]:
        """The story as examples.json has it."""
        return {
            "id": self.id,
            "photo": self.photo,
            "message": self.message,
            "language": self.language,
            "context": self.context,
            "title": {"en": self.title_en, "zh": self.title_zh},
            "expected": {
                "verdict": self.verdict,
                "manual": self.manual,
                "outcomes": list(self.outcomes),
                "pages": list(self.pages),
                "quote": self.quote,
            },
        }


# The page shows the first six, so these differ most.
STORIES = (
    Story(
        "charger-germany",
        charger_photos.on_the_desk,
        "Hi, I'm moving to Germany in March. Can I use this charger there?",
        "en",
        "A charger for Germany",
        "充电器能在德国用吗（英文）",
        "yes",
        charger.FILE,
    ),
    Story(
        "adapter-japan",
        adapter_photos.in_the_dormitory,
        "我下个月去日本留学，这个适配器到那边能直接用吗？",
        "zh",
        "A 220 V adapter for Japan (Chinese)",
        "适配器能带去日本吗",
        "no",
        adapter_zh.FILE,
    ),
    Story(
        "plug-oven",
        plug_photos.held_over_the_worktop,
        "¿Puedo conectar un horno eléctrico de 4500 W a este enchufe?",
        "es",
        "A 4500 W oven on a smart plug (Spanish)",
        "智能插座能接4500瓦烤箱吗（西班牙文）",
        "no",
        smart_plug.FILE,
    ),
    Story(
        "fryer-e04",
        fryer_photos.code_on_the_display,
        "Das steht im Display und es wird nicht mehr heiß. Was soll ich tun?",
        "de",
        "A fault code on the display (German)",
        "显示屏上的故障代码（德文）",
        None,
        air_fryer.FILE,
        pages=(6,),
        quote="20 Minuten abkühlen",
    ),
    Story(
        "heater-curtains",
        outdoor_photos.old_heater,
        "How much distance to curtains and furniture does this heater need?",
        "en",
        "An answer from a scanned manual",
        "答案在扫描版说明书里（英文）",
        None,
        heater.FILE,
        pages=(2,),
        quote="at least 1 metre",
    ),
    Story(
        "adapter-thumb",
        other_photos.thumb_over_the_input,
        "Is it OK to plug this into the wall in Switzerland?",
        "en",
        "The input line is covered by a thumb",
        "拇指挡住了输入参数（英文）",
        "unclear",
        None,
        outcomes=("ask_buyer", "which_product", "unreadable_photo", "not_in_manual"),
    ),
    Story(
        "fryer-usa",
        fryer_photos.behind_the_fryer,
        "We are moving to Texas this summer. Will our air fryer work there?",
        "en",
        "A 220-240 V air fryer for the USA",
        "空气炸锅能在美国用吗（英文）",
        "no",
        air_fryer.FILE,
    ),
    Story(
        "plug-5ghz",
        plug_photos.carton,
        "Ma box n'émet qu'en 5 GHz. Est-ce que cette prise va se connecter ?",
        "fr",
        "A 5 GHz router (French)",
        "路由器只有5 GHz（法文）",
        "no",
        smart_plug.FILE,
    ),
    Story(
        "lights-winter",
        outdoor_photos.on_the_terrace,
        "Kann die Lichterkette den ganzen Winter draußen im Regen hängen?",
        "de",
        "String lights outdoors (German)",
        "灯串能整个冬天挂在室外吗（德文）",
        "yes",
        lights.FILE,
    ),
    Story(
        "powerbank-other",
        other_photos.power_bank,
        "How do I reset it? It does not turn on any more.",
        "en",
        "A product without a manual",
        "没有说明书的产品（英文）",
        None,
        None,
        outcomes=("which_product", "not_in_manual", "ask_buyer"),
    ),
    Story(
        "dark-photo",
        other_photos.too_dark,
        "夜里拍的，请帮我看看这个充电器能不能在英国用？",
        "zh",
        "Too dark and blurred to read (Chinese)",
        "太暗太糊，看不清",
        "unclear",
        None,
        outcomes=("unreadable_photo", "ask_buyer", "which_product"),
    ),
    Story(
        "charger-amber",
        None,
        "What does the amber flashing light on my KELVARO KV-C65G mean?",
        "en",
        "A flashing light (no photo)",
        "指示灯闪烁（无照片，英文）",
        None,
        charger.FILE,
        pages=(7,),
        quote="Amber, flashing",
    ),
    Story(
        "plug-outdoors",
        None,
        "Can I use the PLENKO SP-16E smart plug outdoors on the terrace?",
        "en",
        "A smart plug outdoors (no photo)",
        "智能插座能用在室外吗（无照片，英文）",
        "no",
        smart_plug.FILE,
        pages=(2, 4),
    ),
)
