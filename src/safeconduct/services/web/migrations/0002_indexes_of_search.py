"""The index of places and that of words.

On SQLite both are virtual tables that triggers keep in step: a later migration that makes one of their tables anew must
make the triggers anew. On PostgreSQL both are indexes.
"""

from __future__ import annotations

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

SQLITE = (
    "CREATE VIRTUAL TABLE services_box USING rtree(id, south, north, west, east)",
    """CREATE TRIGGER services_site_in AFTER INSERT ON services_site WHEN new.latitude IS NOT NULL BEGIN
       INSERT INTO services_box VALUES (new.id, new.latitude, new.latitude, new.longitude, new.longitude); END""",
    """CREATE TRIGGER services_site_out AFTER DELETE ON services_site WHEN old.latitude IS NOT NULL BEGIN
       DELETE FROM services_box WHERE id = old.id; END""",
    """CREATE TRIGGER services_site_moved AFTER UPDATE OF latitude, longitude ON services_site BEGIN
       DELETE FROM services_box WHERE id = old.id;
       INSERT INTO services_box SELECT new.id, new.latitude, new.latitude, new.longitude, new.longitude
       WHERE new.latitude IS NOT NULL; END""",
    """CREATE VIRTUAL TABLE services_words USING fts5(words, content='services_service', content_rowid='id',
       tokenize='unicode61 remove_diacritics 2', prefix='2 3')""",
    """CREATE TRIGGER services_service_in AFTER INSERT ON services_service BEGIN
       INSERT INTO services_words(rowid, words) VALUES (new.id, new.words); END""",
    """CREATE TRIGGER services_service_out AFTER DELETE ON services_service BEGIN
       INSERT INTO services_words(services_words, rowid, words) VALUES ('delete', old.id, old.words); END""",
    """CREATE TRIGGER services_service_said AFTER UPDATE OF words ON services_service BEGIN
       INSERT INTO services_words(services_words, rowid, words) VALUES ('delete', old.id, old.words);
       INSERT INTO services_words(rowid, words) VALUES (new.id, new.words); END""",
)
POSTGRESQL = (
    "CREATE INDEX services_box ON services_site USING gist (point(longitude, latitude))",
    "CREATE INDEX services_words ON services_service USING gin (to_tsvector('simple', words))",
)
NO_SQLITE = ("DROP TABLE services_box", "DROP TABLE services_words", *(
    f"DROP TRIGGER {name}" for name in (
        "services_site_in", "services_site_out", "services_site_moved",
        "services_service_in", "services_service_out", "services_service_said",
    )
))  # fmt: skip
NO_POSTGRESQL = ("DROP INDEX services_box", "DROP INDEX services_words")


def make(apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement)


def drop(apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in NO_POSTGRESQL if schema_editor.connection.vendor == "postgresql" else NO_SQLITE:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("services", "0001_initial")]

    operations = [migrations.RunPython(make, drop)]
