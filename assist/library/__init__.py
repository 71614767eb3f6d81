"""Making the library: ingestion, jobs, catalogue, search."""
