"""keras.optimizers.LossScaleOptimizer: the way of two variables whose gradients are scaled, and at times not finite.

Kills: a step with an infinite gradient that is made, a scale that does not shrink or grow, a counter that goes on over
a change of the scale, gradients divided twice or not at all, steps left out that are counted.
"""

from golden.catalog.draws import normal, values
from golden.catalog.tables import optimizers

_SHAPES, _STEPS = [(3, 2), (4,)], 8
_INFINITE, _UNKNOWN = values([1.0, float("-inf"), 0.5, 2.0]), values([[0.5, float("nan")], [1.0, 2.0], [0.0, -1.0]])


def _sgd(**config):
    return {"keras": "keras.optimizers.SGD", "config": {"learning_rate": 0.1, **config}}


def _scaled(**config):
    return {"inner_optimizer": _sgd(), "initial_scale": 4.0, "dynamic_growth_steps": 3, "name": "scaled", **config}


def _with(**at):
    """Eight steps of drawn gradients, but for those given by step: ``at={"g2": [..]}``."""
    return {"gradients": [at.get(f"g{t}", [normal(3, 2), normal(4)]) for t in range(_STEPS)]}


CASES = optimizers(
    "keras.optimizers.LossScaleOptimizer",
    {
        "default": {"inner_optimizer": _sgd()},
        "growth": _scaled(),
        "growth-each-step": _scaled(dynamic_growth_steps=1),
        "initial-scale-1": _scaled(initial_scale=1.0),
        "infinite": (_scaled(), _with(g1=[normal(3, 2), _INFINITE], g3=[normal(3, 2), _INFINITE])),
        "nan": (_scaled(), _with(g2=[_UNKNOWN, normal(4)])),
        "infinite-at-first": (_scaled(), _with(g0=[normal(3, 2), _INFINITE], g1=[_UNKNOWN, _INFINITE])),
        "infinite-when-it-would-grow": (_scaled(), _with(g2=[_UNKNOWN, normal(4)], g5=[normal(3, 2), _INFINITE])),
        "one-without-gradient": (_scaled(), _with(g1=[None, normal(4)], g2=[normal(3, 2), None])),
        "momentum": _scaled(inner_optimizer=_sgd(momentum=0.9)),
        "adam": (
            _scaled(inner_optimizer={"keras": "keras.optimizers.Adam", "config": {"learning_rate": 0.1}}),
            _with(g1=[normal(3, 2), _INFINITE]),
        ),
        "clipped-inside": _scaled(inner_optimizer=_sgd(clipnorm=0.1)),
        "scale-factor-inside": _scaled(inner_optimizer=_sgd(loss_scale_factor=8.0)),
        "accumulation-inside": _scaled(inner_optimizer=_sgd(gradient_accumulation_steps=2)),
        "variables-known": (_scaled(), {"known": True}),
        "resumed": (_scaled(), {"resumed": 4}),
        "defaults-of-an-older-config": _scaled(clipnorm=None, use_ema=False, ema_momentum=0.99, dynamic=True),
    },
    _STEPS,
    _SHAPES,
) + optimizers(
    "keras.optimizers.LossScaleOptimizer",
    {
        "not-dynamic": _scaled(dynamic=False),
        "clipnorm": _scaled(clipnorm=1.0),
        "use-ema": _scaled(use_ema=True),
        "unknown-argument": _scaled(lr=0.1),
        "gradient-of-another-shape": (_scaled(), {"gradients": [[normal(3)]]}),
    },
    1,
    [(2,)],
    tags=("error",),
)
