"""Reads of the forum, one module for each noun."""
