"""Reads about articles."""

from blog.queries.articles import articles_for, credit, origin_for

__all__ = ["articles_for", "credit", "origin_for"]
