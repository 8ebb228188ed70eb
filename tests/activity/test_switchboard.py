"""Every name on the switchboard is a function of one event."""

import inspect
import typing

import pytest
from django.utils.module_loading import import_string

from activity.models import Event
from activity.switchboard import HANDLERS

NAMES = sorted({name for names in HANDLERS.values() for name in names})


def fault(name: str) -> str | None:
    """What is wrong with a handler's name, or nothing."""
    try:
        handler = import_string(name)
    except ImportError as error:
        return str(error)
    if not inspect.isfunction(handler):
        return "not a function"
    takes = list(inspect.signature(handler).parameters.values())
    if len(takes) != 1 or takes[0].default is not inspect.Parameter.empty:
        return "takes something else than one event"
    hints = typing.get_type_hints(handler)
    if hints.get(takes[0].name) is not Event or hints.get("return") is not type(None):
        return "is not typed (event: Event) -> None"
    return None


@pytest.mark.parametrize("name", NAMES)
def test_a_handler_is_there(name: str) -> None:
    assert fault(name) is None


@pytest.mark.parametrize("verb", sorted(HANDLERS))
def test_a_verb_is_a_noun_and_a_deed(verb: str) -> None:
    noun, deed = verb.split(".")
    assert noun.isidentifier()
    assert deed.isidentifier()


@pytest.mark.parametrize("name", sorted(HANDLERS))
def test_no_handler_twice(name: str) -> None:
    assert len(set(HANDLERS[name])) == len(HANDLERS[name])


def test_a_good_handler_passes() -> None:
    assert fault("tests.activity.handlers.note") is None


@pytest.mark.parametrize(
    "planted",
    [
        "tests.activity.handlers.gone",
        "tests.activity.handlers.TABLE",
        "activity.deliver.sweep",
        "activity.record.record",
    ],
)
def test_a_bad_name_is_found(planted: str) -> None:
    assert fault(planted)
