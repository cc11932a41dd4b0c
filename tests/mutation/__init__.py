"""Mutation testing of refimpl with cosmic-ray: do the stored cases and relations of an area notice a slip in its code?

``python -m tests.mutation`` (``tox -e mutation``) draws a sample of mutants, judges each, and lists the survivors.
"""
