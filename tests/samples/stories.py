"""The examples of the page: a photo, what the buyer wrote, and how the case ends."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.samples.camera import Shot
from tests.samples.manuals import adapter_zh, charger, smart_plug
from tests.samples.optics import Scene
from tests.samples.photos import adapter as adapter_photos
from tests.samples.photos import charger as charger_photos
from tests.samples.photos import smart_plug as plug_photos

Picture = Callable[[], tuple[Scene, Shot]]


@dataclass(frozen=True)
class Story:
    """One example; `manual` is the file that must be recognised (None for none), `pages` where the answer may stand."""

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

    @property
    def photo(self) -> str | None:
        return f"{self.id}.jpg" if self.picture else None

    def entry(self) -> dict[str, Any]:
        """The story as examples.json has it."""
        return {
            "id": self.id, "photo": self.photo, "message": self.message, "language": self.language, "context": self.context,
            "title": {"en": self.title_en, "zh": self.title_zh},
            "expected": {"verdict": self.verdict, "manual": self.manual, "outcomes": list(self.outcomes),
                         "pages": list(self.pages)},
        }  # fmt: skip


STORIES = (
    Story(
        "charger-germany", charger_photos.on_the_desk, "Hi, I'm moving to Germany in March. Can I use this charger there?", "en",
        "A charger for Germany", "充电器能带去德国吗（英文）", "yes", charger.FILE,
    ),
    Story(
        "adapter-japan", adapter_photos.in_the_dormitory, "我下个月去日本留学，这个适配器到那边能直接用吗？", "zh",
        "A 220 V adapter for Japan (Chinese)", "适配器能带去日本吗", "no", adapter_zh.FILE,
    ),
    Story(
        "plug-oven", plug_photos.held_over_the_worktop, "¿Puedo conectar un horno eléctrico de 4500 W a este enchufe?", "es",
        "A 4500 W oven on a smart plug (Spanish)", "智能插座能接4500瓦烤箱吗（西班牙文）", "no", smart_plug.FILE,
    ),
    Story(
        "charger-ports", None, "My KELVARO KV-C65G: how much power do I get on USB-C1 when USB-A is used too?", "en",
        "Power of two ports (no photo)", "两个口同时用的功率（无照片）", None, charger.FILE, pages=(6,),
    ),
)  # fmt: skip
