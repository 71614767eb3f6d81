"""Alembic migrations; run by `Database`, from the package."""
