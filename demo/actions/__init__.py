"""Loads the demo: a small fictional community, made by the same verbs that its members would use."""

from demo.actions.load import LOGINS, DemoRefused, Login, load

__all__ = ["LOGINS", "DemoRefused", "Login", "load"]
