"""The grammar of print on products: numbers with units, marks, and numbers that identify."""
