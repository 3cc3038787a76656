"""Settings shared by all tests: a data folder of their own, and the database the run was asked for."""

import os
import tempfile

os.environ.setdefault("ZHIQIAO_HOME", tempfile.mkdtemp(prefix="zhiqiao-test-"))
