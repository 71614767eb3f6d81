"""Frame: from a file's user space to the upright page."""

from __future__ import annotations

from typing import Any


class Frame:
    """From the file's user space to points of the upright, cropped page, y down."""

    def __init__(self, page: Any) -> None:
        self.left, self.bottom, self.right, self.top = page.get_bbox()
        self.turn = (page.get_rotation() // 90) % 4  # clockwise
        across, up = max(self.right - self.left, 1e-3), max(self.top - self.bottom, 1e-3)
        self.width, self.height = (across, up) if self.turn % 2 == 0 else (up, across)

    def edges(self, left: float, bottom: float, right: float, top: float) -> tuple[float, float, float, float]:
        """Left, top, right, bottom on the upright page."""
        if self.turn == 0:
            return left - self.left, self.top - top, right - self.left, self.top - bottom
        if self.turn == 1:
            return bottom - self.bottom, left - self.left, top - self.bottom, right - self.left
        if self.turn == 2:
            return self.right - right, bottom - self.bottom, self.right - left, top - self.bottom
        return self.top - top, self.right - right, self.top - bottom, self.right - left
