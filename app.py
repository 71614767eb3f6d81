"""Open the house from the settings, build the page, serve it: `python app.py`."""

from __future__ import annotations

from assist.__main__ import app

if __name__ == "__main__":
    app(["serve"])
