"""Django's tag for sentences, in which what is put in keeps its own direction (writing/sentences.py)."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.base import FilterExpression, Parser, Token, TokenType, Variable
from django.template.context import Context
from django.templatetags.i18n import BlockTranslateNode, do_block_translate

from writing.sentences import isolated

register = template.Library()


class PutIn:
    """What stands in a sentence for one of its names."""

    def __init__(self, expression: FilterExpression) -> None:
        self.expression = expression

    def resolve(self, context: Context) -> Any:
        value = self.expression.resolve(context)
        return isolated(value) if isinstance(value, str) else value


def is_value(expression: FilterExpression) -> bool:
    """Words of the template itself are a place that a script fills: `name='{name}'`."""
    return isinstance(expression.var, Variable)


def sentence(parser: Parser, token: Token) -> BlockTranslateNode:
    node = do_block_translate(parser, token)
    said = [part.contents for part in (*node.singular, *(node.plural or ())) if part.token_type == TokenType.VAR]
    given = {name: parser.compile_filter(name) for name in said if name != node.countervar} | node.extra_context
    node.extra_context = {name: PutIn(found) if is_value(found) else found for name, found in given.items()}
    return node


for _name in ("blocktranslate", "blocktrans"):
    register.tag(_name, sentence)
