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


@contextmanager
def model_file(path: Path) -> Iterator[None]:
    """Whatever shows, while a file is read, that it is missing or is no model becomes a ModelError that names it."""
    try:
        yield
    except (OSError, EOFError, ValueError, KeyError, TypeError, IndexError, zipfile.BadZipFile, zlib.error) as why:
        raise ModelError("is no trained model of kg", where=str(path), mend=MEND) from why
