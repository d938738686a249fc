"""Checks docker-compose.yml and the Dockerfile without a Docker daemon."""

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import yaml

SERVICES = ("postgres", "valkey", "web", "worker", "beat")
SECRET_NAMES = re.compile(r"SECRET|KEY|PASSWORD|TOKEN|_URL$")
HARMLESS_ADDRESSES = re.compile(r"^(\$\{|redis://[^@]*$|https?://[^@]*$)")
SETTING = re.compile(r"^[A-Z][A-Z0-9_]+$")


def problems_in(checkout: Path) -> list[str]:
    """One sentence for each thing that is wrong; none when all is well."""
    try:
        compose = yaml.safe_load((checkout / "docker-compose.yml").read_text())
    except yaml.YAMLError as error:
        return [f"docker-compose.yml is not valid YAML: {error}"]
    known = known_settings(
        checkout / "auditsite" / name for name in ("settings.py", "environment.py")
    )
    return [
        *compose_problems(compose, known),
        *dockerfile_problems((checkout / "Dockerfile").read_text()),
    ]


def known_settings(modules: Iterable[Path]) -> set[str]:
    """The variables the settings read: upper-case strings written in these modules."""
    return {
        node.value
        for module in modules
        for node in ast.walk(ast.parse(module.read_text()))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and SETTING.match(node.value)
    }


def compose_problems(compose: dict, known: set[str]) -> Iterator[str]:
    services = compose.get("services") or {}
    for name in SERVICES:
        if name not in services:
            yield f"docker-compose.yml has no service called {name}."
    for name, service in services.items():
        for problem in _service_problems(service, known, compose.get("secrets") or {}):
            yield f"docker-compose.yml, service {name}: {problem}"


def dockerfile_problems(text: str) -> Iterator[str]:
    instructions = [line.split(None, 1) for line in text.splitlines() if line.strip()]
    base = next((rest for word, *rest in instructions if word == "FROM"), [""])
    yield from _image_problems(" ".join(base), where="Dockerfile: ")
    users = [rest[0] for word, *rest in instructions if word == "USER"]
    if not users or users[-1] in {"root", "0"}:
        yield "Dockerfile: the last USER must not be root."
    if "--require-hashes" not in text:
        yield "Dockerfile: packages must be installed with --require-hashes."


def _service_problems(service: dict, known: set[str], secrets: dict) -> Iterator[str]:
    if str(service.get("user", "root")) in {"root", "0"}:
        yield "it must name a user other than root."
    if "restart" not in service:
        yield "it has no restart policy, so nothing supervises it."
    if "healthcheck" not in service:
        yield "it has no health check."
    if "build" not in service:
        yield from _image_problems(service.get("image", ""))
    environment = service.get("environment") or {}
    yield from _secret_problems(environment, service, secrets)
    if "build" in service:
        yield from _unknown_settings(environment, known)


def _image_problems(image: str, *, where: str = "") -> Iterator[str]:
    _, colon, tag = image.rpartition(":")
    if not colon or tag == "latest":
        yield f"{where}the image “{image}” must be pinned by a tag."


def _secret_problems(environment: dict, service: dict, secrets: dict) -> Iterator[str]:
    for name, value in environment.items():
        value = str(value)
        if name.endswith("_FILE"):
            secret = Path(value).name
            if secret not in secrets or secret not in (service.get("secrets") or []):
                yield f"{name} points to {value}, which is not one of its secrets."
        elif SECRET_NAMES.search(name) and not HARMLESS_ADDRESSES.match(value):
            yield f"{name} is written out; put it in a file and set {name}_FILE."


def _unknown_settings(environment: dict, known: set[str]) -> Iterator[str]:
    for name in environment:
        if name.removesuffix("_FILE") not in known:
            yield f"{name} is a setting the application does not read."
