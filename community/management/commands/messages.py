from typing import Any

from django.core.management import BaseCommand, CommandError
from django.core.management.base import CommandParser

from community import catalogues


class Command(BaseCommand):
    help = "Brings the catalogues of all languages up to date with the words of the code, and says what is missing or wrong in them."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="changes nothing, and fails where anything is wrong")
        parser.add_argument("--all", action="store_true", help="names every fault, not the first twenty of a language")

    def handle(self, *args: Any, **options: Any) -> None:
        entries = catalogues.messages()
        if not options["check"]:
            for language in catalogues.languages():
                catalogues.update(language, entries)
            catalogues.compile_all()
        most = len(entries) if options["all"] else catalogues.NAMED_FAULTS
        lines, count = catalogues.report(entries, most=most)
        self.stdout.write("\n".join(lines))
        if count and options["check"]:
            raise CommandError(f"{count} faults: no sentence may be missing, doubtful or wrong in any language.")
