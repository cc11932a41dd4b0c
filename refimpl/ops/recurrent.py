"""Recurrences: a step that is carried out once for each step of a sequence, on the state that the one before left.

``scan`` does so with any step made of ops. The steps of an LSTM and a GRU with their usual gates are a primitive each:
forward they are a product of matrices and one tanh for all gates; backward the gates of all steps are made anew in one
product, so that nothing but the states is kept. With sigmoid(x) = (1 + tanh(x/2)) / 2, in which halving rounds nothing,
one tanh serves all gates. Where a derivative is itself differentiated, the steps are taken as ops, one by one.
Time is the first axis here: z (steps, batch, gates * units).
"""

import numpy as np
import optree

from refimpl.autodiff import Box, primitive, vjp
from refimpl.ops.arrays import stack, where, zeros_like
from refimpl.ops.elementwise import sigmoid, tanh
from refimpl.ops.linalg import matmul


def scan(step, inputs, states, keep=None, zero_masked=False):
    """Outputs, one for each step, and the last states of ``step(input, states) -> (output, states)``.

    Where ``keep`` (steps, batch, 1) is False, the states stay, and the output is the one before (zeros at first, or
    everywhere with ``zero_masked``).
    Shapes: inputs (steps, batch, ...) -> a list of (batch, ...).
    """
    outputs = []
    for t in range(len(inputs)):
        output, new = step(inputs[t], states)
        if keep is not None:
            before = zeros_like(output) if zero_masked or not outputs else outputs[-1]
            output = where(keep[t], output, before)
            new = optree.tree_map(lambda n, old, keep=keep[t]: where(keep, n, old), new, states)
        outputs.append(output)
        states = new
    return outputs, states


def split(x, n):
    """``n`` equal parts along the last axis."""
    size = x.shape[-1] // n
    return [x[..., i * size : (i + 1) * size] for i in range(n)]


def lstm_step(z, c, activation=tanh, recurrent_activation=sigmoid):
    """(h, c) of one step: c' = f c + i g, h' = o activation(c'), with (i, f, g, o) made of z.

    i, f and o are ``recurrent_activation``, g is ``activation`` of their parts of z. Shapes: z (batch, 4 units), c
    (batch, units). Source: Hochreiter & Schmidhuber 1997; the forget gate f, Gers et al. 2000.
    """
    i, f, g, o = split(z, 4)
    c = recurrent_activation(f) * c + recurrent_activation(i) * activation(g)
    return recurrent_activation(o) * activation(c), c


def gru_step(x, inner, h, activation=tanh, recurrent_activation=sigmoid):
    """h' = z h + (1 - z) activation(x_h + r inner_h), with the gates z and r ``recurrent_activation`` of x + inner.

    ``inner`` is h times the recurrent kernel: the reset gate r comes after the product. Shapes: x and inner (batch,
    3 units), in the order z, r, h. Source: Cho et al. 2014, v3 of arXiv:1406.1078 for the order.
    """
    (x_z, x_r, x_h), (inner_z, inner_r, inner_h) = split(x, 3), split(inner, 3)
    z, r = recurrent_activation(x_z + inner_z), recurrent_activation(x_r + inner_r)
    return z * h + (1 - z) * activation(x_h + r * inner_h)


def _halved(units, gates, dtype):
    """1/2 for the units of a sigmoid, 1 for those of a tanh: what their argument is multiplied by before the tanh."""
    return np.repeat([1.0 if gate == "tanh" else 0.5 for gate in gates], units).astype(dtype)


def _by_steps(steps, g, *operands, **settings):
    """The cotangents of operands by differentiating the steps as ops."""
    return vjp(lambda *values: steps(*values, **settings), *operands)[1](g)


def _earlier(first, later):
    """What a state was before each step."""
    return np.concatenate([first[None], later[:-1]])


_LSTM = ("sigmoid", "sigmoid", "tanh", "sigmoid")


@primitive(operands=4)
def lstm(z, h, c, kernel, keep=None):
    """All states of an LSTM: out[t] = (h, c) after step t of ``lstm_step(z[t] + h kernel, c)``.

    Where ``keep`` (steps, batch, 1) is False, both stay as they are.
    Shapes: z (steps, batch, 4 units), h and c (batch, units), kernel (units, 4 units) -> (steps, 2, batch, units).
    """
    half = _halved(h.shape[-1], _LSTM, z.dtype)
    z, kernel = z * half, kernel * half
    out = np.empty((len(z), 2, *h.shape), z.dtype)
    for t, (new_h, new_c) in enumerate(out):
        a = np.tanh(z[t] + h @ kernel)
        i, f, g, o = np.split(a, 4, -1)
        np.add((f + 1) * 0.5 * c, (i + 1) * 0.5 * g, out=new_c)
        np.multiply((o + 1) * 0.5, np.tanh(new_c), out=new_h)
        if keep is not None:
            np.copyto(new_h, h, where=~keep[t])
            np.copyto(new_c, c, where=~keep[t])
        h, c = new_h, new_c
    return out


@lstm.vjp
def _(g, out, z, h, c, kernel, keep=None):
    if any(type(x) is Box for x in (g, z, h, c, kernel)):
        return _by_steps(_lstm_by_steps, g, z, h, c, kernel, keep=keep)
    steps, batch, units = len(z), *h.shape
    h_before, c_before = _earlier(h, out[:, 0]), _earlier(c, out[:, 1])
    half = _halved(units, _LSTM, z.dtype)
    a = np.tanh((z + h_before @ kernel) * half)
    i, f, new, o = (part for part in np.moveaxis(a.reshape(steps, batch, 4, units), 2, 0))
    i, f, o = (i + 1) * 0.5, (f + 1) * 0.5, (o + 1) * 0.5
    shown = np.tanh(f * c_before + i * new)
    # how the gates' arguments move the cell (i, f, g) and the output (o), and how the cell moves the output
    slopes = np.stack([new * i * (1 - i), c_before * f * (1 - f), i * (1 - new**2), shown * o * (1 - o)], 2)
    cell_to_output = o * (1 - shown**2)
    dz = np.empty_like(slopes)
    dh, dc, back = np.zeros_like(h), np.zeros_like(c), np.ascontiguousarray(kernel.T)
    for t in reversed(range(steps)):
        dh, dc = dh + g[t, 0], dc + g[t, 1]
        if keep is not None:
            stay_h, stay_c = np.where(keep[t], 0, dh), np.where(keep[t], 0, dc)
            dh, dc = dh - stay_h, dc - stay_c
        dc = dc + dh * cell_to_output[t]
        np.multiply(slopes[t, :, :3], dc[:, None], out=dz[t, :, :3])
        np.multiply(slopes[t, :, 3], dh, out=dz[t, :, 3])
        dh, dc = dz[t].reshape(batch, -1) @ back, dc * f[t]
        if keep is not None:
            dh, dc = dh + stay_h, dc + stay_c
    dz = dz.reshape(z.shape)
    return dz, dh, dc, h_before.reshape(-1, units).T @ dz.reshape(-1, 4 * units)


def _lstm_by_steps(z, h, c, kernel, keep=None):
    def step(z_t, state):
        return stack(lstm_step(z_t + matmul(state[0], kernel), state[1]))

    return _all_states(step, z, stack([h, c]), keep)


def _all_states(step, inputs, state, keep):
    """The state after each step, also of those that are masked."""
    every = []
    for t in range(len(inputs)):
        new = step(inputs[t], state)
        state = new if keep is None else where(keep[t], new, state)
        every.append(state)
    return stack(every)


_GRU = ("sigmoid", "sigmoid", "tanh")


@primitive(operands=4)
def gru(x, h, kernel, bias, keep=None):
    """All states of a GRU: out[t] = ``gru_step(x[t], h kernel + bias, h)``, h the state before.

    Where ``keep`` (steps, batch, 1) is False, it stays as it is.
    Shapes: x (steps, batch, 3 units), h (batch, units), kernel (units, 3 units), bias (3 units,) ->
    (steps, batch, units).
    """
    units = h.shape[-1]
    half = _halved(units, _GRU, x.dtype)
    x, kernel, bias = x * half, kernel * half, bias * half
    out = np.empty((len(x), *h.shape), x.dtype)
    for t, new in enumerate(out):
        inner = h @ kernel + bias
        gates = (np.tanh(x[t, :, : 2 * units] + inner[:, : 2 * units]) + 1) * 0.5
        z, r = gates[:, :units], gates[:, units:]
        candidate = np.tanh(x[t, :, 2 * units :] + r * inner[:, 2 * units :])
        np.add(z * h, (1 - z) * candidate, out=new)
        if keep is not None:
            np.copyto(new, h, where=~keep[t])
        h = new
    return out


@gru.vjp
def _(g, out, x, h, kernel, bias, keep=None):
    if any(type(operand) is Box for operand in (g, x, h, kernel, bias)):
        return _by_steps(_gru_by_steps, g, x, h, kernel, bias, keep=keep)
    units = h.shape[-1]
    before = _earlier(h, out)
    inner = before @ kernel + bias
    gates = (np.tanh((x[..., : 2 * units] + inner[..., : 2 * units]) * 0.5) + 1) * 0.5
    z, r, inner_h = gates[..., :units], gates[..., units:], inner[..., 2 * units :]
    candidate = np.tanh(x[..., 2 * units :] + r * inner_h)
    of_candidate = (1 - z) * (1 - candidate**2)  # how the state moves with the candidate's argument
    slopes = np.concatenate(
        [(before - candidate) * z * (1 - z), of_candidate * inner_h * r * (1 - r), of_candidate], -1
    )
    dx, dinner = np.empty_like(x), np.empty_like(x)
    dh, back = np.zeros_like(h), np.ascontiguousarray(kernel.T)
    for t in reversed(range(len(x))):
        dh = dh + g[t]
        if keep is not None:
            stay = np.where(keep[t], 0, dh)
            dh = dh - stay
        dx[t] = slopes[t] * np.concatenate([dh, dh, dh], -1)
        dinner[t] = dx[t]
        dinner[t, :, 2 * units :] *= r[t]
        dh = dh * z[t] + dinner[t] @ back
        if keep is not None:
            dh = dh + stay
    flat = dinner.reshape(-1, 3 * units)
    return dx, dh, before.reshape(-1, units).T @ flat, np.add.reduce(flat, 0)


def _gru_by_steps(x, h, kernel, bias, keep=None):
    def step(x_t, state):
        return gru_step(x_t, matmul(state, kernel) + bias, state)

    return _all_states(step, x, h, keep)


def shown(states, keep, zero_masked=False):
    """The outputs of steps whose states are known, as ``scan`` gives them: a masked one repeats the one before.

    As the state stays where a step is masked, only what lies before the first kept step is left to be zero.
    """
    if keep is None:
        return states
    return where(keep if zero_masked else np.logical_or.accumulate(keep), states, 0.0)
