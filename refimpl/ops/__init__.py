"""keras.ops: functions of arrays, each with its derivative beside it.

They take and give plain ndarrays; lists, scalars, Variables, boxes and symbolic tensors are taken too.
Spec: keras.ops.
"""

from refimpl.autodiff import custom_gradient, stop_gradient
from refimpl.ops import image, operators
from refimpl.ops.arrays import (
    arange,
    broadcast_to,
    cast,
    concatenate,
    convert_to_numpy,
    convert_to_tensor,
    expand_dims,
    flip,
    full,
    one_hot,
    ones,
    ones_like,
    pad,
    repeat,
    reshape,
    shape,
    squeeze,
    stack,
    take,
    take_along_axis,
    transpose,
    where,
    zeros,
    zeros_like,
)  # fmt: skip
from refimpl.ops.attention import dot_product_attention
from refimpl.ops.convolution import conv, conv_transpose
from refimpl.ops.crossentropy import (
    binary_crossentropy,
    categorical_crossentropy,
    sparse_categorical_crossentropy,
)
from refimpl.ops.depthwise import depthwise_conv, separable_conv
from refimpl.ops.einsum import einsum
from refimpl.ops.elementwise import (
    absolute,
    add,
    ceil,
    clip,
    cos,
    divide,
    equal,
    erf,
    exp,
    expm1,
    floor,
    floor_divide,
    greater,
    greater_equal,
    isfinite,
    isinf,
    isnan,
    less,
    less_equal,
    log,
    log1p,
    logical_and,
    logical_not,
    logical_or,
    maximum,
    minimum,
    mod,
    multiply,
    negative,
    not_equal,
    power,
    reciprocal,
    rsqrt,
    sigmoid,
    sign,
    sin,
    softplus,
    sqrt,
    square,
    subtract,
    tanh,
)  # fmt: skip
from refimpl.ops.linalg import matmul
from refimpl.ops.nn import (
    elu,
    gelu,
    hard_sigmoid,
    hard_silu,
    hard_tanh,
    leaky_relu,
    log_sigmoid,
    log_softmax,
    mish,
    normalize,
    relu,
    relu6,
    selu,
    silu,
    softmax,
    softsign,
)  # fmt: skip
from refimpl.ops.normalization import (
    batch_normalization,
    layer_normalization,
    moments,
    rms_normalization,
)
from refimpl.ops.pooling import average_pool, max_pool
from refimpl.ops.reductions import (
    all,
    any,
    argmax,
    argmin,
    count_nonzero,
    logsumexp,
    max,
    mean,
    min,
    prod,
    std,
    sum,
    var,
)  # fmt: skip
from refimpl.ops.shrinking import (
    celu,
    glu,
    hard_shrink,
    soft_shrink,
    sparse_plus,
    sparse_sigmoid,
    sparsemax,
    squareplus,
    tanh_shrink,
    threshold,
)  # fmt: skip

abs = absolute
swish = silu
hard_swish = hard_silu
