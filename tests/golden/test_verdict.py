"""Each bound from both sides; NaN, infinities and signed zeros; dtypes, shapes, structure, configs, kinds of errors."""

import ml_dtypes
import numpy as np
import pytest

from golden.case import Golden
from golden.errors import error_kind
from golden.namespace import Namespace, Unsupported
from golden.tolerance import ELEMENTWISE, SCALED, bound
from golden.verdict import judge, op_class_of, run_and_judge
from tests.golden.conftest import make_golden, refused

F = np.float32
TRUTH = np.array([0.001, -1.0, 700.0])


def judged(expected, got, **more):
    return judge(make_golden(np.asarray(expected), **more), {"output": got})


def one_off(op_class, i, error):
    """The verdict when element ``i`` is off by ``error``; in float64, where both sides of a bound can be met."""
    answer = TRUTH.astype(F).astype(np.float64)
    got = answer.copy()
    got[i] += error
    return judged(answer, got, op_class=op_class)


@pytest.mark.parametrize("i", range(3))
@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.parametrize("op_class", [*ELEMENTWISE, *SCALED])
def test_within_the_bound_passes_and_beyond_it_fails(op_class, sign, i):
    allowed = bound(op_class, 3, TRUTH.astype(F).astype(np.float64)).allowed[i]
    within, beyond = one_off(op_class, i, 0.8 * sign * allowed), one_off(op_class, i, 1.3 * sign * allowed)
    assert (within.outcome, beyond.outcome) == ("pass", "fail")
    assert 0.5 < within.margin <= 1 < beyond.margin < 1.6
    [finding] = beyond.findings
    assert (finding.reason, finding.index) == ("numeric", (i,))
    assert finding.error_ulp > finding.bound_ulp > 0


@pytest.mark.parametrize("op_class", [*ELEMENTWISE, *SCALED])
def test_the_distance_is_taken_from_the_truth_not_from_the_oracle(op_class):
    truth = np.array([1.0])
    oracle = np.array([1.001], F)  # far from the truth: C times that is allowed, on either side of the truth
    for got, outcome in ((0.9965, "pass"), (1.0035, "pass"), (0.9955, "fail"), (1.0045, "fail")):
        verdict = judged(oracle, np.array([got], F), truth=truth, op_class=op_class)
        assert verdict.outcome == outcome, got
    assert verdict.findings[0].truth == 1.0
    assert verdict.findings[0].expected == oracle[0]


def test_one_ulp_beyond_an_exact_answer_fails():
    expected = np.array([1.0, 2.0], F)
    assert judged(expected, expected.copy(), op_class="exact").outcome == "pass"
    assert judged(expected, np.nextafter(expected, F(9)), op_class="exact").outcome == "fail"


def test_the_margin_of_an_equal_answer_is_zero():
    assert judged(np.ones(2, F), np.ones(2, F)).margin == 0


@pytest.mark.parametrize("dtype", [np.float16, ml_dtypes.bfloat16])
def test_short_floats_are_measured_in_their_own_ulp(dtype):
    expected = np.ones(2, dtype)
    near = (expected.astype(F) * F(1 + 2 * float(ml_dtypes.finfo(dtype).eps))).astype(dtype)
    assert judged(expected, near).outcome == "pass"
    assert judged(expected, (near.astype(F) * 2).astype(dtype)).outcome == "fail"


SPECIAL = [np.nan, np.inf, -np.inf, 1.0]


@pytest.mark.parametrize("expected", SPECIAL)
@pytest.mark.parametrize("got", SPECIAL)
@pytest.mark.parametrize("truth", [None, *SPECIAL])
@pytest.mark.parametrize("op_class", ["exact", *ELEMENTWISE, *SCALED])
def test_what_is_not_finite_must_be_of_the_same_class_and_sign(expected, got, truth, op_class):
    given = None if truth is None else np.array([truth])
    verdict = judged(np.array([expected], F), np.array([got], F), truth=given, op_class=op_class)
    alike = expected == got or (np.isnan(expected) and np.isnan(got))
    assert verdict.outcome == ("pass" if alike else "fail")


def test_a_truth_that_is_no_number_lets_nothing_pass_unmeasured():
    golden = make_golden(np.ones(3, F), [np.nan, 1, np.inf])
    for i in range(3):
        got = np.ones(3, F)
        got[i] = 1.01
        assert judge(golden, {"output": got}).findings[0].index == (i,)


def test_an_overflow_of_the_oracle_must_overflow_too():
    golden = make_golden(np.array([np.inf], F), [1e39], "contraction")
    assert judge(golden, {"output": np.array([np.inf], F)}).outcome == "pass"
    assert judge(golden, {"output": np.array([3e38], F)}).outcome == "fail"


def test_signs_of_zeros_count_only_where_the_case_asks():
    zero, negative = np.array([0.0], F), np.array([-0.0], F)
    assert judged(zero, negative).outcome == "pass"
    assert judged(zero, negative, tags=("signed-zero",)).outcome == "fail"
    assert judged(negative, zero, tags=("signed-zero",)).outcome == "fail"
    assert judged(negative, negative, tags=("signed-zero",)).outcome == "pass"


@pytest.mark.parametrize("expected", [np.array([1, 2]), np.array([True, False]), np.array(3, np.uint8)])
def test_whole_numbers_and_booleans_must_be_equal(expected):
    assert judged(expected, expected.copy()).outcome == "pass"
    verdict = judged(expected, ~expected)
    assert (verdict.outcome, verdict.reason) == ("fail", "numeric")


def test_the_dtype_must_be_the_same():
    verdict = judged(np.ones(2, F), np.ones(2))
    assert (verdict.outcome, verdict.reason) == ("fail", "dtype")
    assert verdict.findings[0].message == "dtype must be float32, got float64"


def test_the_shape_must_be_the_same_even_if_it_would_broadcast():
    for got in (np.ones((2, 1), F), np.ones((1,), F), np.ones((), F)):
        verdict = judged(np.ones(2, F), got)
        assert (verdict.outcome, verdict.reason) == ("fail", "shape")


@pytest.mark.parametrize("got", [None, "text", [1.0, 1.0], np.array([None, None])])
def test_what_is_no_tensor_fails(got):
    assert judged(np.ones(2, F), got).outcome == "fail"


def test_an_answer_that_is_missing_or_not_asked_for_fails():
    golden = make_golden(np.ones(2, F))
    assert judge(golden, {}).reason == "structure"
    more = judge(golden, {"output": np.ones(2, F), "output.1": np.ones(2, F)})
    assert (more.outcome, more.reason) == ("fail", "structure")
    assert "output.1" in more.findings[-1].message


def test_answers_without_names_fail():
    assert judge(make_golden(np.ones(2, F)), [np.ones(2, F)]).reason == "structure"


def with_gradient():
    golden = make_golden(np.ones(2, F))
    return Golden(golden.case, {**golden.answers, "grad.x": np.ones(2, F)})


def test_a_missing_gradient_is_unsupported_never_a_pass():
    verdict = judge(with_gradient(), {"output": np.ones(2, F)})
    assert (verdict.outcome, verdict.reason) == ("unsupported", "right in output; not offered: grad.x")


def test_a_missing_gradient_excuses_no_wrong_output():
    assert judge(with_gradient(), {"output": np.zeros(2, F)}).outcome == "fail"


def test_the_gradient_of_an_elementwise_op_is_judged_as_a_sum():
    assert op_class_of(with_gradient(), "grad.x") == "contraction"
    assert op_class_of(with_gradient(), "output") == "elementwise"


def config_verdict(expected, got):
    return judge(make_golden(expected, name="config"), {"config": got})


@pytest.mark.parametrize(
    ("expected", "got"),
    [
        ({"a": 1, "b": [1, None, "x"]}, {"b": [1, None, "x"], "a": 1}),
        ({"learning_rate": 0.0010000000474974513}, {"learning_rate": 0.001}),
        ({"rate": 1}, {"rate": 1.0}),
        (
            {"class_name": "L2", "module": "keras.src.x", "config": {}},
            {"class_name": "L2", "module": "y", "config": {}},
        ),
        ({"class_name": "L2", "registered_name": "L2"}, {"class_name": "L2", "registered_name": None}),
        ({"class_name": "Dense", "build_config": {"input_shape": [None, 2]}}, {"class_name": "Dense"}),
    ],
)
def test_configs_that_mean_the_same_pass(expected, got):
    assert config_verdict(expected, got).outcome == "pass"


@pytest.mark.parametrize(
    ("expected", "got", "where"),
    [
        ({"a": {"b": [1, 2]}}, {"a": {"b": [1, 3]}}, ".a.b[1] must be 2, got 3"),
        ({"a": 1}, {}, ".a must be 1, got 'absent'"),
        ({}, {"a": 1}, ".a must be 'absent', got 1"),
        ({"a": True}, {"a": 1}, ".a must be True, got 1"),
        ({"a": None}, {"a": 0}, ".a must be None, got 0"),
        ({"a": [1]}, {"a": [1, 2]}, ".a must be [1], got [1, 2]"),
        ({"a": 0.1}, {"a": 0.1001}, ".a must be 0.1, got 0.1001"),
        ({"seed": 16777216}, {"seed": 16777217}, ".seed must be 16777216, got 16777217"),
        ({"big": 1e300}, {"big": 2e300}, ".big must be 1e+300, got 2e+300"),
        ({"module": "a"}, {"module": "b"}, ".module must be 'a', got 'b'"),
        ({"class_name": "L1"}, {"class_name": "L2"}, ".class_name must be 'L1', got 'L2'"),
    ],
)
def test_configs_that_differ_fail_and_say_where(expected, got, where):
    verdict = config_verdict(expected, got)
    assert (verdict.outcome, verdict.reason, verdict.findings[0].message) == ("fail", "config", where)


def test_a_text_must_be_equal():
    golden = make_golden("a\nb", name="5.summary")
    assert judge(golden, {"5.summary": "a\nb"}).outcome == "pass"
    assert judge(golden, {"5.summary": "a\nc"}).outcome == "fail"


def test_an_error_of_the_same_kind_passes():
    class Own(ValueError):
        pass

    assert judge(refused("ValueError"), Own("no")).outcome == "pass"


@pytest.mark.parametrize("got", [TypeError("no"), {"output": np.ones(1)}, {}])
def test_another_error_or_an_answer_to_a_refused_case_fails(got):
    assert (judge(refused("ValueError"), got).outcome, judge(refused("ValueError"), got).reason) == (
        "fail",
        "wrong error",
    )


def test_an_exception_where_keras_answers_is_an_error():
    verdict = judge(make_golden(np.ones(1, F)), ZeroDivisionError("by zero\nand more"))
    assert (verdict.outcome, verdict.reason) == ("error", "ZeroDivisionError: by zero")


def test_what_is_not_offered_is_unsupported_even_in_an_error_case():
    assert judge(make_golden(np.ones(1, F)), Unsupported("keras.ops.add")).outcome == "unsupported"
    assert judge(refused(), Unsupported("keras.ops.add")).outcome == "unsupported"


def test_tensorflows_invalid_argument_is_a_value_error():
    invalid = type("InvalidArgumentError", (Exception,), {})
    assert error_kind(invalid("no")) == "ValueError"
    assert error_kind(NotImplementedError()) == "NotImplementedError"
    assert error_kind(UnicodeDecodeError("utf8", b"", 0, 1, "x")) == "ValueError"


class Adds(Namespace):
    """A namespace of one function."""

    claims = frozenset()

    def __init__(self, function):
        self.function = function

    def resolve(self, symbol):
        if symbol != "keras.ops.add":
            raise Unsupported(symbol)
        return self.function

    def array(self, array):
        return array

    def numpy(self, native):
        return np.asarray(native)


def raises(x):
    raise RuntimeError("broken")


@pytest.mark.parametrize(
    ("function", "outcome"), [(lambda x: x + 1, "pass"), (lambda x: x + 2, "fail"), (raises, "error")]
)
def test_a_case_is_carried_out_and_judged(function, outcome):
    golden = make_golden(np.arange(3, dtype=F) + 1)
    assert run_and_judge(golden, Adds(function)).outcome == outcome


def test_a_symbol_that_is_not_there_is_unsupported():
    golden = make_golden(np.arange(3, dtype=F), symbol="keras.ops.exp")
    verdict = run_and_judge(golden, Adds(None))
    assert (verdict.outcome, verdict.reason) == ("unsupported", "keras.ops.exp")


def test_tensorflows_random_bits_are_asked_only_of_who_claims_them():
    golden = make_golden(np.arange(3, dtype=F), tags=("seed-exact",))
    assert run_and_judge(golden, Adds(lambda x: x)).outcome == "unsupported"
    claims = Adds(lambda x: x)
    claims.claims = frozenset({"seed-exact"})
    assert run_and_judge(golden, claims).outcome == "pass"
