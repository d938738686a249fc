"""What is fetched by bin/vendor, and what the manifest makes of it."""

import json
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import override_settings
from fontTools.ttLib import TTFont

STATIC = Path(settings.BASE_DIR, "static")
GOVUK = STATIC / "vendor/govuk"


@pytest.fixture(scope="module")
def collected(tmp_path_factory):
    root = tmp_path_factory.mktemp("collected")
    storages = settings.STORAGES | {"staticfiles": {"BACKEND": "auditsite.static.ManifestStorage"}}
    uncompressed = ("css", "js", "svg", "ttf", "txt")  # compressing is slow and not tested here
    with override_settings(
        STATIC_ROOT=str(root), STORAGES=storages, WHITENOISE_SKIP_COMPRESS_EXTENSIONS=uncompressed
    ):
        call_command("collectstatic", interactive=False, verbosity=0)
    return root


@pytest.mark.parametrize(
    "forbidden", ["GDS Transport", "/assets/", "sourceMappingURL", "@font-face"]
)
def test_the_vendored_stylesheet_carries_nothing_we_may_not_use(forbidden):
    assert forbidden not in (GOVUK / "govuk-frontend.min.css").read_text()


def test_every_vendored_package_comes_with_its_licence():
    assert "MIT License" in (GOVUK / "LICENSE.txt").read_text()
    assert "Open Font License" in (STATIC / "fonts/OFL.txt").read_text(errors="replace")
    assert "Open Font License" in (STATIC / "fonts/print/OFL.txt").read_text(errors="replace")
    axe = Path(settings.BASE_DIR, "tests/vendor/axe")
    assert "Mozilla Public License" in (axe / "LICENSE").read_text()


def test_bin_vendor_names_no_host():
    assert not re.search(
        r"https?:|www\.|registry\.", Path(settings.BASE_DIR, "bin/vendor").read_text()
    )


@pytest.mark.parametrize("path", sorted((STATIC / "css").glob("*.css")), ids=lambda path: path.name)
def test_our_stylesheets_fetch_only_files_that_are_here(path):
    for address in re.findall(r'url\("?([^")]+)"?\)', path.read_text()):
        assert (path.parent / address).is_file()


@pytest.mark.parametrize(
    "path", sorted((STATIC / "fonts/print").glob("*.ttf")), ids=lambda p: p.stem
)
def test_printed_faces_have_the_letters_of_names(path):
    characters = TTFont(path).getBestCmap()
    assert all(ord(letter) in characters for letter in "ŵŷłŞé’“”–½✓→≥£€")


def test_a_script_imports_its_module_by_the_hashed_name(collected):
    names = json.loads((collected / "staticfiles.json").read_text())["paths"]
    script = (collected / names["js/app.js"]).read_text()
    module = Path(names["vendor/govuk/govuk-frontend.min.js"]).name
    assert f"/{module}" in script


def test_the_modules_the_page_loads_have_hashed_names(collected):
    names = json.loads((collected / "staticfiles.json").read_text())["paths"]
    for wanted in ("css/tokens.css", "img/icons.svg", "vendor/govuk/govuk-frontend.min.css"):
        assert names[wanted] != wanted
