"""Wrong implementations on purpose: each must be noticed by the stored answers alone.

``table.py`` lists the mutants, ``mutation.py`` makes them, ``test_mutants.py`` sees that each is killed.
"""
