"""Settings shared by all tests: a data folder of their own, and the database the run was asked for."""

import os
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).resolve().parent.parent

os.environ.setdefault("ZHIQIAO_HOME", tempfile.mkdtemp(prefix="zhiqiao-test-"))
# The same with the extra installed and without; the tests of the second model ask for it themselves.
os.environ.setdefault("ZHIQIAO_QUALITY_EMBEDDER", "")


# How long an example takes says how busy the machine is; speed is measured by benchmarks.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real data beside the checkout (ZHIQIAO_SHARED_DATA); the test is skipped where it is absent."""
    folder = Path(os.environ.get("ZHIQIAO_SHARED_DATA") or ROOT.parent / "shared" / "data")
    if not (folder / "formats").is_dir():
        pytest.skip(f"real data are not there: {folder}")
    return folder
