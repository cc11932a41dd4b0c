"""Tests of the machinery: that the store holds, that the verdict judges, and first of all that the suite can fail."""
