"""How long it takes to decide what a return of the largest tool is asked, and to check it."""

import itertools

from audits.asking import asked, check_references
from audits.conditions import All, Answered, Any, Is, Not, PlainAnswer
from audits.rules import EVERYBODY, QuestionRule, SectionRule
from tests.bench.timing import Line, medians

SECTIONS, QUESTIONS = 20, 150
ASKING_LIMIT, CHECKING_LIMIT = 5, 2000


def asking_lines(rounds: int) -> list[Line]:
    tool = large_tool()
    answers = {f"q{at}": PlainAnswer("answered", "yes") for at in range(QUESTIONS)}
    times = medians({"asking": lambda: asked(tool, EVERYBODY, answers)}, rounds=rounds)
    times |= medians({"checking": lambda: check_references(tool)}, rounds=3)
    return [
        _line("all conditions of a return", times["asking"], ASKING_LIMIT),
        _line("whether each of them can ever hold", times["checking"], CHECKING_LIMIT),
    ]


def _line(what: str, took: float, limit: float) -> Line:
    what = f"{what}, {QUESTIONS} questions"
    return Line(what, f"{took:.1f} ms", "", took, limit, unit="ms")


def large_tool() -> list[SectionRule]:
    """Every question but the first hangs on three earlier ones."""
    questions = tuple(_question(at) for at in range(QUESTIONS))
    ends = [at * QUESTIONS // SECTIONS for at in range(SECTIONS + 1)]
    return [
        SectionRule(f"s{start}", questions[start:end]) for start, end in itertools.pairwise(ends)
    ]


def _question(at: int) -> QuestionRule:
    return QuestionRule(f"q{at}", "choice", ("yes", "partly", "no"), show_when=_condition(at))


def _condition(at: int):
    if not at:
        return None
    one, two = f"q{at - 1}", f"q{max(0, at - 7)}"
    either = Any((Is(one, ("yes", "partly")), Not(Answered(two))))
    return All((either, Not(Is(two, ("no",))), Any((Answered("q0"), Is(one, ("yes",))))))
