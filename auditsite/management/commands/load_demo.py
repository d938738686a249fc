from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from agencies.rls import acting_as_system
from auditsite.demo import builder


class Command(BaseCommand):
    help = "Loads a fictional partnership with two audits into an empty database."

    def handle(self, *args, **options):
        with acting_as_system():
            if builder.is_loaded():
                self.stdout.write("The demo is already loaded; nothing was changed.")
                return
            self.load()
        self.stdout.write("The demo is loaded. manage.py demo_sign_ins lists who can sign in.")

    def load(self):
        if not settings.DEMO:
            raise CommandError(
                "Set DEMO=true to load the demo: its people all share one published password."
            )
        try:
            builder.load_demo(today=timezone.localdate())
        except builder.NotEmpty as error:
            raise CommandError(str(error)) from None
