from django.core.management.base import BaseCommand

from auditsite.demo.people import sign_ins


class Command(BaseCommand):
    help = "Lists people of the demo, one for each main role, with their password."

    def handle(self, *args, **options):
        for sign_in in sign_ins():
            self.stdout.write(str(sign_in))
