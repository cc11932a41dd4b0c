"""Layers that look at all places of a sequence at once."""
