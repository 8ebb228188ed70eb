"""Reads of the forum, one module for each noun."""

from forum.queries.similar import beside, similar

__all__ = ["beside", "similar"]
