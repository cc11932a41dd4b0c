"""Tests of the pytest plugin and of the relations, most of them in a pytest of their own."""
