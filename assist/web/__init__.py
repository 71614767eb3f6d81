"""Doors in the browser."""
