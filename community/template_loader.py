"""Templates are laid out for people; what is always the same in them is worked out once, when they are loaded.

Where a template breaks a line, readers get one space, as browsers show it; before a tag's `>` nothing.
What people wrote is put in later and stays as it is, line breaks included.

A translation of fixed words, an icon, the address of a static file or of a page without arguments is the same in
every page: it becomes text, and an included template is found once. A template is kept once for each language.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from django.template import Context, Origin, Template
from django.template.base import FilterExpression, Node, NodeList, TextNode, Variable
from django.template.defaulttags import IfNode, URLNode
from django.template.library import SimpleNode
from django.template.loader_tags import BlockNode, ExtendsNode, IncludeNode
from django.template.loaders import base, cached, filesystem
from django.templatetags.i18n import LanguageNode, TranslateNode
from django.templatetags.static import StaticNode
from django.urls import NoReverseMatch
from django.utils.translation import get_language

END_OF_TAG = re.compile(r"\s*\n\s*(?=/?>)")
LINE_BREAK = re.compile(r"\s*\n\s*")
TITLE = re.compile(r"(<title>)\s+|\s+(</title>)")
# Between these tags each sign shows; a line break after the first is left out by browsers, and so is none of the words.
AS_IT_STANDS = re.compile(
    r"(?P<opening><(?P<name>textarea|pre)\b(?:\{\{.*?\}\}|\{%.*?%\}|[^>])*>)(?P<words>.*?</(?P=name)>)", re.DOTALL
)


def compact(source: str) -> str:
    """The template in one line, but for what stands in a text area."""
    parts, end = [], 0
    for found in AS_IT_STANDS.finditer(source):
        parts += [_in_one_line(source[end : found.start()] + found["opening"]), found["words"]]
        end = found.end()
    return "".join([*parts, _in_one_line(source[end:])]).strip()


def _in_one_line(source: str) -> str:
    return TITLE.sub(r"\1\2", LINE_BREAK.sub(" ", END_OF_TAG.sub("", source)))


class Templates(filesystem.Loader):
    def get_contents(self, origin: Origin) -> str:
        contents = super().get_contents(origin)
        return compact(contents) if origin.name.endswith(".html") else contents


class Folding(base.Loader):
    def get_template(self, template_name: str, skip: list[Origin] | None = None) -> Template:
        template = super().get_template(template_name, skip)
        fold(template.nodelist)
        return template


class Loader(cached.Loader, Folding):
    """Django's cache of templates, which asks `Folding` for those that it does not have."""

    def cache_key(self, template_name: str, skip: list[Origin] | None = None) -> str:
        return f"{get_language()} {super().cache_key(template_name, skip)}"


def fold(nodes: NodeList) -> None:
    """Puts text in place of what is always the same, in these nodes and in all that they hold."""
    folded: list[Node] = []
    for node in nodes:
        for part in parts(node):
            fold(part)
        node = folded_node(node)
        if isinstance(node, TextNode) and folded and isinstance(folded[-1], TextNode):
            folded[-1] = TextNode(folded[-1].s + node.s)
        else:
            folded.append(node)
    nodes[:] = folded


def parts(node: Node) -> Iterator[NodeList]:
    if isinstance(node, LanguageNode):  # what is the same in there is said in another language
        return
    if isinstance(node, IfNode):
        yield from (nodes for _condition, nodes in node.conditions_nodelists)
        return
    for name in node.child_nodelists:
        if isinstance(nodes := getattr(node, name, None), NodeList):
            yield nodes


def folded_node(node: Node) -> Node:
    is_constant = CONSTANT.get(type(node))
    if is_constant is not None and is_constant(node):
        try:
            return TextNode(node.render(Context()))
        except NoReverseMatch:
            return node
    if type(node) is IncludeNode and is_literal(node.template) and not node.isolated_context:
        return Included(node)
    return node


def is_literal(*expressions: FilterExpression) -> bool:
    return all(
        not found.filters and not (isinstance(found.var, Variable) and found.var.lookups) for found in expressions
    )


CONSTANT: dict[type[Node], Callable[[Any], bool]] = {
    TranslateNode: lambda node: not node.asvar and not node.message_context and is_literal(node.filter_expression),
    StaticNode: lambda node: not node.varname and is_literal(node.path),
    URLNode: lambda node: not node.asvar and is_literal(node.view_name, *node.args, *node.kwargs.values()),
    SimpleNode: lambda node: (
        getattr(node.func, "is_constant", False)
        and node.target_var is None
        and is_literal(*node.args, *node.kwargs.values())
    ),
}


class Included(Node):
    """An included template, which is looked up once. One that extends another stays as Django has it."""

    def __init__(self, node: IncludeNode) -> None:
        self.node, self.values = node, node.extra_context
        self.nodes: NodeList | None = None

    def render(self, context: Context) -> Any:
        if self.nodes is None:
            self.nodes = self._find(context)
        values = {name: value.resolve(context) for name, value in self.values.items()}
        with context.push(**values):
            return self.nodes.render(context)

    def _find(self, context: Context) -> NodeList:
        assert context.template is not None  # it is rendering
        template = context.template.engine.get_template(self.node.template.resolve(context))
        whole = [kind for kind in (ExtendsNode, BlockNode) if template.nodelist.get_nodes_by_type(kind)]
        return NodeList([self.node]) if whole else template.nodelist
