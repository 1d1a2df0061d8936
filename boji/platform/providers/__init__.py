"""Platforms by which people sign in that allauth does not know."""
