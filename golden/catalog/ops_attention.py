"""keras.ops of attention: einsum, dot_product_attention, normalization of each sample; take, with which rows are read.

Kills: an index summed that should stay, a gradient that forgets what broadcast, the scale, masks, groups of heads,
epsilon outside the root.
"""

import numpy as np

from golden.catalog.draws import integers, normal, values
from golden.catalog.tables import ops

CASES = [
    *ops(
        "keras.ops.einsum",
        "contraction",
        {
            "matrices": ("ij,jk->ik", normal(2, 3), normal(3, 4)),
            "implicit": ("ij,jk", normal(2, 3), normal(3, 4)),
            "batch": ("bij,bjk->bik", normal(2, 3, 4), normal(2, 4, 2)),
            "heads": ("aecd,abcd->acbe", normal(2, 3, 2, 4), normal(2, 5, 2, 4)),
            "dots": ("...ij,jk->...ik", normal(2, 3, 4), normal(4, 2)),
            "dots-on-both": ("...i,...i->...", normal(2, 3, 4), normal(3, 4)),
            "outer": ("i,j->ij", normal(2), normal(3)),
            "sum-of-one": ("ij->j", normal(3, 4)),
            "sum-of-all": ("ij->", normal(3, 4)),
            "summed-alone": ("ij,k->i", normal(2, 3), normal(4)),
            "transpose": ("ijk->kij", normal(2, 3, 4)),
            "three": ("ij,jk,kl->il", normal(2, 3), normal(3, 4), normal(4, 2)),
            "elements": ("ij,ij->ij", normal(2, 3), normal(2, 3)),
            "spaces": ("i j, j k -> i k", normal(2, 3), normal(3, 2)),
        },
        symbolic=False,
    ),
    *ops(
        "keras.ops.einsum",
        "exact",
        {
            "integers": ("ij,jk->ik", integers(2, 3, low=-3, high=4), integers(3, 2, low=-3, high=4)),
            "bytes": ("ij,jk->ik", integers(2, 3, high=9, dtype=np.int8), integers(3, 2, high=9, dtype=np.int8)),
            "diagonal-of-integers": ("ii->i", integers(3, 3, high=9)),
        },
        symbolic=False,
    ),
    *ops(
        "keras.ops.einsum",
        "exact",
        {
            "too-few": ("ij,jk->ik", normal(2, 3)),
            "too-many": ("ij->i", normal(2, 3), normal(2, 3)),
            "rank-differs": ("ijk->i", normal(2, 3)),
            "sizes-differ": ("ij,jk->ik", normal(2, 3), normal(4, 2)),
        },
        tags=("error",),
    ),
    *ops(
        "keras.ops.dot_product_attention",
        "iterated",
        {
            "plain": (normal(2, 3, 2, 4), normal(2, 5, 2, 4), normal(2, 5, 2, 4)),
            "scale": (normal(2, 3, 2, 4), normal(2, 5, 2, 4), normal(2, 5, 2, 4), {"scale": 2.0}),
            "bias": (normal(2, 3, 2, 4), normal(2, 5, 2, 4), normal(2, 5, 2, 4), {"bias": normal(1, 2, 3, 5)}),
            "mask": (
                normal(2, 3, 2, 4),
                normal(2, 5, 2, 4),
                normal(2, 5, 2, 4),
                {"mask": values(np.arange(30).reshape(1, 2, 3, 5) % 4 != 1, bool)},
            ),
            "causal": (normal(1, 4, 2, 3), normal(1, 4, 2, 3), normal(1, 4, 2, 3), {"is_causal": True}),
            "causal-mask": (
                normal(1, 3, 1, 2),
                normal(1, 3, 1, 2),
                normal(1, 3, 1, 2),
                {"is_causal": True, "mask": values([[[[True, False, True]] * 3]], bool)},
            ),
            "nothing-counts": (
                normal(1, 2, 1, 2),
                normal(1, 3, 1, 2),
                normal(1, 3, 1, 2),
                {"mask": values([[[[False] * 3, [True] * 3]]], bool)},
            ),
            "groups": (normal(1, 3, 4, 2), normal(1, 5, 2, 2), normal(1, 5, 2, 2)),
            "half": (
                values(np.linspace(-1, 1, 12).reshape(1, 3, 2, 2), np.float16),
                values(np.linspace(-1, 2, 12).reshape(1, 3, 2, 2), np.float16),
                values(np.linspace(1, 0, 12).reshape(1, 3, 2, 2), np.float16),
            ),
        },
    ),
    *ops(
        "keras.ops.dot_product_attention",
        "exact",
        {
            "rank-3": (normal(2, 3, 4), normal(2, 3, 4), normal(2, 3, 4)),
            "flash": (normal(1, 3, 1, 4), normal(1, 3, 1, 4), normal(1, 3, 1, 4), {"flash_attention": True}),
            "soft-cap": (normal(1, 3, 1, 4), normal(1, 3, 1, 4), normal(1, 3, 1, 4), {"attn_logits_soft_cap": 1.0}),
        },
        tags=("error",),
    ),
    *ops(
        "keras.ops.layer_normalization",
        "contraction",
        {
            "plain": (normal(4, 5),),
            "scaled": (normal(4, 5), normal(5), normal(5)),
            "scale-alone": (normal(4, 5), {"gamma": normal(5)}),
            "offset-alone": (normal(4, 5), {"beta": normal(5)}),
            "middle": (normal(2, 3, 4), normal(3), normal(3), {"axis": 1}),
            "two-axes": (normal(2, 3, 4), normal(3, 4), normal(3, 4), {"axis": [1, 2], "epsilon": 0.1}),
            "half": (values([[0.5, -1.5, 2.0, 0.25]], np.float16),),
        },
    ),
    *ops(
        "keras.ops.rms_normalization",
        "contraction",
        {
            "plain": (normal(4, 5),),
            "scaled": (normal(4, 5), normal(5)),
            "first-axis": (normal(4, 5), {"axis": 0}),
            "two-axes": (normal(2, 3, 4), normal(3, 4), {"axis": [1, 2], "epsilon": 0.1}),
            "half": (values([[0.5, -1.5, 2.0, 0.25]], np.float16),),
        },
    ),
    *ops(
        "keras.ops.take",
        "exact",
        {
            "rows-twice": (normal(4, 3), values([[0, 2], [2, 2]], np.int32), {"axis": 0}),
            "from-the-end": (normal(4, 3), values([-1, -4], np.int32), {"axis": 0}),
        },
        symbolic=False,
    ),
    *ops(
        "keras.ops.take",
        "exact",
        {
            "too-large": (normal(4, 3), values([4], np.int32), {"axis": 0}),
            "too-negative": (normal(4, 3), values([0, -5], np.int32), {"axis": 0}),
        },
        tags=("error",),
    ),
]
