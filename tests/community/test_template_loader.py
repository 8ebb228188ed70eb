"""Templates are folded when they are loaded: what they draw stays the same, what may differ stays alive."""

import pytest
from django.template import Context, Engine
from django.template.base import TextNode
from django.template.loader import get_template
from django.test import override_settings
from django.utils import translation

from community.template_loader import Included, fold

BUILTINS = ["web.templatetags.ui", "django.templatetags.i18n", "django.templatetags.static"]
FIXED = [
    '{% translate "Ask" %}',
    "{% icon 'bell' %}",
    '{% icon "bell" "flip" label="Told" %}',
    "{% url 'forum:latest' %}",
    "{% static 'css/main.css' %}",
    "{# nothing #}words",
    '<p>{% translate "Ask" %} {% icon "bell" %}</p>{% comment %}no{% endcomment %}',
]
ALIVE = [
    "{% translate words %}",
    '{% translate "Ask" as label %}{{ label }}',
    "{% icon words %}",
    "{% url 'forum:space' words %}",
    "{% url 'forum:latest' as there %}{{ there }}",
    '{% translate "Ask"|upper %}',
    "{{ words }}",
    "{% if words %}{% translate 'Ask' %}{% else %}{% icon 'bell' %}{% endif %}",
    "{% for letter in words %}{{ letter }}{% icon 'bell' %}{% empty %}{% translate 'Ask' %}{% endfor %}",
    "{% with other=words %}{% translate 'Ask' %}{{ other }}{% endwith %}",
    "{% blocktranslate with name=words %}by {{ name }}{% endblocktranslate %}",
    "{% url 'no:such' %}",
]


def engine(**files: str) -> Engine:
    loaders = [("django.template.loaders.locmem.Loader", files)]
    return Engine(loaders=loaders, builtins=BUILTINS)


def both(source: str) -> tuple:
    """The template as Django makes it, and folded."""
    plain, folded = engine().from_string(source), engine().from_string(source)
    fold(folded.nodelist)
    return plain, folded


@pytest.mark.parametrize("source", FIXED)
def test_what_is_always_the_same_becomes_one_text(source) -> None:
    plain, folded = both(source)
    kinds = [type(node) for node in folded.nodelist]
    assert kinds.count(TextNode) == len([kind for kind in kinds if "Comment" not in kind.__name__])
    assert folded.render(Context()) == plain.render(Context())


@pytest.mark.parametrize("source", ALIVE[:-1])
@pytest.mark.parametrize("words", ["first-steps", "", "<b>"])
def test_what_may_differ_is_drawn_each_time(source, words) -> None:
    plain, folded = both(source)
    for said in ("some-space", "other") if "forum:space" in source else (words, "other"):
        assert folded.render(Context({"words": said})) == plain.render(Context({"words": said}))
    assert any(type(node) is not TextNode for node in folded.nodelist)


def test_an_address_that_is_not_there_is_an_error_where_it_is_drawn_alone() -> None:
    _plain, folded = both("{% if words %}{% url 'no:such' %}{% endif %}fine")
    assert folded.render(Context({"words": ""})) == "fine"
    with pytest.raises(Exception, match="no"):
        folded.render(Context({"words": "x"}))


@pytest.mark.parametrize("language", ["en", "de"])
def test_a_template_is_kept_for_each_language(language) -> None:
    with override_settings(LANGUAGES=[("en", "English"), ("de", "German")]), translation.override(language):
        first = get_template("components/_empty.html").template
        assert get_template("components/_empty.html").template is first
    with translation.override("fr"):
        assert get_template("components/_empty.html").template is not first


def test_another_language_in_the_middle_of_a_page_is_spoken() -> None:
    plain, folded = both("{% translate 'Ask' %} {% language 'de' %}{% translate 'Ask' %}{% endlanguage %}")
    said = folded.render(Context())
    assert said == plain.render(Context())
    assert len(set(said.split())) == 2


PARTS = {
    "_part.html": "{{ a }}{{ b }}{% if a %}{% translate 'Ask' %}{% endif %}",
    "_deep.html": "<{% include '_part.html' %}>",
    "_sets.html": "{% translate 'Ask' as a %}{{ a }}",
    "_again.html": "{{ n.0 }}{% if n.1 %}{% include '_again.html' with n=n.1 %}{% endif %}",
    "base.html": "[{% block middle %}{% endblock %}]",
    "child.html": "{% extends 'base.html' %}{% block middle %}{{ a }}{% endblock %}",
}
INCLUDES = [
    "{% include '_part.html' %}",
    "{% include '_part.html' with b=a %}{{ b }}",
    "{% include '_deep.html' with a='x' %}{{ a }}",
    "{% include '_part.html' with a=1 only %}",
    "{% include name %}",
    "{% include '_sets.html' %}{{ a }}",
    "{% include '_again.html' %}",
    "{% include 'child.html' with a='inner' %}{{ a }}",
    "{% for a in 'xyz' %}{% include '_part.html' %}{% endfor %}{{ a }}",
]


@pytest.mark.parametrize("source", INCLUDES)
def test_an_included_template_sees_and_leaves_what_it_did(source) -> None:
    values = {"a": "<1>", "b": 2, "name": "_part.html", "n": [1, [2, [3, None]]]}
    plain = engine(**PARTS).from_string(source)
    folded = engine(**PARTS).from_string(source)
    fold(folded.nodelist)
    for _ in range(2):
        assert folded.render(Context(values)) == plain.render(Context(values))


def test_an_included_template_is_found_once(monkeypatch) -> None:
    made = engine(**PARTS)
    folded = made.from_string("{% include '_part.html' %}")
    fold(folded.nodelist)
    assert isinstance(folded.nodelist[0], Included)
    first = folded.render(Context({"a": 1}))
    monkeypatch.setattr(made, "get_template", None)
    assert folded.render(Context({"a": 1})) == first
