"""Tables of the journal, and on PostgreSQL the sequence that says in which order writers came."""

from __future__ import annotations

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from safeconduct.journal.web import fields


def make_turns(apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("CREATE SEQUENCE journal_turn")


def drop_turns(apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP SEQUENCE journal_turn")


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Block",
            fields=[
                ("number", models.BigIntegerField(primary_key=True, serialize=False)),
                ("root", models.BinaryField(max_length=32)),
                ("note", models.TextField()),
            ],
        ),
        migrations.CreateModel(
            name="Checkpoint",
            fields=[
                ("size", models.BigIntegerField(primary_key=True, serialize=False)),
                ("note", models.TextField()),
            ],
        ),
        migrations.CreateModel(
            name="Edge",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("size", models.BigIntegerField()),
                ("roots", models.BinaryField()),
                ("latest", models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="Key",
            fields=[
                ("number", models.CharField(max_length=32, primary_key=True, serialize=False)),
                ("purpose", models.CharField(max_length=64)),
                ("wrapped", models.BinaryField()),
                ("destroyed", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Payload",
            fields=[
                ("place", models.BinaryField(max_length=20, primary_key=True, serialize=False)),
                ("key", models.CharField(max_length=32)),
                ("sealed", models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("position", fields.Position(primary_key=True, serialize=False)),
                ("place", models.BinaryField(max_length=20, unique=True)),
                ("link", models.BinaryField(max_length=32, unique=True)),
                ("data", models.BinaryField()),
            ],
        ),
        migrations.RunPython(make_turns, drop_turns),
    ]
