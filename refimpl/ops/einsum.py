"""Einstein's summation. Spec: keras.ops.einsum."""

import numpy as np

from refimpl.autodiff import as_operand, primitive
from refimpl.dtypes import result_type
from refimpl.ops.arrays import broadcast_to, cast, reshape, sum_to


def einsum(subscripts, *operands, **kwargs):
    """Σ over the letters that are not on the right of ``->``, of the products of elements: "ij,jk->ik".

    "..." stands for further axes, which broadcast. Without ``->``, the letters that stand once, in the order in which
    they come, as in Keras on TensorFlow (NumPy's is the alphabet's). int8 is summed in int32.
    Shapes: as the letters say.
    Raises: ValueError for letters that do not fit the operands, IndexError for too few operands; NotImplementedError
    for the gradient of an operand in which a letter stands twice.
    Spec: keras.ops.einsum.
    """
    kwargs.pop("optimize", None)
    if kwargs:
        raise TypeError(f"einsum: unknown argument {next(iter(kwargs))!r}")
    xs = [as_operand(x) for x in operands]
    left, right = spelled_out(subscripts, [x.ndim for x in xs])
    dtype = result_type(*(x.dtype for x in xs))
    dtype = np.dtype("int32") if dtype.name == "int8" else dtype
    return contracted(*(x if x.dtype == dtype else cast(x, dtype) for x in xs), subscripts=f"{','.join(left)}->{right}")


def spelled_out(subscripts, ranks):
    """(letters of each operand, letters of the answer), with letters for the axes of "...", from Z backwards.

    Raises: ValueError or IndexError if the letters do not fit the number and ranks of the operands.
    """
    text = subscripts.replace(" ", "")
    left, arrow, right = text.partition("->")
    terms = left.split(",")
    if len(terms) != len(ranks):
        kind = IndexError if len(terms) > len(ranks) else ValueError
        raise kind(f"einsum: subscripts {subscripts!r} must come with {len(terms)} operands, got {len(ranks)}")
    free = [c for c in "ZYXWVUTSRQPONMLKJIHGFEDCBA" if c not in text]
    widths = [rank - len(t.replace("...", "")) for t, rank in zip(terms, ranks, strict=True)]
    if any(w < 0 or (w > 0 and "..." not in t) for t, w in zip(terms, widths, strict=True)):
        raise ValueError(f"einsum: subscripts {subscripts!r} do not fit operands of ranks {ranks}")
    longest = max((w for t, w in zip(terms, widths, strict=True) if "..." in t), default=0)
    more = "".join(free[:longest])
    terms = [t.replace("...", more[longest - w :]) for t, w in zip(terms, widths, strict=True)]
    if arrow:
        return terms, right.replace("...", more)
    every = "".join(terms)
    return terms, more + "".join(c for c in every if every.count(c) == 1 and c not in more)


@primitive(operands=0)
def contracted(*xs, subscripts):
    """``einsum`` of arrays of one dtype, every letter spelled out."""
    return np.asarray(np.einsum(subscripts, *xs, optimize=len(xs) > 1))


def _share(i, g, out, *xs, subscripts):
    """The sum of g and the other operands over what operand i lacks, spread over what it has alone."""
    left, right = subscripts.split("->")
    terms = left.split(",")
    own, others = terms[i], [x for j, x in enumerate(xs) if j != i]
    if len(set(own)) < len(own):
        raise NotImplementedError(f"einsum: no letter may stand twice in an operand for its gradient, got {own!r}")
    sizes = {c: n for term, x in zip(terms, xs, strict=True) for c, n in zip(term, x.shape, strict=True) if n > 1}
    given = [right, *(t for j, t in enumerate(terms) if j != i)]
    known = "".join(c for c in own if any(c in t for t in given))
    g = contracted(g, *others, subscripts=f"{','.join(given)}->{known}")
    shape = tuple(n if c in known else 1 for c, n in zip(own, (sizes.get(c, 1) for c in own), strict=True))
    g = reshape(g, shape)
    return broadcast_to(sum_to(g, _least(shape, xs[i].shape)), xs[i].shape)


def _least(shape, target):
    """``shape`` with 1 where the target has size 1."""
    return tuple(1 if m == 1 else n for n, m in zip(shape, target, strict=True))


contracted.vjps(_share)
contracted.class_name, contracted.__name__ = "Einsum", "einsum"
