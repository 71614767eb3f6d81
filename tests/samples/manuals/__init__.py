"""The sample manuals, one file a product; each has `FILE` and `make(folder)`."""

from tests.samples.manuals import adapter_zh, charger, smart_plug

ALL = (charger, adapter_zh, smart_plug)
