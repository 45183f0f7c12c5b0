"""A module a language: the spaCy pipeline for it."""
