from django.core.management import call_command
from django.core.management.base import CommandError
from django.core.management.commands import migrate
from django.db import connections

from agencies.rls import build_walls


class Command(migrate.Command):
    help = "Migrates as the owner of the tables, then renews grants and row-level security."

    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.set_defaults(database="owner")

    def execute(self, *args, **options):
        if options["database"] not in connections:
            raise CommandError(
                "MIGRATION_DATABASE_URL is not set. Set it to the role that owns the tables."
            )
        return super().execute(*args, **options)

    def handle(self, *args, **options):
        result = super().handle(*args, **options)
        if not options["plan"] and not options["check_unapplied"]:
            database = options["database"]
            call_command("createcachetable", database=database, verbosity=0)
            build_walls(connections[database])
        return result
