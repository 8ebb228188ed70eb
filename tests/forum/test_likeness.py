"""How alike two texts are: what a seller changes is not enough, and what two people say alike is."""

import pytest

from forum.likeness import is_nearly, shingles

OFFER = (
    "I was in the same place last year and then found a lender who asks no questions and pays within the hour. "
    "He helped my sister as well. Write to him and say that I sent you, he is a good man."
)


def alike(one: str, other: str) -> bool:
    return is_nearly(shingles(one), shingles(other))


@pytest.mark.parametrize(
    "spun",
    [
        OFFER,
        OFFER.upper(),
        OFFER.replace("last year", "two years ago"),
        "Hello dear friends, good evening to you. " + OFFER.replace("sister", "brother"),
        f"<p>{OFFER.replace('. ', '.</p><p>')}</p>",
    ],
)
def test_a_changed_word_and_another_greeting_leave_it_the_same(spun: str) -> None:
    assert alike(f"<p>{OFFER}</p>", spun)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("<p>Thank you so much, that helped me</p>", "<p>Thank you so much, that helped me</p>"),  # too short to say
        (
            "<p>I have four loans and do not know which of them I should pay first this month.</p>",
            "<p>I have two loans and a letter from the court, and do not know whom I should call first.</p>",
        ),
        (
            f"<blockquote><p>{OFFER}</p></blockquote><p>Is this the man who wrote to you as well? I fell for it.</p>",
            OFFER,
        ),
        (f"<pre><code>{OFFER}</code></pre><p>This is what the letter said, what do I answer to it now?</p>", OFFER),
    ],
)
def test_people_are_not_taken_for_each_other(one: str, other: str) -> None:
    assert not alike(one, other)
