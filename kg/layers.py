"""What the layers of a network do, with NumPy alone: `weights` by name, a bias under its name and `.bias`."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


def linear(x: Floats, weights: Mapping[str, Floats], name: str) -> Floats:
    """Rows times a matrix, and its bias: rows x the matrix's columns."""
    found = x @ weights[name]
    found += weights[f"{name}.bias"]
    return np.asarray(found, np.float32)


def norm(x: Floats, weights: Mapping[str, Floats], name: str) -> Floats:
    """Rows with mean 0 and variance 1, then scaled (Ba et al. 2016, "Layer Normalization")."""
    centred = x - x.mean(axis=-1, keepdims=True)
    scale = np.sqrt(np.einsum("ij,ij->i", centred, centred)[:, None] / np.float32(x.shape[-1]) + np.float32(1e-5))
    centred /= scale
    centred *= weights[name]
    centred += weights[f"{name}.bias"]
    return np.asarray(centred, np.float32)
