"""Fjordby University, which does not exist: what `make demo` shows."""
