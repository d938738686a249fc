import argparse
import signal
import sys

from auditsite.launcher import commands, demo
from auditsite.launcher.failures import CannotStart

STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def main(arguments: list[str]) -> int:
    for number in STOPPING:
        signal.signal(number, _leave)
    try:
        return _run(arguments)
    except CannotStart as reason:
        print(reason, file=sys.stderr)
        return 2


def _run(arguments: list[str]) -> int:
    command, *rest = arguments or [""]
    match command:
        case "test":
            return commands.run_tests(rest)
        case "soak":
            return commands.run_soak(rest)
        case "bench":
            return commands.run_bench(rest)
        case "manage":
            return commands.run_manage(rest)
        case "check":
            from auditsite.launcher import checks

            return checks.run_all()
        case "demo":
            return _demo(rest)
    print("Use bin/demo, bin/test, bin/check, bin/soak, bin/bench or bin/manage.", file=sys.stderr)
    return 2


def _demo(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="bin/demo")
    parser.add_argument(
        "--check", action="store_true", help="render one briefing in a private state, then stop"
    )
    parser.add_argument(
        "--verbose", action="store_true", help="show the logs here instead of in files"
    )
    options = parser.parse_args(arguments)
    return demo.check() if options.check else demo.serve(verbose=options.verbose)


def _leave(number: int, _frame) -> None:
    """Unwinds every `with` and `finally` once; further signals must not interrupt that."""
    for each in STOPPING:
        signal.signal(each, signal.SIG_IGN)
    raise SystemExit(128 + number)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
