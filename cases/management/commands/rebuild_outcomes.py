from django.core.management.base import BaseCommand, CommandError

from agencies.rls import acting_as_system
from cases.models import AuditReturn
from cases.outcomes import differing_returns, repair_outcomes


class Command(BaseCommand):
    help = "Compares what is counted of every return with its answers, and puts it right."

    def add_arguments(self, parser):
        parser.add_argument(
            "--check", action="store_true", help="change nothing; exit with 1 if any return differs"
        )

    def handle(self, *args, check, **options):
        with acting_as_system():
            total = AuditReturn.objects.count()
            differing = list(differing_returns())
            for each in differing:
                self.stdout.write(f"{each} differs from its answers.")
                if not check:
                    repair_outcomes(each)
        if differing and check:
            raise CommandError(
                f"{len(differing)} of {total} returns differ from their answers. "
                "Run rebuild_outcomes without --check to put them right."
            )
        ending = f"put right: {len(differing)}" if differing else "all agree with their answers"
        self.stdout.write(f"{total} returns compared; {ending}.")
