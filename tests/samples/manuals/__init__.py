"""The sample manuals, one file a product; each has `FILE` and `make(folder)`."""

from tests.samples.manuals import adapter_zh, air_fryer, charger, heater, lights, smart_plug

ALL = (charger, adapter_zh, air_fryer, heater, smart_plug, lights)
