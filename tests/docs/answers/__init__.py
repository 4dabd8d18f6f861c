"""What the rows of docs/questions.md have to be, worked out from `sources/` alone: a module per group of questions."""

from tests.docs.answers import reach, flow, satisfaction, workforce, programmes, trust  # noqa: F401, I001 - in the page's order
from tests.docs.answers.register import ANSWERS

__all__ = ["ANSWERS"]
