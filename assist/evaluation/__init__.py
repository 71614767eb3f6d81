"""One small file per measure."""
