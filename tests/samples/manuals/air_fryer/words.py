"""What each language section of the booklet says."""

from __future__ import annotations

from dataclasses import dataclass

Row = tuple[str, ...]


@dataclass(frozen=True)
class Words:
    tab: str
    product: str
    manual: str
    parts: Row
    intro: str
    safety_title: str
    warning_word: str
    warning: str
    safety: Row
    use_title: str
    use: Row
    programmes_title: str
    programme_head: Row
    programmes: tuple[Row, ...]
    data_title: str
    data: tuple[Row, ...]
    faults_title: str
    faults_intro: str
    fault_head: Row
    faults: tuple[Row, ...]
    care_title: str
    care: Row
    warranty_title: str
    warranty: str
