"""Train the network that the README certifies: ``python -m certify.examples.train_diabetes OUT.onnx``.

An MLPRegressor with 16 ReLUs on scikit-learn's diabetes data (442 patients, 10 features, scaled so
that every patient lies in the ball of radius 1/3; the target, a measure of disease progression, runs
from 25 to 346 with a standard deviation of 77), exported by skl2onnx in float32.

Needs scikit-learn and skl2onnx: pip install 'certify[examples]'.
"""

import sys
from pathlib import Path

import numpy as np
from skl2onnx import to_onnx
from sklearn.datasets import load_diabetes
from sklearn.model_selection import train_test_split
from sklearn.neural_network import MLPRegressor


def train() -> tuple[MLPRegressor, float]:
    """The fitted network, and its R^2 on patients that it has not seen."""
    features, target = load_diabetes(return_X_y=True)
    seen, unseen, seen_target, unseen_target = train_test_split(features, target, random_state=0)
    model = MLPRegressor(
        hidden_layer_sizes=(16,), alpha=3, solver="lbfgs", max_iter=5000, random_state=0
    ).fit(seen, seen_target)
    return model, model.score(unseen, unseen_target)


def main(path: str) -> None:
    model, score = train()
    data = to_onnx(model, np.zeros((1, 10), np.float32), target_opset=18).SerializeToString()
    Path(path).write_bytes(data)
    print(f"{path}: {len(data)} bytes, R^2 = {score:.3f} on unseen patients")


if __name__ == "__main__":
    main(sys.argv[1])
