"""Signing in: its pages, apps, tokens, and the keys of id tokens."""
