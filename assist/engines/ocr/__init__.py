"""Reading photos: RapidOCR in a process of its own."""

from assist.engines.ocr.reader import Reader

__all__ = ["Reader"]
