"""The demo's own manuals and photos: invented brands and products, drawn and typeset by this package.

`python -m tests.samples OUT` writes `OUT/manuals/*.pdf`, `OUT/examples/*.jpg` and `OUT/examples/examples.json`; the
same code gives the same files.
"""
