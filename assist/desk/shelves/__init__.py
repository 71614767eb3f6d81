"""The library from the desk: indexing, corrections, deleting with a way back, whole libraries as files, repair."""
