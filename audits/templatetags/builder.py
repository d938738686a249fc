"""Words of the builder's pages."""

from django import template

from audits.models import Question

register = template.Library()


@register.filter
def kind_name(kind: str) -> str:
    return Question.Kind(kind).label
