"""Dragoman's translation: engines, constrained decoding, verification and evaluation."""
