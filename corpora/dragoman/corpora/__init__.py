"""Dragoman's texts: documents, segments, protected spans, and the files they live in."""
