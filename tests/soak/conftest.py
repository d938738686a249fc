from tests.browser.conftest import browser_type_launch_args
from tests.launcher.conftest import open_directory

__all__ = ["browser_type_launch_args", "open_directory"]
