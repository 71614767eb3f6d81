"""The sample photos, one file a product; each function gives a scene and how it is shot."""
