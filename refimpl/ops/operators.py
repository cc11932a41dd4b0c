"""The arithmetic of boxes, Variables and symbolic tensors: Python's operators are the ops."""

from refimpl.autodiff import Operand
from refimpl.ops import arrays, elementwise, linalg

_BINARY = {
    "add": elementwise.add,
    "sub": elementwise.subtract,
    "mul": elementwise.multiply,
    "truediv": elementwise.divide,
    "floordiv": elementwise.floor_divide,
    "mod": elementwise.mod,
    "pow": elementwise.power,
    "matmul": linalg.matmul,
    "and": elementwise.logical_and,
    "or": elementwise.logical_or,
}
_COMPARISONS = {
    "lt": elementwise.less,
    "le": elementwise.less_equal,
    "gt": elementwise.greater,
    "ge": elementwise.greater_equal,
}


def _install():
    for name, op in _BINARY.items():
        setattr(Operand, f"__{name}__", lambda self, other, op=op: op(self, other))
        setattr(Operand, f"__r{name}__", lambda self, other, op=op: op(other, self))
    for name, op in _COMPARISONS.items():
        setattr(Operand, f"__{name}__", lambda self, other, op=op: op(self, other))
    Operand.__neg__ = lambda self: elementwise.negative(self)
    Operand.__abs__ = lambda self: elementwise.absolute(self)
    Operand.__invert__ = lambda self: elementwise.logical_not(self)
    Operand.__getitem__ = lambda self, key: arrays.getitem(self, key)
    Operand.__len__ = lambda self: self.shape[0]
    Operand.T = property(lambda self: arrays.transpose(self))


_install()
