"""Relations: a stored case, changed in a way whose effect on the answer is known, is a new case with a known answer.

Each is a module with

holds(golden)           whether the relation holds for the case
examples(golden)        a hypothesis strategy of changes
verdict(golden, example, implementation)
                        what the implementation makes of the case so changed: a golden.verdict.Verdict

NEEDS                   what an implementation must claim to be asked (optional)
question(golden, example)
                        the changed case, where it is one that Keras could be asked (optional)

They need no oracle: Keras' answer is carried along with the change, and judged by the bounds of the case.
"""

import importlib

RELATIONS = (
    "batch_permuted",
    "batch_repeated",
    "batch_split",
    "memory_layout",
    "channels_moved",
    "config_round_trip",
    "metric_in_pieces",
    "variables_permuted",
    "optimizer_resumed",
    "weightless_rows",
    "mask_of_nothing",
    "saved_and_loaded",
    "gradient_linear",
    "gradient_differences",
    "dataset_resumed",
    "batched_and_unbatched",
    "shards_joined",
    "maps_zipped",
)


def relation(name):
    """The module of a relation."""
    return importlib.import_module(f"{__name__}.{name}")


def holds(name, golden):
    """Whether a relation holds for a case. None does where other answers hang on the order or place of the inputs."""
    return not {"ways", "exclude"}.intersection(golden.case.spec) and relation(name).holds(golden)
