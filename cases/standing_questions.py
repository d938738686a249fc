"""Which questions stand open to a return, place by place: once, and in each repetition."""

from collections import defaultdict

from audits.asking import Audience, asked
from audits.conditions import PlainAnswer
from audits.models import ToolVersion
from audits.questions import asked_sections

# Subject and occasion of a repetition, or of what is asked once, and the key of the question.
Place = tuple[object, str, str]


class Asking:
    """A version's rules, read once for many returns."""

    def __init__(self, version: ToolVersion) -> None:
        self.sections = asked_sections(version)

    def places(self, audience: Audience, answers) -> set[Place]:
        """Of the repetitions, those that hold an answer: an empty one has nothing to lose."""
        by_place: dict[tuple, dict[str, PlainAnswer]] = defaultdict(dict)
        for answer in answers:
            plain = PlainAnswer(answer.state, answer.value)
            by_place[answer.subject_id, answer.occasion][answer.question.key] = plain
        once = by_place.pop((None, ""), {})
        found = {(None, "", key) for key in asked(self.sections, audience, once)}
        for (subject, occasion), there in by_place.items():
            for section in self.sections:
                if section.repeats:
                    keys = asked(self.sections, audience, once | there, section.key)
                    found |= {(subject, occasion, key) for key in keys}
        return found
