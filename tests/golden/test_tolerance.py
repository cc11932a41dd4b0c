"""The bounds are what their derivation says: in which unit, how they grow, what stands in for a missing truth."""

import math

import ml_dtypes
import numpy as np
import pytest

from golden import tolerance
from golden.tolerance import CLASSES, ELEMENTWISE, GRADIENT_CLASS, SCALED, C, bound, difference_bound, ulp

ONE = np.array([1.0], np.float32)


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64, ml_dtypes.bfloat16])
@pytest.mark.parametrize("x", [1.0, 1.5, 2.0, -3.0, 1000.0, 0.1])
def test_an_ulp_is_the_spacing_at_the_number(dtype, x):
    x = np.array(x, dtype)
    above = np.nextafter(np.abs(x), np.array(np.inf, dtype)).astype(np.float64)
    assert ulp(x, dtype) == above - np.abs(x).astype(np.float64)


@pytest.mark.parametrize("x", [0.0, 1e-45, 1e-40])
def test_below_the_smallest_normal_number_the_ulp_stays(x):
    assert ulp(np.float32(x), np.float32) == np.spacing(np.finfo(np.float32).tiny)


@pytest.mark.parametrize("op_class", ELEMENTWISE)
def test_an_elementwise_bound_is_ulps_of_the_very_element(op_class):
    answer = np.array([1e-6, 1.0, 1e6], np.float32)
    given = bound(op_class, 10**6, answer, answer.astype(np.float64))
    np.testing.assert_array_equal(given.allowed, ELEMENTWISE[op_class] * np.spacing(answer).astype(np.float64))


@pytest.mark.parametrize("op_class", SCALED)
def test_a_bound_of_a_sum_is_ulps_of_the_scale_and_grows_with_the_root_of_its_length(op_class):
    answer = np.array([1e-6, 1.0, 8.0], np.float32)
    start, growth = SCALED[op_class]
    for n in (1, 9, 400):
        given = bound(op_class, n, answer, answer.astype(np.float64))
        np.testing.assert_array_equal(given.allowed, (start + growth * math.sqrt(n)) * float(np.spacing(np.float32(8))))


@pytest.mark.parametrize("op_class", SCALED)
def test_a_sum_is_as_uncertain_as_its_largest_term_where_that_is_known(op_class):
    small, large = np.array([0.01], np.float32), np.array([8.0], np.float32)
    terms = bound(op_class, 4, small, small.astype(np.float64), scale=7.5)
    assert terms.allowed == bound(op_class, 4, large, large.astype(np.float64)).allowed / 2  # 7.5 has half the ulp of 8
    assert bound(op_class, 4, large, large.astype(np.float64), scale=0.1).allowed == 2 * terms.allowed


@pytest.mark.parametrize("op_class", ["exact", *ELEMENTWISE])
def test_the_terms_count_in_sums_only(op_class):
    assert bound(op_class, 4, ONE, scale=100.0).allowed == bound(op_class, 4, ONE).allowed


def test_an_exact_class_allows_nothing():
    assert bound("exact", 10, ONE).allowed == 0


@pytest.mark.parametrize("op_class", [*ELEMENTWISE, *SCALED])
def test_without_a_truth_the_policy_counts_twice(op_class):
    alone, beside = bound(op_class, 4, ONE), bound(op_class, 4, ONE, ONE.astype(np.float64))
    assert alone.allowed == 2 * beside.allowed


@pytest.mark.parametrize("op_class", [*ELEMENTWISE, *SCALED])
def test_where_the_oracle_itself_is_far_from_the_truth_its_error_sets_the_bound(op_class):
    truth = np.array([1.0])
    answer = np.array([1.01], np.float32)
    error = abs(float(answer[0]) - 1.0)
    assert math.isclose(bound(op_class, 4, answer, truth).allowed[0], C * error)


def test_an_elementwise_oracle_error_counts_in_ulp_or_absolutely_whichever_is_less():
    truth = np.array([1.0, 1000.0, 0.001])
    answer = np.array([1.01, 1000.0, 0.001], np.float32)
    error = abs(float(answer[0]) - 1.0)
    allowed = bound("elementwise", 1, answer, truth).allowed
    in_ulp = error / ulp(1.0, np.float32)
    assert math.isclose(allowed[1], C * error)  # in ulp of 1000 it would be 500 times as much
    assert math.isclose(allowed[2], C * in_ulp * ulp(0.001, np.float32))
    assert allowed[2] < C * error


@pytest.mark.parametrize("there", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("op_class", [*ELEMENTWISE, *SCALED])
def test_a_number_beside_a_truth_that_is_none_is_measured_from_the_number(there, op_class):
    answer = np.array([2.0, 2.0], np.float32)
    given = bound(op_class, 1, answer, np.array([there, 2.0]))
    np.testing.assert_array_equal(given.expected, answer)
    assert given.allowed[0] == 2 * given.allowed[1]


@pytest.mark.parametrize("op_class", [*ELEMENTWISE, *SCALED])
def test_infinities_and_nan_widen_no_other_elements_bound(op_class):
    answer = np.array([1.0, np.nan, np.inf], np.float32)
    given = bound(op_class, 1, answer, np.array([1.0, np.nan, 1e39]))
    assert np.all(np.isfinite(given.allowed))
    assert given.allowed[0] == bound(op_class, 1, ONE, np.array([1.0])).allowed[0]


@pytest.mark.parametrize("dtype", [np.float16, np.float32, ml_dtypes.bfloat16])
def test_the_unit_is_of_the_answers_own_dtype(dtype):
    answer = np.ones(1, dtype)
    assert bound("elementwise", 1, answer, np.ones(1)).unit[0] == float(ml_dtypes.finfo(dtype).eps)


def test_every_class_has_a_class_for_its_gradients():
    assert set(GRADIENT_CLASS) == set(CLASSES)
    assert set(GRADIENT_CLASS.values()) <= set(SCALED)


def test_empty_answers_have_empty_bounds():
    assert bound("contraction", 1, np.zeros((0, 2), np.float32)).allowed.shape == (0, 2)


def test_an_unknown_class_is_named():
    with pytest.raises(ValueError, match=r"op_class must be one of exact, .*, got 'vague'"):
        bound("vague", 1, ONE)


def test_a_central_difference_of_a_cube_is_within_its_bound_and_a_wrong_gradient_is_not():
    x, h = 1.7, tolerance.difference_step(np.float64)

    def f(t):
        return t**3

    change, half = f(x + h) - f(x - h), f(x + h / 2) - f(x - h / 2)
    allowed = difference_bound(np.float64, 2 * f(x), abs(change - 2 * half))
    assert abs(change - 2 * h * 3 * x**2) < allowed < abs(change - 2 * h * 3.001 * x**2)
