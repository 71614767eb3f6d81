"""Asking a model: what it is told, the form its answer must have, and what of it may be shown. Pure throughout."""
