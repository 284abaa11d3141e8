"""Deployment settings: the file, the environment over it, and mistakes told before anything starts."""

from pathlib import Path

import pytest

from crm_core.config import Config, load_config
from crm_core.errors import ConfigurationError


def written(folder: Path, text: str) -> dict[str, str]:
    """An environment that names a configuration file with this text."""
    path = folder / "loyalty.toml"
    path.write_text(text, encoding="utf-8")
    return {"LOYALTY_CONFIG": str(path)}


def test_without_a_file_and_environment_the_defaults_run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    config = load_config({})

    assert config == Config()
    assert config.database_url == f"duckdb:///{tmp_path / 'work' / 'loyalty.duckdb'}"


def test_the_file_of_the_current_folder_is_read(tmp_path, monkeypatch):
    written(tmp_path, 'work_folder = "data"\nthreads = 4\nsample = false\n')
    monkeypatch.chdir(tmp_path)

    config = load_config({})

    assert (config.work_folder, config.threads, config.sample) == (Path("data"), 4, False)


def test_the_environment_goes_before_the_file(tmp_path):
    environment = written(tmp_path, "threads = 4\nmemory_limit_mb = 512\n")

    config = load_config(
        environment | {"LOYALTY_THREADS": "8", "LOYALTY_SAMPLE": "no", "LOYALTY_DATABASE": "duckdb:///x.duckdb"}
    )

    assert (config.threads, config.memory_limit_mb, config.sample) == (8, 512, False)
    assert config.database_url == "duckdb:///x.duckdb"


@pytest.mark.parametrize("word", ["yes", "true", "1", "TRUE", " Yes "])
def test_yes_has_several_words(word):
    assert load_config({"LOYALTY_SAMPLE": word}).sample


@pytest.mark.parametrize(
    ("text", "code", "found"),
    [
        ("threads = ", "config_broken", "loyalty.toml"),
        ("thread = 4", "config_unknown", "thread"),
        ("threads = 'many'", "config_type", "threads = 'many'"),
        ("threads = true", "config_type", "threads = True"),
        ("threads = -1", "config_type", "threads = -1"),
        ("threads = 0", "config_too_small", "threads = 0"),
        ("sample = 'perhaps'", "config_type", "sample = 'perhaps'"),
        ("database = 5", "config_type", "database = 5"),
    ],
)
def test_a_mistake_in_the_file_is_told_in_one_sentence(tmp_path, text, code, found):
    with pytest.raises(ConfigurationError) as refused:
        load_config(written(tmp_path, text))

    assert refused.value.code == code
    assert refused.value.found.startswith(found)


def test_a_setting_spelled_almost_right_is_suggested(tmp_path):
    with pytest.raises(ConfigurationError) as refused:
        load_config(written(tmp_path, "work_foldr = 'x'"))

    assert refused.value.expected == "work_folder"


def test_a_file_in_another_encoding_is_told(tmp_path):
    environment = written(tmp_path, "")
    Path(environment["LOYALTY_CONFIG"]).write_bytes("work_folder = 'Büro'".encode("cp1252"))

    with pytest.raises(ConfigurationError, match="config broken"):
        load_config(environment)


def test_a_named_file_that_is_missing_is_told(tmp_path):
    with pytest.raises(ConfigurationError, match="config missing"):
        load_config({"LOYALTY_CONFIG": str(tmp_path / "nothing.toml")})
