"""The only files that import something heavy or touch a network, a disk index or a database."""
