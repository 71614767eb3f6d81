"""What products are called: designations, brands, kinds, and which manual a text or a label means."""
