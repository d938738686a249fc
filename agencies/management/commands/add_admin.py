from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from agencies.rls import acting_as_system
from agencies.services import add_admin


class Command(BaseCommand):
    help = "Adds an admin, who sets up everything else in the browser, and prints a one-time link."

    def add_arguments(self, parser):
        parser.add_argument("email")
        parser.add_argument("name")

    def handle(self, *args, **options):
        try:
            with acting_as_system():
                link = add_admin(email=options["email"], name=options["name"])
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(f"{options['name']} can choose a password here, once:\n{link}")
