"""The office's own settings over a throw-away data folder."""

import os
import tempfile

_DATA = tempfile.TemporaryDirectory(prefix="sunboard-office-")
os.environ["SUNBOARD_OFFICE_DATA"] = _DATA.name

from office.settings import *  # noqa: E402, F403 (settings are made from the environment above)

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # quick, and nothing here is secret
STATIC_ROOT.mkdir(exist_ok=True)  # noqa: F405 (whitenoise warns when nothing was collected yet)
