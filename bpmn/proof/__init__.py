"""Proves a diagram before it runs."""
