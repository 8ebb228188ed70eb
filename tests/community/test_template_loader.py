"""Templates are sent without their indentation; what people wrote is not touched."""

import pytest
from django.template.loader import get_template

from community.template_loader import compact


@pytest.mark.parametrize(
    ("source", "sent"),
    [
        ("<p>\n  {{ name }}\n</p>", "<p> {{ name }} </p>"),
        ('<a\n  class="btn"\n  href="/"\n>{{ name }}</a>', '<a class="btn" href="/">{{ name }}</a>'),
        ("<title>\n  {{ title }}\n</title>", "<title>{{ title }}</title>"),
        ("<b>a</b><i>b</i>", "<b>a</b><i>b</i>"),
        ("<b>a</b> <i>b</i>", "<b>a</b> <i>b</i>"),
    ],
)
def test_a_line_break_is_a_space_and_nothing_before_the_end_of_a_tag(source: str, sent: str) -> None:
    assert compact(source) == sent


def test_lines_that_somebody_wrote_stay() -> None:
    page = get_template("components/_composer.html").render({"id": "c", "label": "Words", "value": "one\n\n  two"})
    assert ">one\n\n  two</textarea>" in page


def test_plain_text_keeps_its_lines() -> None:
    text = get_template("emails/notices/notice.txt").template.source
    assert "\n" in text
