"""The way of a database from one version of the models to the next, by Alembic."""
