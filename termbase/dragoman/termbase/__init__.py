"""Dragoman's termbase: concepts, terms, their grammar, and finding them in text."""
