from tests.launcher.conftest import open_directory

__all__ = ["open_directory"]
