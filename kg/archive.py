"""NumPy archives that hold no pickles and are the same bytes for the same arrays."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kg.errors import ModelError

MEND = "install kg again, or train it by its recipe"


def write_arrays(path: Path, arrays: Mapping[str, NDArray[Any]]) -> None:
    """Write the arrays under their names."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, array in arrays.items():
            buffer = io.BytesIO()
            np.lib.format.write_array(buffer, array, allow_pickle=False)
            info = zipfile.ZipInfo(f"{name}.npy", date_time=(1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, buffer.getvalue())


def read_arrays(path: Path) -> dict[str, NDArray[Any]]:
    """The arrays by name. OSError, ValueError or BadZipFile where the file is no such archive."""
    with np.load(path, allow_pickle=False) as data:
        return {name: data[name] for name in data.files}


def packed(weights: Mapping[str, NDArray[np.float32]]) -> dict[str, NDArray[Any]]:
    """Weights as arrays to write: tables and matrices as bytes, each row with a scale of its own, what has one dimension as half floats."""
    arrays: dict[str, NDArray[Any]] = {}
    for name, weight in weights.items():
        if weight.ndim < 2:
            arrays[f"row {name}"] = weight.astype(np.float16)
            continue
        scale = np.maximum(np.abs(weight).max(axis=1, keepdims=True, initial=0), 1e-8) / 127
        arrays[f"scale {name}"] = scale.astype(np.float32)
        arrays[f"table {name}"] = np.rint(weight / scale).astype(np.int8)
    return arrays


def unpacked(arrays: Mapping[str, NDArray[Any]]) -> dict[str, NDArray[np.float32]]:
    """The weights among arrays that `packed` made; other arrays are passed over. ValueError where a table has not a scale for each row."""
    rows = {name.removeprefix("row "): value.astype(np.float32) for name, value in arrays.items() if name.startswith("row ")}
    tables = {name.removeprefix("table "): value for name, value in arrays.items() if name.startswith("table ")}
    if any(arrays[f"scale {name}"].shape != (len(value), 1) for name, value in tables.items()):
        raise ValueError("a table has not a scale for each row")
    return rows | {name: value.astype(np.float32) * arrays[f"scale {name}"] for name, value in tables.items()}


@contextmanager
def model_file(path: Path) -> Iterator[None]:
    """Whatever shows, while a file is read, that it is missing or is no model becomes a ModelError that names it."""
    try:
        yield
    except (OSError, EOFError, ValueError, KeyError, TypeError, IndexError, zipfile.BadZipFile, zlib.error) as why:
        raise ModelError("is no trained model of kg", where=str(path), mend=MEND) from why
