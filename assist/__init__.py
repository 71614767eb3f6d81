"""Evidence-first agent assist: photo -> reading -> specs -> product -> passages -> draft -> evidence -> reply.

A buyer's photo and message go in; out comes a reply that the agent can send, in which every statement points at a
region of the photo or at a passage on a manual's page, checked by the program before anyone sees it.
"""

__version__ = "0.1.0"
