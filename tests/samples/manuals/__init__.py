"""The sample manuals, one file a product; each has `FILE` and `make(folder)`."""
