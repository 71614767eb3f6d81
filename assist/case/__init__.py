"""The nouns of the line, one file each: photo -> reading -> specs -> product -> passages -> draft -> evidence -> reply.

Pure records and pure functions: no model, no disk, no network.
"""
